using HccRisk.Oracles;
using HccRisk.Oracles.Fuzzing;
using HccRisk.Pathomics.Slides;
using Xunit;

namespace HccRisk.Pathomics.Tests.Fuzzing;

/// <summary>Damaged TIFF slides through the native decoders, in processes of their own.</summary>
public sealed class SlideFuzzTests(ITestOutputHelper output)
{
    private static readonly string Class = typeof(SlideFuzzTests).FullName!;

    [Fact]
    public void Open_SomeDamagedTiffs_ReadsOrNamesTheFault() => Tiff(nameof(Open_SomeDamagedTiffs_ReadsOrNamesTheFault), 100);

    [Fact]
    [Trait("Category", "Long")]
    public void Open_ManyDamagedTiffs_ReadsOrNamesTheFault() => Tiff(nameof(Open_ManyDamagedTiffs_ReadsOrNamesTheFault), FuzzRun.Count(20_000));

    private void Tiff(string test, long count)
    {
        using var folder = new TemporaryFolder();
        var original = folder["a.tif"];
        var rgb = new byte[96 * 80 * 3];
        new Random(1).NextBytes(rgb);
        PyramidalTiff.Write(original, rgb, 96, 80, 0.5);
        var mutator = new Mutator([File.ReadAllBytes(original)]);
        foreach (var line in FuzzProcess.Run(
            begin => new FuzzRun
            {
                Format = "tiff",
                Extension = ".tif",
                Threads = 1,
                Begin = begin,
                Make = mutator.Make,
                Read = Read,
                IsRefusal = e => e is SlideFormatException or SlideResolutionException,
            },
            $"{Class}.{test}",
            count))
        {
            output.WriteLine(line);
        }
    }

    private static void Read(byte[] bytes, string path)
    {
        File.WriteAllBytes(path, bytes);
        using var slide = SlideFile.Open(path);
        for (var level = 0; level < Math.Min(4, slide.Levels.Count); level++)
        {
            var (width, height) = ((int)Math.Min(128, slide.Levels[level].Width), (int)Math.Min(128, slide.Levels[level].Height));
            slide.ReadRegion(level, 0, 0, width, height, new byte[width * height * 3]);
        }
    }
}
