using System.Security.Cryptography;
using HccRisk.Backbones.ResNet18;
using HccRisk.Oracles;
using HccRisk.Pathomics.Embedding;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Xunit;

namespace HccRisk.Pathomics.Tests;

/// <summary>The ResNet-18 of ML.NET's package against ML.NET's own use of it.</summary>
public sealed class ResNet18Tests
{
    private const int Side = 224;
    private const int Width = 512;

    private static readonly string Folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ResNet18Backbone.FindModel())!, ".."));

    [Fact]
    public void Embed_Tiles_EqualsDnnFeaturizeImage()
    {
        byte[][] tiles = [Pictures.Noise(Side, 1), Pictures.NucleiOnLattice(Side, Side, 28, 8), Pictures.RandomNuclei(Side, 20, 7, 2).Rgb, new byte[Side * Side * 3]];
        using var backbone = OnnxBackbone.ResNet18();
        var actual = new float[tiles.Length * Width];
        backbone.Embed([.. tiles.SelectMany(x => x)], actual);

        var ml = new MLContext(1);
        var data = ml.Data.LoadFromEnumerable(tiles.Select(x => new Row { Pixels = Planes(x) }));
        var features = ml.Transforms.DnnFeaturizeImage("Features", m => m.ModelSelector.ResNet18(ml, m.OutputColumn, m.InputColumn, Folder), "Pixels").Fit(data).Transform(data);
        var expected = features.GetColumn<float[]>("Features").SelectMany(x => x).ToArray();

        // Single precision of sums over some thousand products: 1e-5 of the value.
        Assert.Equal(actual.Length, expected.Length);
        Assert.All(expected.Zip(actual), x => Assert.InRange(x.Second, x.First - (1e-5f * Math.Max(1, x.First)), x.First + (1e-5f * Math.Max(1, x.First))));
        Assert.Contains(expected, x => x > 5);
    }

    [Fact]
    public void Files_BesideTheProgram_AreThoseOfThePackage()
    {
        // Of the files of Microsoft.ML.DnnImageFeaturizer.ResNet18 0.23.1 by sha256sum.
        Assert.StartsWith(AppContext.BaseDirectory, Folder, StringComparison.Ordinal);
        Assert.Equal("e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f", Hash(ResNet18Backbone.FindModel()));
        Assert.Equal("84bf8def78d0befaa3f6e73745d57d7016c6a192ead76f79686bd438c1047004", Hash(Path.Combine(Folder, "ResNetPrepOnnx", "ResNetPreprocess.onnx")));
        Assert.Contains("MIT", ResNet18Backbone.Manifest.Licence, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ByItsPath_IsTheSameNetwork()
    {
        // Its manifest lies beside it, for whoever wants a path.
        using var byName = OnnxBackbone.ResNet18();
        using var byPath = OnnxBackbone.Load(ResNet18Backbone.FindModel());
        Assert.Equal(byName.Sha256, byPath.Sha256);
        Assert.Equal(byName.Manifest.Licence, byPath.Manifest.Licence);
    }

    [Theory]
    [InlineData("ResNet18Onnx/ResNet18.onnx")]
    [InlineData("ResNetPrepOnnx/ResNetPreprocess.onnx")]
    public void Load_DamagedFile_IsRefusedByItsHash(string damaged)
    {
        using var copy = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var target = copy[Path.GetRelativePath(Folder, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        using (var file = File.OpenWrite(copy[damaged]))
        {
            file.Position = file.Length / 2;
            file.WriteByte(0x55);
            file.WriteByte(0x54);
        }

        Assert.Contains("SHA-256", Assert.Throws<BackboneMismatchException>(() => OnnxBackbone.Load(copy["ResNet18Onnx/ResNet18.onnx"])).Message, StringComparison.Ordinal);
    }

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static float[] Planes(byte[] rgb) => [.. Enumerable.Range(0, 3).SelectMany(c => Enumerable.Range(0, Side * Side).Select(i => (float)rgb[(i * 3) + c]))];

    private sealed class Row
    {
        [VectorType(3 * Side * Side)]
        public float[] Pixels { get; set; } = [];
    }
}
