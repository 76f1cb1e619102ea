using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Oracles;
using HccRisk.Pathomics.Catalog;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using Microsoft.ML;
using Microsoft.ML.Data;
using NetVips;
using Xunit;

namespace HccRisk.Pathomics.Tests;

/// <summary>
/// Scales that are given for single slides. What is right is what the same pixels give in a file that states the scale itself.
/// </summary>
public sealed class GivenScaleTests : IDisposable
{
    private const int Side = 1024;

    private static readonly SlideEmbedderOptions Options = new() { Tiling = new() { MaxTiles = 4 } };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hccrisk-givenscale-");
    private readonly OnnxBackbone _backbone = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = 64 });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _backbone.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(0.25, null)]
    [InlineData(0.25, 40.0)]
    public void Embed_ScaleGiven_IsAsIfTheFileStatedIt(double mpp, double? objective)
    {
        var embedder = new SlideEmbedder(_backbone, Options);
        var scale = objective is { } power ? GivenScale.OfObjective(power) : GivenScale.OfMicronsPerPixel(mpp);

        var given = embedder.Embed(new SlideInput(Slide("wrong.tif", 0.5), scale), cancellationToken: Stop);

        var stated = embedder.Embed(Slide("right.tif", mpp), Stop);
        Assert.Equal(stated.Values.ToArray(), given.Values.ToArray());
        Assert.Equal(stated.Grid.Tiles, given.Grid.Tiles);
        Assert.Equal((mpp, objective is null ? ResolutionSource.Options : ResolutionSource.GivenObjective), (given.SlideMicronsPerPixel!.Value, given.ScaleSource));
        Assert.Equal((mpp, ResolutionSource.File), (stated.SlideMicronsPerPixel!.Value, stated.ScaleSource));
    }

    [Fact]
    public void Embed_ScaleForTheSlideForAllAndInTheFile_ComesInThatOrder()
    {
        var silent = Silent("silent.tif");
        var slide = Slide("stating.tif", 0.5);
        var everything = new SlideEmbedderOptions { Quality = null, Tiling = new() { MaxTiles = 4, MinTissueFraction = 0 } };
        var all = new SlideEmbedder(_backbone, everything with { MicronsPerPixel = 0.4 });
        var nominal = new SlideEmbedder(_backbone, everything with { ObjectivePower = 20 });

        Assert.Equal((0.3, ResolutionSource.Options), Scale(all, new SlideInput(slide, GivenScale.OfMicronsPerPixel(0.3))));
        Assert.Equal((0.25, ResolutionSource.GivenObjective), Scale(all, new SlideInput(slide, GivenScale.OfObjective(40))));
        Assert.Equal((0.4, ResolutionSource.Options), Scale(all, new SlideInput(slide)));
        Assert.Equal((0.5, ResolutionSource.GivenObjective), Scale(nominal, new SlideInput(silent)));
        Assert.Equal((0.25, ResolutionSource.Options), Scale(nominal, new SlideInput(silent, GivenScale.OfMicronsPerPixel(0.25))));
        Assert.Throws<SlideResolutionException>(() => Scale(new SlideEmbedder(_backbone, Options), new SlideInput(silent)));
        Assert.Throws<ArgumentException>(() => new SlideEmbedder(_backbone, Options with { ObjectivePower = 400 }));

        static (double, ResolutionSource) Scale(SlideEmbedder embedder, SlideInput input) =>
            embedder.Embed(input, cancellationToken: Stop) is var embedding ? (embedding.SlideMicronsPerPixel!.Value, embedding.ScaleSource) : default;
    }

    // A tenth of 0.5 above and below ends at 0.55 and 0.4545.
    [Theory]
    [InlineData(0.5, 0.46, null, false)]
    [InlineData(0.5, 0.55, null, false)]
    [InlineData(0.5, 0.44, null, true)]
    [InlineData(0.5, 0.56, null, true)]
    [InlineData(0.5, 0, 20.0, false)]
    [InlineData(0.5, 0, 40.0, true)]
    public void Embed_ScaleContradictsTheFile_WarnsWithBothValues(double stated, double mpp, double? objective, bool warns)
    {
        var scale = objective is { } power ? GivenScale.OfObjective(power) : GivenScale.OfMicronsPerPixel(mpp);
        var warnings = new SlideEmbedder(_backbone, Options).Embed(new SlideInput(Slide("a.tif", stated), scale), cancellationToken: Stop).Warnings
            .Where(w => w.Contains("its file states", StringComparison.Ordinal)).ToArray();

        Assert.Equal(warns ? 1 : 0, warnings.Length);
        Assert.All(warnings, w => Assert.Contains(FormattableString.Invariant($"{scale.MicronsPerPixel} micrometres"), w, StringComparison.Ordinal));
        Assert.All(warnings, w => Assert.Contains(FormattableString.Invariant($"its file states {stated}"), w, StringComparison.Ordinal));
    }

    // A file that states its objective alone: another objective contradicts it, micrometres only beyond what relay lenses do.
    [Theory]
    [InlineData(0.25, null, false)]
    [InlineData(0.2265, null, false)]
    [InlineData(0.5, null, true)]
    [InlineData(0, 40.0, false)]
    [InlineData(0, 20.0, true)]
    public void Embed_ScaleContradictsTheObjectiveOfTheFile_WarnsWithBothValues(double mpp, double? objective, bool warns)
    {
        var scale = objective is { } power ? GivenScale.OfObjective(power) : GivenScale.OfMicronsPerPixel(mpp);
        var warnings = new SlideEmbedder(_backbone, Options).Embed(new SlideInput(Silent("a.tif", "Aperio|AppMag = 40"), scale), cancellationToken: Stop).Warnings;
        Assert.Equal(warns, warnings.Any(w => w.Contains("its file states an objective of 40x (nominal 0.25)", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(TileStoreFormat.Parquet)]
    [InlineData(TileStoreFormat.Hdf5)]
    public void Embed_ScaleOfOneSlideChanged_EmbedsItAlone(TileStoreFormat format)
    {
        var embedder = new SlideEmbedder(_backbone, Options);
        var store = TileStore.OpenOrCreate(Path.Combine(_folder.FullName, "store"), embedder, format);
        var (first, second, silent) = (Slide("a.tif", 0.5), Slide("b.tif", 0.5), Silent("silent.tif"));
        var half = GivenScale.OfMicronsPerPixel(0.25);

        Assert.Equal((3, 1), Embed(null, null));
        Assert.Equal((0, 1), Embed(null, null));
        Assert.Equal((1, 1), Embed(half, null));
        Assert.Equal((0, 1), Embed(half, null));
        Assert.Equal((1, 0), Embed(half, GivenScale.OfObjective(20)));
        Assert.Equal((0, 0), Embed(GivenScale.OfObjective(40), GivenScale.OfMicronsPerPixel(0.5)));

        var stored = store.Find(first)!;
        Assert.Equal((0.25, ResolutionSource.Options), (stored.SlideMicronsPerPixel!.Value, stored.ScaleSource));
        Assert.Equal(embedder.Embed(Slide("right.tif", 0.25), Stop).Values.ToArray(), stored.Values.ToArray());
        Assert.Equal(ResolutionSource.GivenObjective, store.Find(silent)!.ScaleSource);
        Assert.Equal(stored.Values.ToArray(), store.GetOrEmbed(embedder, new SlideInput(first, half), Stop).Values.ToArray());

        // Taken back: the file is believed again.
        Assert.Equal((2, 1), Embed(null, null));
        Assert.Equal(0.5, store.Find(first)!.SlideMicronsPerPixel);

        (int Computed, int Excluded) Embed(GivenScale? scale, GivenScale? ofSilent)
        {
            SlideInput[] slides = [new(first, scale), new(second), new(silent, ofSilent)];
            var result = store.Embed(embedder, slides, cancellationToken: Stop);
            Assert.Equal(result.Slides, result.Scales.Select(s => s.SlideName));
            return (result.Computed, result.Exclusions.Count);
        }
    }

    [Fact]
    public void Embed_TwoScalesForOneSlide_IsRefused()
    {
        var embedder = new SlideEmbedder(_backbone, Options);
        var store = TileStore.OpenOrCreate(Path.Combine(_folder.FullName, "store"), embedder);
        var slide = Slide("a.tif", 0.5);
        SlideInput[] slides = [new(slide), new(slide, GivenScale.OfMicronsPerPixel(0.25))];
        Assert.Contains("0.25", Assert.Throws<ArgumentException>(() => store.Embed(embedder, slides, cancellationToken: Stop)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compute_ManifestWithScales_RecordsThemAndWhatTheyContradict()
    {
        var (stating, silent) = (Slide("Anna Muster.tif", 0.5), Silent("silent.tif"));
        var manifest = Path.Combine(_folder.FullName, "manifest.csv");
        File.WriteAllLines(manifest, ["patient_id,kind,name,path,mpp,objective", $"A,slide,he,{stating},0.25,", $"B,slide,he,{silent},,20"]);
        var job = PathomicsJob.Create(new PathomicsOptions { Embedding = Options }, _backbone);

        var table = FeatureStore.Open(Path.Combine(_folder.FullName, "features")).Compute(job, Cohort.LoadFiles(manifest), cancellationToken: Stop).Table;

        var right = new PathomicsExtractor(new PathomicsOptions { Embedding = Options }, _backbone).Extract([Slide("right.tif", 0.25)], Stop);
        Assert.Equal(right.Values, table.Row(table.IndexOf("A")).ToArray());
        Assert.Equal("slide [slide 'he', manifest line 2] at 0.25 um per pixel, given", table.Remarks.Single(r => r.PatientId == "A").Source);
        Assert.Equal("slide [slide 'he', manifest line 3] at 0.5 um per pixel, nominal of the given objective of 20x", table.Remarks.Single(r => r.PatientId == "B").Source);
        Assert.Contains(table.Remarks.Single(r => r.PatientId == "A").Notes, n => n.Contains("0.25 micrometres per pixel are given and used, its file states 0.5", StringComparison.Ordinal));
        Assert.DoesNotContain("Muster", string.Concat(table.Remarks.SelectMany(r => r.Notes.Append(r.Source))), StringComparison.Ordinal);
    }

    [Fact]
    public void EmbedSlides_ColumnsOfScales_GiveWhatTheFilesShouldState()
    {
        var ml = new MLContext(seed: 1);
        Row[] rows =
        [
            new() { Slide = Slide("a.tif", 0.5), Mpp = "0.25" }, new() { Slide = Slide("right.tif", 0.25) },
            new() { Slide = Silent("silent.tif"), Objective = "40x" }, new() { Slide = Silent("stating.tif", "Aperio|MPP = 0.25") },
        ];
        var options = new SlidesTransformOptions { MicronsPerPixelColumns = ["Mpp"], ObjectiveColumns = ["Objective"], Pathomics = new PathomicsOptions { Embedding = Options } };
        var data = ml.Data.LoadFromEnumerable(rows);
        var file = Path.Combine(_folder.FullName, "model.zip");
        ml.Model.Save(ml.Transforms.EmbedSlides(options).Fit(data), data.Schema, file);

        var values = ml.Model.Load(file, out _).Transform(data).GetColumn<float[]>("Pathomics").ToArray();

        Assert.Equal(values[1], values[0]);
        Assert.Equal(values[3], values[2]);
        Assert.Throws<ArgumentException>(() => ml.Transforms.EmbedSlides(options with { ObjectiveColumns = ["Objective", "Mpp"] }));
        var bad = ml.Data.LoadFromEnumerable([new Row { Slide = rows[0].Slide, Mpp = "250" }]);
        var error = Assert.ThrowsAny<Exception>(() => ml.Transforms.EmbedSlides(options).Fit(bad).Transform(bad).GetColumn<float[]>("Pathomics").ToArray());
        Assert.Contains("mpp 250 is outside", error.ToString(), StringComparison.Ordinal);
    }

    private static byte[] Pixels() => Pictures.NucleiOnLattice(Side, Side, 32, 7);

    private string Slide(string name, double mpp)
    {
        var path = Path.Combine(_folder.FullName, name);
        PyramidalTiff.Write(path, Pixels(), Side, Side, mpp, quality: 95);
        return path;
    }

    /// <summary>The same pixels under another description, such as one without a scale.</summary>
    private string Silent(string name, string description = "no scale")
    {
        var path = Slide(name, 0.5);
        using var image = Image.Tiffload(path, access: Enums.Access.Sequential).CopyMemory();
        using var plain = image.Copy(xres: 1, yres: 1);
        using var described = plain.Mutate(x => x.Set(GValue.GStrType, "image-description", description));
        described.Tiffsave(path, compression: Enums.ForeignTiffCompression.Deflate, tile: true, tileWidth: 256, tileHeight: 256, pyramid: true);
        return path;
    }

    private sealed class Row
    {
        public string Slide { get; set; } = string.Empty;

        public string Mpp { get; set; } = string.Empty;

        public string Objective { get; set; } = string.Empty;
    }
}
