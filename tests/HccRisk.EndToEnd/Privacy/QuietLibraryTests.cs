using HccRisk.EndToEnd.Packaging;
using HccRisk.EndToEnd.Studies;
using HccRisk.Oracles;
using HccRisk.Pathomics.Embedding;
using Xunit;

namespace HccRisk.EndToEnd.Privacy;

/// <summary>Programs that know the packages only, and do not think of telemetry.</summary>
[Collection(BuildsCollection.Name)]
public sealed class QuietLibraryTests(PackedFeed feed, CommandStudy study) : IClassFixture<CommandStudy>
{
    private const string Program = """
        using HccRisk.Pathomics.Slides;
        using HccRisk.Cohorts;
        using HccRisk.Pathomics.Embedding;
        using HccRisk.Pathomics.Tiling;
        using Microsoft.ML;
        using Microsoft.ML.Data;
        using Microsoft.ML.OnnxRuntime;

        switch (args[0])
        {
            case "bare":
                Bare(args[2]);
                break;
            case "embedder":
                Embedder(args[1]);
                break;
            case "transform":
                Transform(args[1]);
                break;
            case "onnx":
                Onnx(args[2], args[3], args[4]);
                break;
        }

        // OnnxRuntime writes when it starts and looks its host up some time after.
        Thread.Sleep(3000);

        // The compiler of methods loads what they name: each way has one of its own, and this one knows nothing of the library.
        static void Bare(string model)
        {
            using var session = new InferenceSession(model);
            Console.WriteLine(session.InputMetadata.Count);
        }

        static void Embedder(string slide)
        {
            using var backbone = OnnxBackbone.CreateDefault();
            Console.WriteLine(new SlideEmbedder(backbone).Embed(slide).Grid.Tiles.Count);
        }

        static void Transform(string slide)
        {
            var ml = new MLContext(1);
            var slides = ml.Data.LoadFromEnumerable(new[] { new Row { Slide = slide } });
            Console.WriteLine(ml.Transforms.EmbedSlides("Pathomics", "Slide", badFiles: BadFilePolicy.Missing).Fit(slides).Transform(slides).GetColumn<float[]>("Pathomics").First().Length);
        }

        // Anything of the library before the transform of ML.NET.
        static void Onnx(string model, string output, string input)
        {
            var ml = new MLContext(new TileOptions().Overlap);
            var tiles = ml.Data.LoadFromEnumerable(new[] { new Row() });
            var shape = new Dictionary<string, int[]> { [input] = [1, 3, 224, 224] };
            Console.WriteLine(ml.Transforms.ApplyOnnxModel(output, input, model, shape).Fit(tiles).Transform(tiles).GetColumn<float[]>(output).First().Length);
        }

        sealed class Row
        {
            public string Slide { get; set; } = "";

            [ColumnName("INPUT"), VectorType(1, 3, 224, 224)]
            public float[] Input { get; set; } = new float[3 * 224 * 224];
        }
        """;

    [Fact]
    [Trait("Category", "Long")]
    public async Task Program_OfPackagesOnly_IsQuietHoweverItComesToOnnxRuntime()
    {
        using var folder = new TemporaryFolder();
        var scattering = new ScatteringOptions();
        File.WriteAllBytes(folder["model.onnx"], ScatteringNetwork.Build(scattering));
        Consumer.WriteNuGetConfig(folder.Path, feed.Path);
        Consumer.WriteProject(folder.Path, Program.Replace("INPUT", ScatteringNetwork.Input, StringComparison.Ordinal), ["HccRisk.Pathomics"], ("Microsoft.ML.OnnxTransformer", "5.0.1"), ("Microsoft.ML.OnnxRuntime", "1.31.1"));
        (await Command.DotNetAsync(folder.Path, TestContext.Current.CancellationToken, "build", "-v", "quiet", "--nologo")).MustSucceed();
        var slide = Path.Combine(study["cohort"], Slide());

        // A slide that has tissue: one of a patient the study predicted.
        string Slide()
        {
            var scored = File.ReadLines(study["out/predictions.csv"]).Select(line => line.Split(',')).First(row => row[0] == "POST")[1];
            return File.ReadLines(study["cohort/manifest.csv"]).Select(line => line.Split(',')).First(row => row[0] == scored && row[1] == "slide")[3];
        }

        async Task<SystemCalls> Run(string way)
        {
            Directory.CreateDirectory(folder[way]);
            var (run, calls) = await SystemCalls.TraceAsync(
                folder[way], folder["bin/Debug/net10.0/Consumer.dll"], way, slide, folder["model.onnx"], ScatteringNetwork.Output, ScatteringNetwork.Input);
            Assert.NotEmpty(run.MustSucceed().Output);
            return calls;
        }

        // Without the library, OnnxRuntime does what is to be prevented: were it to stop, this test would show nothing.
        var bare = await Run("bare");
        Assert.Contains(bare.Written, path => path.StartsWith(folder["bare/home"] + "/", StringComparison.Ordinal));

        foreach (var way in new[] { "embedder", "transform", "onnx" })
        {
            var calls = await Run(way);
            Assert.Empty(calls.Network);
            Assert.Empty(calls.WrittenOutside(folder[way + "/tmp"]));
        }
    }
}
