using System.Globalization;
using System.Xml.Linq;
using HccRisk.Cohorts;
using HccRisk.Imaging;
using HccRisk.Imaging.Nifti;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using HccRisk.Reporting.Gallery;
using HccRisk.Studies.Data;
using Xunit;

namespace HccRisk.Reporting.Tests;

/// <summary>Twelve patients: one's lesion is huge, one's image is cut off, one has no mask, one's slide is inked.</summary>
public sealed class GalleryTests : IDisposable
{
    private const int Patients = 12, Huge = 4, Cut = 7, NoMask = 9, Inked = 11;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hccrisk-Mustermann-");

    public GalleryTests()
    {
        List<string> lines = ["patient_id,kind,name,path"];
        for (var i = 1; i <= Patients; i++)
        {
            var id = Name(i);
            Lesion(id, i == Huge ? 9 : 3 + (0.1 * (i % 3)), 100 + (i % 4));
            Slide($"{id}.tif", i == Inked);
            lines.Add($"{id},mri,arterial,{id}.nii.gz");
            lines.Add($"{id},slide,he,{id}.tif");
            if (i != NoMask)
            {
                lines.Add($"{id},mask,lesion,{id}-mask.nii.gz");
            }
        }

        var cut = At($"{Name(Cut)}.nii.gz");
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..^200]);
        File.WriteAllLines(At("cohort.csv"), lines);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Write_Cohort_ShowsWhatIsWrongFirstAndSaysWhy()
    {
        var result = Make("out");

        // Without the huge one all volumes are within a tenth in radius: nothing else is far off.
        Assert.Equal(new GalleryResult(Patients, 1, 2, 0), result);
        var page = Page("out");
        var names = page.Descendants("article").Select(a => a.Element("h3")!.Value).ToArray();
        Assert.Equal(Patients, names.Length);
        Assert.Equal($"Patient {Cut}", names[0]);
        Assert.Equal([$"Patient {Huge}", $"Patient {Inked}"], names[1..3].OrderBy(n => n.Length));
        Assert.Equal($"Patient {NoMask}", names[3]);
        Assert.Equal(["broken", "outliers", "remarks", "others"], page.Descendants("section").Select(s => s.Attribute("id")!.Value).Skip(1));
        Assert.Contains("Series 'arterial': ", Card(page, Cut).Value, StringComparison.Ordinal);
        Assert.Contains("The lesion is far larger than in the other patients: ", Card(page, Huge).Value, StringComparison.Ordinal);
        Assert.Contains("Ink covers ", Card(page, Inked).Value, StringComparison.Ordinal);
        Assert.Contains("No lesion mask is listed.", Card(page, NoMask).Value, StringComparison.Ordinal);

        // The slide of the one whose image is cut off is shown.
        Assert.Single(Card(page, Cut).Descendants("img"));
        Assert.Equal(2, Card(page, Huge).Descendants("img").Count());
    }

    [Fact]
    public void Write_Cohort_NamesNobodyUnlessAsked()
    {
        Make("out");
        Make("named", new GalleryOptions { WithPatients = true });

        var text = File.ReadAllText(At("out/index.html"));
        Assert.DoesNotContain("TJ-00", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Mustermann", text, StringComparison.Ordinal);
        Assert.DoesNotContain(".nii", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(At("out/pictures")), f => Path.GetFileName(f).Contains("TJ", StringComparison.Ordinal));
        Assert.All(Directory.EnumerateFiles(At("out/pictures"), "*.json"), f => Assert.DoesNotContain("TJ-00", File.ReadAllText(f), StringComparison.Ordinal));
        var named = Page("named");
        Assert.Equal(Name(Cut), named.Descendants("h3").First().Value);
        Assert.DoesNotContain("Mustermann", named.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Page_IsWholeAndAsksNobody()
    {
        Make("out");

        var text = File.ReadAllText(At("out/index.html"));
        var page = Page("out");
        Assert.DoesNotContain("http", text, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(page.Descendants("script"));
        Assert.All(page.Descendants("img"), i =>
        {
            Assert.True(File.Exists(At("out/" + i.Attribute("src")!.Value)));
            Assert.Equal(i.Attribute("src")!.Value, i.Parent!.Attribute("href")!.Value);
            Assert.Equal("lazy", i.Attribute("loading")!.Value);
            Assert.False(string.IsNullOrWhiteSpace(i.Attribute("alt")!.Value));
            var picture = PictureFile.Read(At("out/" + i.Attribute("src")!.Value));
            Assert.Equal(
                (i.Attribute("width")!.Value, i.Attribute("height")!.Value),
                (picture.Width.ToString(CultureInfo.InvariantCulture), picture.Height.ToString(CultureInfo.InvariantCulture)));
        });
        int[] orders = [.. page.Descendants().Where(e => e.Name.LocalName is "h1" or "h2" or "h3").Select(e => e.Name.LocalName[1] - '0')];
        Assert.All(orders.Zip(orders.Skip(1)), o => Assert.True(o.Second <= o.First + 1));
    }

    [Fact]
    public void Write_Again_TakesWhatIsThereAndMakesAnewWhatChanged()
    {
        Make("out");
        var whole = Content("out");

        Assert.Equal(Patients, Make("out", new GalleryOptions { MaxParallelism = 3 }).Reused);
        Assert.Equal(whole, Content("out"));

        // A picture of one patient is gone; the lesion of another has changed.
        File.Delete(At("out/" + Page("out").Descendants("img").First(i => i.Attribute("alt")!.Value.StartsWith("Patient 1:", StringComparison.Ordinal)).Attribute("src")!.Value));
        Lesion(Name(2), 3.3, 101);
        Assert.Equal(Patients - 2, Make("out").Reused);

        // Nothing of what the changed lesion looked like before is left.
        Make("fresh", new GalleryOptions { MaxParallelism = 4 });
        Assert.Equal(Content("fresh"), Content("out"));
    }

    [Fact]
    public void Write_Cancelled_GoesOnFromThere()
    {
        using var stop = new CancellationTokenSource();
        var progress = new Stopper(stop, after: 5);
        Assert.Throws<OperationCanceledException>(() => CohortGallery.Write(Load(), At("out"), null, progress, stop.Token));
        Assert.False(File.Exists(At("out/index.html")));

        Assert.InRange(Make("out").Reused, 5, 6);

        Make("fresh");
        Assert.Equal(Content("fresh"), Content("out"));
    }

    [Fact]
    public void Write_AbsentFilesAndNothingListed_AreCards()
    {
        File.Delete(At($"{Name(1)}.nii.gz"));
        File.Delete(At($"{Name(2)}.tif"));
        File.Delete(At($"{Name(3)}-mask.nii.gz"));

        Assert.Equal(4, Make("out").Broken);

        Assert.All((int[])[1, 2, 3], i => Assert.Contains("class=\"faults\"", Card(Page("out"), i).ToString(), StringComparison.Ordinal));

        // What may pass is looked for again.
        Lesion(Name(1), 3, 100);
        Assert.Equal(3, Make("out").Broken);
    }

    [Fact]
    public void Write_RecordOfJudgedTilesDamaged_IsACardUntilItIsEmbeddedAgain()
    {
        using var backbone = OnnxBackbone.CreateDefault();
        var embedder = new SlideEmbedder(backbone);
        var store = TileStore.OpenOrCreate(At("store"), embedder);
        store.Embed(embedder, [At($"{Name(1)}.tif")], cancellationToken: TestContext.Current.CancellationToken);
        File.WriteAllText(Directory.EnumerateFiles(store.Folder, "*.judged.json").Single(), "{");
        var before = Make("plain").Broken;

        Assert.Equal(before + 1, Make("out", new GalleryOptions { Tiles = store }).Broken);

        Assert.Contains("checksum", Card(Page("out"), 1).ToString(), StringComparison.Ordinal);
        TileStore.OpenOrCreate(At("store"), embedder).Embed(embedder, [At($"{Name(1)}.tif")], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(before, Make("out", new GalleryOptions { Tiles = TileStore.Open(At("store")) }).Broken);
    }

    private static string Name(int i) => FormattableString.Invariant($"TJ-{i:0000}");

    private static XElement Card(XElement page, int number) => page.Descendants("article").Single(a => a.Attribute("id")!.Value == FormattableString.Invariant($"p{number}"));

    private XElement Page(string folder) => HtmlReportTests.Parse(File.ReadAllText(At(folder + "/index.html")));

    private string Content(string folder) => string.Join('\n', Directory.EnumerateFiles(At(folder), "*", SearchOption.AllDirectories)
        .Select(f => $"{Path.GetRelativePath(At(folder), f)} {Convert.ToHexString(File.ReadAllBytes(f))}").Order(StringComparer.Ordinal));

    private Cohort Load() => Cohort.LoadFiles(At("cohort.csv"), new CohortLoadOptions { MayBeAbsent = static _ => true, KeepWithoutFiles = true });

    private GalleryResult Make(string folder, GalleryOptions? options = null) =>
        CohortGallery.Write(Load(), At(folder), options, cancellationToken: TestContext.Current.CancellationToken);

    private string At(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A ball in a cube of 24 voxels of 2 mm.</summary>
    private void Lesion(string id, double radius, float level)
    {
        var geometry = VolumeGeometry.AxisAligned(24, 24, 24, new Vector3D(2, 2, 2));
        var inside = new bool[24 * 24 * 24];
        var voxels = new float[inside.Length];
        for (var i = 0; i < inside.Length; i++)
        {
            var (x, y, z) = ((i % 24) - 11.5, (i / 24 % 24) - 11.5, (i / 576) - 11.5);
            inside[i] = (x * x) + (y * y) + (z * z) <= radius * radius;
            voxels[i] = inside[i] ? level : 50 + (i % 7);
        }

        NiftiFile.Write(At(id + ".nii.gz"), new Volume<float>(geometry, voxels));
        NiftiFile.WriteMask(At(id + "-mask.nii.gz"), new Mask(geometry, inside));
    }

    private void Slide(string name, bool inked)
    {
        const int Side = 512;
        var random = new Random(1);
        var rgb = new byte[Side * Side * 3];
        for (var i = 0; i < Side * Side; i++)
        {
            var (x, y) = (i % Side, i / Side);
            var noise = random.Next(8);
            var (r, g, b) = inked && y is > 40 and < 170 ? (20, 30, 150)
                : x < 60 ? (242, 241, 243)
                : Math.Pow((x % 30) - 15, 2) + Math.Pow((y % 30) - 15, 2) < 49 ? (90, 60, 140)
                : (215, 150, 190);
            (rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2]) = ((byte)(r + noise), (byte)(g + noise), (byte)(b + noise));
        }

        PyramidalTiff.Write(At(name), rgb, Side, Side, 1, 95);
    }

    private sealed class Stopper(CancellationTokenSource stop, int after) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value)
        {
            if (value.Done == after)
            {
                stop.Cancel();
            }
        }
    }
}
