using HccRisk.Oracles;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Embedding.Onnx;
using Xunit;

namespace HccRisk.Pathomics.Tests;

/// <summary>A model that goes before another, as a manifest's <c>preprocessing</c> names it.</summary>
public sealed class OnnxJoinTests
{
    private const int Side = 8;

    [Fact]
    public void Embed_WithPreprocessing_EqualsClosedForm()
    {
        // (x * 3 + 0.25) averaged, of one colour: the first model has the product, the second the sum.
        using var folder = new TemporaryFolder();
        using var backbone = Load(folder, Scaled(3, "a"), Shifted(0.25f, "b"));
        var actual = new float[3];
        backbone.Embed(Pictures.Paint(Side, Side, (_, _) => (51, 102, 255)), actual);
        Assert.All(actual.Zip((float[])[0.85f, 1.45f, 3.25f]), x => Assert.Equal(x.Second, x.First, 1e-6f));
    }

    [Fact]
    public void Load_AnotherPreprocessing_HasAnotherHash()
    {
        using var folder = new TemporaryFolder();
        using var one = Load(folder, Scaled(3, "a"), Shifted(0.25f, "b"));
        using var other = Load(folder, Scaled(4, "a"), Shifted(0.25f, "b"));
        Assert.NotEqual(one.Sha256, other.Sha256);
    }

    [Fact]
    public void Load_ModelsThatShareATensor_IsRefusedByItsName()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("'t0' is in its preprocessing too", Refused(() => Load(folder, Scaled(3, ""), Shifted(0.25f, ""))), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PreprocessingThatIsAbsentOrNoModel_IsANamedError()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("'first.onnx'", Refused(() => Load(folder, null, Shifted(0.25f, "b"))), StringComparison.Ordinal);
        Assert.Contains("cannot be loaded", Refused(() => Load(folder, [1, 2, 3], Shifted(0.25f, "b"))), StringComparison.Ordinal);
        Assert.Contains("preprocessing is empty", Refused((Tiny with { Preprocessing = "" }).Validate), StringComparison.Ordinal);

    }

    [Theory]
    [InlineData("../../first.onnx")]
    [InlineData("/etc/first.onnx")]
    public void Load_PreprocessingFarFromTheModel_IsRefused(string preprocessing)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["model.onnx"], Shifted(0.25f, "b"));
        Assert.Contains("no file in the model's folder", Refused(() => OnnxBackbone.Load(folder["model.onnx"], Tiny with { Preprocessing = preprocessing })), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, "operator set 8, itself in 17")]
    [InlineData(17, "2 outputs")]
    public void Load_PreprocessingThatDoesNotFit_SaysWhy(int operators, string expected)
    {
        using var folder = new TemporaryFolder();
        using var model = new ProtoWriter();
        var first = model.Integer(1, 8).Message(8, x => x.Text(1, "").Integer(2, operators)).Message(7, graph =>
        {
            graph.Message(1, node => node.Text(1, "x").Text(2, "u").Text(4, "Identity")).Message(11, x => x.Text(1, "x")).Message(12, x => x.Text(1, "u"));
            if (operators == 17)
            {
                graph.Message(12, x => x.Text(1, "x"));
            }
        }).ToArray();
        Assert.Contains(expected, Refused(() => Load(folder, first, Shifted(0.25f, "b"))), StringComparison.Ordinal);
    }

    private static BackboneManifest Tiny => new()
    {
        Name = "joined",
        Input = "x",
        Output = "y",
        Preprocessing = "first.onnx",
        TilePixels = Side,
        MicronsPerPixel = 0.5,
        Width = 3,
        Pooling = TokenPooling.SpatialMean,
        Licence = "none",
    };

    private static string Refused(Action action) => Assert.Throws<BackboneMismatchException>(action).Message;

    private static OnnxBackbone Load(TemporaryFolder folder, byte[]? first, byte[] second)
    {
        if (first is not null)
        {
            File.WriteAllBytes(folder["first.onnx"], first);
        }

        File.WriteAllBytes(folder["model.onnx"], second);
        return OnnxBackbone.Load(folder["model.onnx"], Tiny);
    }

    private static byte[] Scaled(float factor, string prefix) => Build(prefix, "Mul", factor, "x", "u");

    private static byte[] Shifted(float term, string prefix) => Build(prefix, "Add", term, "v", "y");

    /// <summary>One operation with a constant; its names (t0 and on) take a prefix, for a graph's own names are unique within it only.</summary>
    private static byte[] Build(string prefix, string operation, float constant, string input, string output)
    {
        using var model = new ProtoWriter();
        return model.Integer(1, 8).Message(8, x => x.Text(1, "").Integer(2, 17)).Message(7, graph => graph
            .Message(1, node => node.Text(1, input).Text(1, prefix + "t0").Text(2, output).Text(4, operation))
            .Text(2, "part")
            .Message(5, tensor => tensor.Integer(1, 1).Integer(2, 1).Text(8, prefix + "t0").Bytes(9, BitConverter.GetBytes(constant)))
            .Message(11, value => Value(value, input))
            .Message(12, value => Value(value, output))).ToArray();
    }

    private static void Value(ProtoWriter value, string name) => value.Text(1, name).Message(2, type => type.Message(1, tensor => tensor.Integer(1, 1).Message(2, shape =>
    {
        foreach (var size in (int[])[1, 3, Side, Side])
        {
            shape.Message(1, x => x.Integer(1, size));
        }
    })));
}
