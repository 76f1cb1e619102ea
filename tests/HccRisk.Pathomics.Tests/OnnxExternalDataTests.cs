using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Embedding.Onnx;
using Xunit;

namespace HccRisk.Pathomics.Tests;

/// <summary>Weights are read from the model's own folder, wherever in the model their file is named (field numbers of onnx.proto3).</summary>
public sealed class OnnxExternalDataTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hccrisk-onnx-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("initializer")]
    [InlineData("sparse initializer")]
    [InlineData("constant")]
    [InlineData("list of tensors")]
    [InlineData("sparse attribute")]
    [InlineData("branch")]
    [InlineData("branch in a branch")]
    [InlineData("function")]
    [InlineData("default of a function")]
    [InlineData("training")]
    public void Prepare_FileOutsideAnywhereInTheModel_IsRefused(string place)
    {
        var model = Model(place, "../weights.bin");

        Assert.Equal(["../weights.bin"], OnnxExternalData.Locations(model));
        var error = Assert.Throws<BackboneMismatchException>(() => BackboneModel.Prepare(model, _folder.FullName, Manifest));
        Assert.Contains("'../weights.bin'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../outside.bin")]
    [InlineData("a/../../outside.bin")]
    [InlineData("{root}/outside.bin")]
    [InlineData("{root}/models/weights.bin")]
    [InlineData("link.bin")]
    [InlineData("linked/outside.bin")]
    [InlineData("*/_ORT_MEM_ADDR_/*")]
    [InlineData("")]
    public void Check_NameThatIsNoFileOfTheFolder_IsRefused(string location)
    {
        var models = _folder.CreateSubdirectory("models").FullName;
        File.WriteAllBytes(Path.Combine(_folder.FullName, "outside.bin"), [1]);
        File.WriteAllBytes(Path.Combine(models, "weights.bin"), [1]);
        File.CreateSymbolicLink(Path.Combine(models, "link.bin"), "../outside.bin");
        Directory.CreateSymbolicLink(Path.Combine(models, "linked"), _folder.FullName);

        Assert.Throws<InvalidDataException>(() => OnnxExternalData.Check([location.Replace("{root}", _folder.FullName, StringComparison.Ordinal)], models));
        Assert.Throws<InvalidDataException>(() => OnnxExternalData.Check(["weights.bin"], null));
        OnnxExternalData.Check(["weights.bin", "sub/weights.bin"], models);
    }

    [Fact]
    public void Prepare_GraphsWithoutEndInOneAnother_AreRefused()
    {
        var graph = Array.Empty<byte>();
        for (var i = 0; i < 5000; i++)
        {
            graph = Proto.Field(1, Proto.Field(5, Proto.Field(6, graph))).ToArray();
        }

        var model = Proto.Field(7, graph).ToArray();

        Assert.Contains("inside one another", Assert.Throws<BackboneMismatchException>(() => BackboneModel.Prepare(model, null, Manifest)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_HashAskedFor_MustBeThatOfTheModel()
    {
        using var plain = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = 64 }, new BackboneOptions());
        using var same = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = 64 }, new BackboneOptions { Sha256 = plain.Sha256.ToUpperInvariant() });

        var error = Assert.Throws<BackboneMismatchException>(
            () => OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = 64 }, new BackboneOptions { Sha256 = new string('a', 64) }));

        Assert.Contains(plain.Sha256, error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new BackboneOptions { Sha256 = "a" }.Validate());
    }

    private static BackboneManifest Manifest => new() { Name = "m", Input = "x", Output = "y", TilePixels = 8, MicronsPerPixel = 1, Width = 1, Licence = "none" };

    private static byte[] Model(string place, string location)
    {
        var tensor = Made(t => t.Text(8, "w").Message(13, e => e.Text(1, "location").Text(2, location)).Integer(14, 1));
        var sparse = Made(s => s.Bytes(1, tensor));
        var node = Made(n => n.Text(2, "y"));
        byte[] Attribute(int field, byte[] content) => Made(n => n.Text(2, "y").Message(5, a => a.Text(1, "value").Bytes(field, content)));
        var branch = Made(g => g.Bytes(5, tensor));
        return place switch
        {
            "initializer" => Graph(g => g.Bytes(1, node).Bytes(5, tensor)),
            "sparse initializer" => Graph(g => g.Bytes(1, node).Bytes(15, sparse)),
            "constant" => Graph(g => g.Bytes(1, Attribute(5, tensor))),
            "list of tensors" => Graph(g => g.Bytes(1, Attribute(10, tensor))),
            "sparse attribute" => Graph(g => g.Bytes(1, Attribute(22, sparse))),
            "branch" => Graph(g => g.Bytes(1, Attribute(6, branch))),
            "branch in a branch" => Graph(g => g.Bytes(1, Attribute(11, Made(b => b.Bytes(1, Attribute(6, branch)))))),
            "function" => Graph(g => g.Bytes(1, node), m => m.Message(25, f => f.Bytes(7, Attribute(5, tensor)))),
            "default of a function" => Graph(g => g.Bytes(1, node), m => m.Message(25, f => f.Message(11, a => a.Bytes(5, tensor)))),
            _ => Graph(g => g.Bytes(1, node), m => m.Message(20, t => t.Bytes(1, branch))),
        };
    }

    private static byte[] Graph(Action<ProtoWriter> fill, Action<ProtoWriter>? more = null) => Made(m =>
    {
        m.Integer(1, 8).Message(7, fill);
        more?.Invoke(m);
    });

    private static byte[] Made(Action<ProtoWriter> fill)
    {
        using var writer = new ProtoWriter();
        fill(writer);
        return writer.ToArray();
    }
}
