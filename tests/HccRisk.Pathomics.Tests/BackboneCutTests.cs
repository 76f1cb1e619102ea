using HccRisk.Oracles;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Embedding.Onnx;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class BackboneCutTests
{
    private const int Side = 8;

    private static readonly BackboneManifest Inner = new()
    {
        Name = "squeezenet",
        Input = "data_0",
        Output = "fire9/concat_1",
        TilePixels = 224,
        MicronsPerPixel = 0.5,
        Width = 512,
        Pooling = TokenPooling.SpatialMean,
        Mean = [123.68 / 255, 116.779 / 255, 103.939 / 255],
        Std = [1 / 255.0, 1 / 255.0, 1 / 255.0],
        ChannelOrder = ChannelOrder.Bgr,
        Licence = "MIT",
    };

    private static BackboneManifest Tiny(string output, int width) => new()
    {
        Name = "tiny",
        Input = "x",
        Output = output,
        TilePixels = Side,
        MicronsPerPixel = 1,
        Width = width,
        Licence = "none",
    };

    [Fact]
    public void Embed_CutAtInnerTensor_IsTheMeanOfThatTensorInAnUncutRun()
    {
        var path = Model();
        var rgb = Pictures.Noise(224, 11);
        using var backbone = OnnxBackbone.Load(path, Inner);
        var actual = new float[512];
        backbone.Embed(rgb, actual);

        // Bytes appended to a protobuf message are merged into it: the whole model with one more output.
        using var graph = new ProtoWriter();
        var more = graph.Message(7, x => x.Message(12, value => value.Text(1, Inner.Output))).ToArray();
        using var session = new InferenceSession([.. File.ReadAllBytes(path), .. more]);
        double[] mean = [123.68, 116.779, 103.939];
        var input = new Float16[3 * 224 * 224];
        for (var i = 0; i < input.Length; i++)
        {
            var (c, at) = (i / (224 * 224), i % (224 * 224));
            input[i] = (Float16)(float)(rgb[(at * 3) + 2 - c] - mean[2 - c]);
        }

        using var tensor = OrtValue.CreateTensorValueFromMemory(input, [1, 3, 224, 224]);
        using var run = new RunOptions();
        using var results = session.Run(run, ["data_0"], [tensor], [Inner.Output]);
        var map = results[0].GetTensorDataAsSpan<Float16>().ToArray();
        Assert.Equal(0, map.Length % 512);
        var expected = map.Chunk(map.Length / 512).Select(x => x.Average(v => (double)(float)v)).ToArray();
        // Half precision inside; both runs do the same work but may fuse it differently.
        Assert.All(expected.Zip(actual), x => Assert.Equal(x.First, x.Second, 0.01 * expected.Max()));
        Assert.True(expected.Max() > 1);
    }

    [Fact]
    public void Embed_CutBeforeGlobalPooling_GivesTheModelsOwnProbabilities()
    {
        var path = Model();
        var rgb = Pictures.Noise(224, 12);
        var (logits, probabilities) = (new float[1000], new float[1000]);
        using (var cut = OnnxBackbone.Load(path, Inner with { Output = "conv10_2", Width = 1000 }))
        {
            cut.Embed(rgb, logits);
        }

        using (var whole = OnnxBackbone.Load(path, Inner with { Output = "softmaxout_1", Width = 1000, Pooling = TokenPooling.None }))
        {
            whole.Embed(rgb, probabilities);
        }

        // The rest of the network is the mean over the map and a softmax.
        var sum = logits.Sum(x => Math.Exp(x));
        Assert.All(logits.Zip(probabilities), x => Assert.Equal(Math.Exp(x.First) / sum, x.Second, 0.02 * probabilities.Max()));
    }

    [Fact]
    public void Load_SinglePrecisionAndFreeBatch_TakesManyTilesAndAgreesWithHalf()
    {
        var path = Model();
        byte[] rgb = [.. Pictures.Noise(224, 1), .. Pictures.Noise(224, 2), .. Pictures.NucleiOnLattice(224, 224, 16, 4)];
        using var half = OnnxBackbone.Load(path, Inner);
        using var single = OnnxBackbone.Load(path, Inner with { SinglePrecision = true, FreeBatch = true });
        Assert.Equal(1, half.MaxBatch);
        Assert.Equal(int.MaxValue, single.MaxBatch);
        Assert.True(half.HalfInput && !single.HalfInput && !single.HalfOutput);
        Assert.Equal(half.Sha256, single.Sha256);

        var (a, b) = (new float[3 * 512], new float[3 * 512]);
        half.Embed(rgb, a);
        using var batch = new TileBatch(single, 3);
        for (var i = 0; i < 3; i++)
        {
            batch.Add(i, rgb.AsSpan(i * 224 * 224 * 3, 224 * 224 * 3));
        }

        batch.Run().CopyTo(b);
        // 11 bits through 26 layers.
        Assert.All(a.Zip(b), x => Assert.Equal(x.First, x.Second, 0.02 * a.Max()));
    }

    [Fact]
    public void Load_NoSuchTensor_NamesTheNearest()
    {
        var error = Assert.Throws<BackboneMismatchException>(() => OnnxBackbone.Load(Model(), Inner with { Output = "fire9/concat_3" }));
        Assert.Contains("'fire9/concat_1'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TokenPooling.ClassToken, 1, 64)]
    [InlineData(TokenPooling.PatchMean, 1, 64)]
    [InlineData(TokenPooling.PatchMean, 2, 64)]
    [InlineData(TokenPooling.ClassTokenAndPatchMean, 1, 128)]
    [InlineData(TokenPooling.ClassTokenAndPatchMean, 2, 128)]
    [InlineData(TokenPooling.None, 1, 192)]
    [InlineData(TokenPooling.SpatialMean, 1, 3)]
    public void Embed_TokensFromChannels_EqualsClosedForm(TokenPooling pooling, int prefix, int width)
    {
        // The three colour planes are the three tokens; a map is given as it is.
        var rgb = Pictures.Noise(Side, 4);
        long[] shape = pooling == TokenPooling.SpatialMean ? [3, Side, Side] : [3, Side * Side];
        var actual = new float[width];
        WithModel(graph => graph.Build("x", [3, Side, Side], graph.Node("Reshape", ["x", graph.Constant([-1, .. shape])]), "y", shape), path =>
        {
            using var backbone = OnnxBackbone.Load(path, Tiny("y", width) with { Pooling = pooling, PrefixTokens = prefix });
            backbone.Embed(rgb, actual);
        });

        var planes = Enumerable.Range(0, 3).Select(c => Enumerable.Range(0, Side * Side).Select(i => rgb[(i * 3) + c] / 255.0).ToArray()).ToArray();
        var patches = Enumerable.Range(0, Side * Side).Select(i => planes[prefix..].Average(p => p[i])).ToArray();
        double[] expected = pooling switch
        {
            TokenPooling.ClassToken => planes[0],
            TokenPooling.PatchMean => patches,
            TokenPooling.ClassTokenAndPatchMean => [.. planes[0], .. patches],
            TokenPooling.SpatialMean => [.. planes.Select(p => p.Average())],
            _ => [.. planes.SelectMany(p => p)],
        };
        Assert.All(expected.Zip(actual), x => Assert.Equal(x.First, x.Second, 1e-6));
        Assert.Equal(width, expected.Length);
    }

    [Fact]
    public void Load_PoolingThatDoesNotFitTheShape_IsRefused() =>
        WithModel(graph => graph.Build("x", [3, Side, Side], graph.Node("Identity", ["x"]), "y", [3, Side, Side]), path =>
        {
            var error = Assert.Throws<BackboneMismatchException>(() => OnnxBackbone.Load(path, Tiny("y", 8) with { Pooling = TokenPooling.ClassToken }));
            Assert.Contains("[1, 3, 8, 8]", error.Message, StringComparison.Ordinal);
            Assert.Contains("ClassToken", error.Message, StringComparison.Ordinal);
            error = Assert.Throws<BackboneMismatchException>(() => OnnxBackbone.Load(path, Tiny("y", 4) with { Pooling = TokenPooling.SpatialMean }));
            Assert.Contains("3 numbers a tile; its width is said to be 4", error.Message, StringComparison.Ordinal);
        });

    [Fact]
    public void Load_FreeBatchWhereTheBatchIsFixedInside_IsRefused() =>
        WithModel(graph => graph.Build("x", [3, Side, Side], graph.Node("Reshape", ["x", graph.Constant([1, 3 * Side * Side])]), "y", [3 * Side * Side]), path =>
            Assert.Contains("fails with two tiles", Assert.Throws<BackboneMismatchException>(() => OnnxBackbone.Load(path, Tiny("y", 3 * Side * Side) with { FreeBatch = true })).Message, StringComparison.Ordinal));

    [Fact]
    public void Load_FreeBatchWhereTilesSeeEachOther_IsRefused() =>
        WithModel(
            graph => graph.Build("x", [3, Side, Side], graph.Node("Sub", ["x", graph.Node("ReduceMean", ["x"], ("axes", [0]), ("keepdims", [1]))]), "y", [3, Side, Side]),
            path => Assert.Contains("by itself", Assert.Throws<BackboneMismatchException>(() => OnnxBackbone.Load(path, Tiny("y", 3 * Side * Side) with { FreeBatch = true })).Message, StringComparison.Ordinal));

    [Fact]
    public void Load_WeightsBesideTheModel_AreReadAndHashed()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var path = Path.Combine(folder, "model.onnx");
            File.WriteAllBytes(path, WithExternalScale());
            var missing = Assert.Throws<BackboneMismatchException>(() => OnnxBackbone.Load(path, Tiny("y", 3) with { Pooling = TokenPooling.SpatialMean }));
            Assert.Contains("'scale.bin'", missing.Message, StringComparison.Ordinal);

            List<string> hashes = [];
            foreach (var scale in (float[])[2, 5])
            {
                File.WriteAllBytes(Path.Combine(folder, "scale.bin"), BitConverter.GetBytes(scale));
                using var backbone = OnnxBackbone.Load(path, Tiny("y", 3) with { Pooling = TokenPooling.SpatialMean });
                var actual = new float[3];
                backbone.Embed(Pictures.Paint(Side, Side, (_, _) => (51, 102, 255)), actual);
                Assert.All(actual.Zip((float[])[0.2f * scale, 0.4f * scale, scale]), x => Assert.Equal(x.Second, x.First, 1e-5f));
                hashes.Add(backbone.Sha256);
            }

            Assert.NotEqual(hashes[0], hashes[1]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Load_FileThatIsNoModel_IsANamedError()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            foreach (var bytes in (byte[][])[[], [0x3C, 0x68, 0x74, 0x6D, 0x6C], [.. Enumerable.Repeat((byte)0xFF, 100)]])
            {
                File.WriteAllBytes(path, bytes);
                Assert.Contains("cannot be loaded", Assert.Throws<BackboneMismatchException>(() => OnnxBackbone.Load(path, Tiny("y", 3))).Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    // From the models' cards and the encoder table of TRIDENT.
    [InlineData("resnet50", 1024, 224, TokenPooling.SpatialMean, false)]
    [InlineData("ctranspath", 768, 224, TokenPooling.None, false)]
    [InlineData("uni", 1024, 224, TokenPooling.None, true)]
    [InlineData("uni2-h", 1536, 224, TokenPooling.None, true)]
    [InlineData("conch", 512, 448, TokenPooling.None, true)]
    [InlineData("virchow2", 2560, 224, TokenPooling.ClassTokenAndPatchMean, true)]
    [InlineData("h-optimus-0", 1536, 224, TokenPooling.None, true)]
    [InlineData("phikon-v2", 1024, 224, TokenPooling.ClassToken, false)]
    [InlineData("resnet18", 512, 224, TokenPooling.None, false)]
    public void Find_KnownBackbone_HasThePublishedFacts(string name, int width, int pixels, TokenPooling pooling, bool gated)
    {
        var manifest = KnownBackbones.Find(name);
        Assert.Equal((name, width, pixels, 0.5, pooling, gated), (manifest.Name, manifest.Width, manifest.TilePixels, manifest.MicronsPerPixel, manifest.Pooling, manifest.Gated));
        Assert.NotEmpty(manifest.Licence);
        Assert.NotNull(manifest.Citation);
        Assert.NotNull(manifest.Source);
        Assert.Contains(name, KnownBackbones.Names);
    }

    [Fact]
    public void Find_UnknownBackbone_NamesTheNearest()
    {
        Assert.Equal(9, KnownBackbones.Names.Count);
        Assert.Contains("'virchow2'", Assert.Throws<ArgumentException>(() => KnownBackbones.Find("virchow3")).Message, StringComparison.Ordinal);
    }

    private static string Model()
    {
        var path = SharedData.TryPath("data", "wsi", "models", "SqueezeNet_fp16_WinML_MIT.onnx");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        return path;
    }

    private static void WithModel(Func<OnnxGraph, byte[]> build, Action<string> test)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".onnx");
        try
        {
            File.WriteAllBytes(path, build(new OnnxGraph("test")));
            test(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>y = x * scale, the scale (one float) in the file scale.bin.</summary>
    private static byte[] WithExternalScale()
    {
        using var model = new ProtoWriter();
        return model.Integer(1, 8).Message(8, x => x.Text(1, "").Integer(2, 17)).Message(7, graph => graph
            .Message(1, node => node.Text(1, "x").Text(1, "scale").Text(2, "y").Text(4, "Mul"))
            .Text(2, "external")
            .Message(5, tensor => tensor.Integer(1, 1).Integer(2, 1).Text(8, "scale").Message(13, x => x.Text(1, "location").Text(2, "scale.bin")).Integer(14, 1))
            .Message(11, value => Value(value, "x"))
            .Message(12, value => Value(value, "y"))).ToArray();

        static void Value(ProtoWriter value, string name) => value.Text(1, name).Message(2, type => type.Message(1, tensor => tensor.Integer(1, 1).Message(2, shape =>
        {
            foreach (var size in (int[])[1, 3, Side, Side])
            {
                shape.Message(1, x => x.Integer(1, size));
            }
        })));
    }
}
