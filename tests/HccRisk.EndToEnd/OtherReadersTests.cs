using System.Reflection;
using HccRisk.Imaging;
using HccRisk.Pathomics.Slides;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace HccRisk.EndToEnd;

/// <summary>The adapters of docs/how-to/other-readers.md, compiled and run against stand-ins with the members of the other packages that they use.</summary>
public sealed class OtherReadersTests
{
    private const string Usings = "global using System; global using System.IO; global using System.Linq; global using System.Collections.Generic;";

    private const string Dicom = """
        namespace FellowOakDicom
        {
            public sealed class DicomTag(string name)
            {
                public string Name => name;
                public static readonly DicomTag ImageOrientationPatient = new("o"), ImagePositionPatient = new("p"), PixelSpacing = new("s"), Columns = new("c"), Rows = new("r"), RescaleSlope = new("m"), RescaleIntercept = new("b");
            }
            public sealed class DicomDataset(Dictionary<string, double[]> values)
            {
                public T[] GetValues<T>(DicomTag tag) => (T[])(object)values[tag.Name];
                public T GetSingleValue<T>(DicomTag tag) => (T)Convert.ChangeType(values[tag.Name][0], typeof(T));
                public T GetSingleValueOrDefault<T>(DicomTag tag, T other) => values.ContainsKey(tag.Name) ? GetSingleValue<T>(tag) : other;
            }
        }
        namespace FellowOakDicom.Imaging
        {
            public sealed class DicomPixelData(DicomDataset set)
            {
                public DicomDataset Set => set;
                public static DicomPixelData Create(DicomDataset set) => new(set);
            }
        }
        namespace FellowOakDicom.Imaging.Render
        {
            public interface IPixelData { double GetPixel(int x, int y); }
            public sealed class Pixels(DicomPixelData data) : IPixelData
            {
                public double GetPixel(int x, int y) => x + (10 * y) + (100 * data.Set.GetValues<double>(DicomTag.ImagePositionPatient)[2]);
            }
            public static class PixelDataFactory { public static IPixelData Create(DicomPixelData data, int frame) => new Pixels(data); }
        }
        public static class Run
        {
            public static HccRisk.Imaging.Volume<float> Volume()
            {
                FellowOakDicom.DicomDataset Slice(double z) => new(new()
                {
                    ["o"] = [1, 0, 0, 0, 1, 0], ["p"] = [-20, 30, z], ["s"] = [2, 0.5], ["c"] = [3], ["r"] = [2], ["m"] = [2], ["b"] = [1],
                });
                return Adapter.ToVolume([Slice(8), Slice(4)]);
            }
        }
        """;

    private const string Slides = """
        namespace OpenSlideSharp
        {
            public struct ImageDimensions { public long Width; public long Height; }
            public sealed class OpenSlideImage : IDisposable
            {
                public static OpenSlideImage Open(string path) => new();
                public IEnumerable<ImageDimensions> GetDimensions() => [new() { Width = 64, Height = 32 }, new() { Width = 16, Height = 8 }];
                public double GetLevelDownsample(int level) => level == 0 ? 1 : 4;
                public double? MicronsPerPixelX => 0.25;
                public double? ObjectivePower => 40;
                public byte[] ReadRegion(int level, long x, long y, long width, long height) => [.. Enumerable.Range(0, (int)(width * height)).SelectMany(i => i == 0 ? new byte[] { 3, 2, (byte)x, 255 } : new byte[4])];
                public void Dispose() { }
            }
        }
        public static class Run { public static HccRisk.Pathomics.Slides.ISlide Slide() => new SharpSlide("a.svs"); }
        """;

    // Left to right and down are the patient's right-to-left and front-to-back: the normal points to the head, so the lower slice comes first.
    [Fact]
    public void FoDicom_SlicesInAnyOrder_BecomeAVolumeInPlace()
    {
        var volume = (Volume<float>)Run("DicomDataset", code => $"static class Adapter\n{{\n{code.Replace("static Volume<float> ToVolume", "public static Volume<float> ToVolume", StringComparison.Ordinal)}}}", Dicom, "Volume");

        Assert.Equal((3, 2, 2), (volume.Geometry.Width, volume.Geometry.Height, volume.Geometry.Depth));
        Assert.Equal(new Vector3D(0.5, 2, 4), volume.Geometry.Spacing);
        Assert.Equal(new Vector3D(20, -30, 4), volume.Geometry.Origin);
        Assert.Equal(new Vector3D(19, -32, 8), volume.Geometry.ToWorld(2, 1, 1));
        Assert.Equal((2 * (1 + 10 + 800)) + 1, volume[1, 1, 1]);
    }

    [Fact]
    public void OpenSlideSharp_Slide_IsOneOfOurs()
    {
        using var slide = (ISlide)Run("OpenSlideImage", code => code, Slides, "Slide");

        Assert.Equal([new SlideLevel(64, 32, 1), new SlideLevel(16, 8, 4)], slide.Levels);
        Assert.Equal(0.25, slide.RequireMicronsPerPixel());
        var rgb = new byte[12];
        slide.ReadRegion(1, 5, 2, 2, 2, rgb);
        Assert.Equal([20, 2, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255], rgb);
    }

    private static object Run(string marker, Func<string, string> wrap, string standIns, string method)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "how-to", "other-readers.md"));
        var block = page.Split("```csharp\n").Skip(1).Select(part => part.Split("```")[0]).Single(part => part.Contains(marker, StringComparison.Ordinal));
        var lines = block.Split('\n');
        var usings = string.Concat(lines.Where(l => l.StartsWith("using ", StringComparison.Ordinal)).Select(l => l + "\n"));
        var code = wrap(string.Join('\n', lines.Where(l => !l.StartsWith("using ", StringComparison.Ordinal))));
        var platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var parse = new CSharpParseOptions(LanguageVersion.Preview);
        var compilation = CSharpCompilation.Create(
            "OtherReaders" + method,
            [CSharpSyntaxTree.ParseText(Usings, parse), CSharpSyntaxTree.ParseText(usings + code, parse), CSharpSyntaxTree.ParseText(standIns, parse)],
            platform.Split(Path.PathSeparator).Select(f => MetadataReference.CreateFromFile(f)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        return Assembly.Load(image.ToArray()).GetType("Run")!.GetMethod(method)!.Invoke(null, null)!;
    }
}
