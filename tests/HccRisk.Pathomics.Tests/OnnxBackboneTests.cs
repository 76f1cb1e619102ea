using HccRisk.Oracles;
using HccRisk.Pathomics.Embedding;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class OnnxBackboneTests
{
    internal static readonly BackboneManifest SqueezeNet = new()
    {
        Name = "squeezenet",
        Input = "data_0",
        Output = "softmaxout_1",
        TilePixels = 224,
        MicronsPerPixel = 0.5,
        Width = 1000,
        // The model takes 0 to 255, blue first, less the ImageNet mean.
        Mean = [123.68 / 255, 116.779 / 255, 103.939 / 255],
        Std = [1 / 255.0, 1 / 255.0, 1 / 255.0],
        ChannelOrder = ChannelOrder.Bgr,
        Licence = "MIT",
    };

    private static string Model()
    {
        var path = SharedData.TryPath("data", "wsi", "models", "SqueezeNet_fp16_WinML_MIT.onnx");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        return path;
    }

    [Fact]
    public void Embed_RealCnn_EqualsARawRunOnHandMadeInput()
    {
        var path = Model();
        var rgb = Pictures.Noise(224, 3);
        using var backbone = OnnxBackbone.Load(path, SqueezeNet);
        var actual = new float[1000];
        backbone.Embed(rgb, actual);
        Assert.Equal(1, actual.Sum(), 0.01);

        double[] mean = [123.68, 116.779, 103.939];
        var input = new Float16[3 * 224 * 224];
        for (var i = 0; i < 224 * 224; i++)
        {
            for (var c = 0; c < 3; c++)
            {
                input[((2 - c) * 224 * 224) + i] = (Float16)(float)(rgb[(i * 3) + c] - mean[c]);
            }
        }

        using var session = new InferenceSession(path);
        using var value = OrtValue.CreateTensorValueFromMemory(input, [1, 3, 224, 224]);
        using var run = new RunOptions();
        using var results = session.Run(run, ["data_0"], [value], ["softmaxout_1"]);
        var expected = results[0].GetTensorDataAsSpan<Float16>().ToArray();
        // Half precision has 11 bits; the threads of the raw run may sum in another order.
        Assert.All(expected.Zip(actual), x => Assert.Equal((float)x.First, x.Second, 2e-3 * Math.Max(0.01, (float)x.First)));
    }

    public static TheoryData<string, BackboneManifest, string> Misfits() => new()
    {
        { "input", SqueezeNet with { Input = "pixels" }, "'data_0'" },
        { "output", SqueezeNet with { Output = "cls" }, "'softmaxout_1'" },
        { "tile", SqueezeNet with { TilePixels = 256 }, "[1, 3, 224, 224]" },
        { "width", SqueezeNet with { Width = 768 }, "768" },
        { "hash", SqueezeNet with { Sha256 = new string('0', 64) }, "SHA-256" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void Load_ManifestThatDoesNotFit_NamesBothSides(string what, BackboneManifest manifest, string named)
    {
        var error = Assert.Throws<BackboneMismatchException>(() => OnnxBackbone.Load(Model(), manifest));
        Assert.True(error.Message.Contains(named, StringComparison.Ordinal) && error.Message.Contains("squeezenet", StringComparison.Ordinal), $"{what}: {error.Message}");
    }

    [Fact]
    public void Load_DamagedModel_IsANamedError()
    {
        var bytes = File.ReadAllBytes(Model());
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".onnx");
        try
        {
            File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
            Assert.Contains("cannot be loaded", Assert.Throws<BackboneMismatchException>(() => OnnxBackbone.Load(path, SqueezeNet)).Message, StringComparison.Ordinal);
            Assert.Throws<FileNotFoundException>(() => OnnxBackbone.Load(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Manifest_SavedAndLoaded_IsTheSame()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".json");
        try
        {
            SqueezeNet.Save(path);
            var back = BackboneManifest.Load(path);
            Assert.Equivalent(SqueezeNet, back, strict: true);

            File.WriteAllText(path, File.ReadAllText(path).Replace("\"tilePixels\"", "\"tilePixel\"", StringComparison.Ordinal));
            Assert.Contains("tilePixel", Assert.Throws<BackboneMismatchException>(() => BackboneManifest.Load(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Validate_SeveralFaults_NamesThemAll()
    {
        var error = Assert.Throws<BackboneMismatchException>((SqueezeNet with { Width = 0, Std = [1, 0, 1], MicronsPerPixel = -1 }).Validate);
        Assert.All(new[] { "width", "std", "micronsPerPixel" }, x => Assert.Contains(x, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void CreateDefault_CudaWithoutIt_SaysWhatToInstall()
    {
        Assert.SkipWhen(OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"), "this OnnxRuntime has CUDA");
        var error = Assert.Throws<NotSupportedException>(() => OnnxBackbone.CreateDefault(options: new BackboneOptions { Provider = ExecutionProvider.Cuda }));
        Assert.Contains("CPUExecutionProvider", error.Message, StringComparison.Ordinal);
        Assert.Contains("Microsoft.ML.OnnxRuntime.Gpu", error.Message, StringComparison.Ordinal);
    }
}
