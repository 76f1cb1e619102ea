using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Learning;
using HccRisk.Oracles;
using HccRisk.Pathomics.Catalog;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Pooling;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stain;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Pathomics.Tests.Catalog;

public sealed class SlidesTransformTests : IDisposable
{
    private static readonly PathomicsOptions Options = new()
    {
        Embedding = new SlideEmbedderOptions { Tiling = new() { MaxTiles = 4 }, Normalisation = new SlideNormalisation { Target = new StainProfile(new StainMatrix([0.6, 0.7, 0.31], [0.1, 0.95, 0.2]), 1, 0.7) } },
        Pooling = new PoolingOptions { TopTiles = 2, Quantiles = [0.9] },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-slides-").FullName;

    private readonly MLContext _ml = new(seed: 1);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void EmbedSlides_FittedAndLoaded_GivesTheBitsAndSlotNamesOfTheStore()
    {
        Row[] rows = [new() { Id = "P0", Slide = Slide("a.tif", 32), Second = Slide("b.tif", 24) }, new() { Id = "P1", Slide = Slide("c.tif", 28) }];
        var data = _ml.Data.LoadFromEnumerable(rows);
        var transform = _ml.Transforms.EmbedSlides(new SlidesTransformOptions { SlideColumns = ["Slide", "Second"], Pathomics = Options, TileStore = Path.Combine(_folder, "tiles") });
        var file = Path.Combine(_folder, "model.zip");
        _ml.Model.Save(transform.Fit(data), data.Schema, file);

        var fitted = transform.Fit(data).Transform(data);
        var model = new MLContext(seed: 9).Model.Load(file, out _);
        var loaded = model.Transform(data);

        var stored = Stored(rows);
        Assert.Equal(SlotNames.Read(stored.Schema["Pathomics"]), SlotNames.Read(fitted.Schema["Pathomics"]));
        Assert.Equal(SlotNames.Read(stored.Schema["Pathomics"]), SlotNames.Read(loaded.Schema["Pathomics"]));
        Assert.Equal(Bits(stored), Bits(fitted));
        Assert.Equal(Bits(stored), Bits(loaded));
        Assert.Equal(2, LearnedModel.Find<SlidesFunction>(model).Setup.Pathomics.Pooling.TopTiles);
    }

    [Fact]
    public void EmbedSlides_ColumnNotAskedFor_ReadsNoFile()
    {
        var data = _ml.Data.LoadFromEnumerable([new Row { Id = "P1", Slide = "absent.svs" }]);

        var output = _ml.Transforms.EmbedSlides("Pathomics", "Slide").Fit(data).Transform(data);

        Assert.Equal(["P1"], output.GetColumn<string>("Id"));
        Assert.Contains("'absent.svs'", Inner<InvalidDataException>(() => output.GetColumn<float[]>("Pathomics").ToArray()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EmbedSlides_BadFilesMissing_MakesTheRowNaNAndNoOther()
    {
        var broken = Path.Combine(_folder, "broken.svs");
        File.WriteAllText(broken, "not a slide");
        var data = _ml.Data.LoadFromEnumerable([new Row { Slide = Slide("a.tif", 32) }, new Row { Slide = broken }, new Row()]);

        var values = _ml.Transforms.EmbedSlides("Pathomics", "Slide", badFiles: BadFilePolicy.Missing).Fit(data).Transform(data).GetColumn<float[]>("Pathomics").ToArray();

        Assert.Contains(values[0], float.IsFinite);
        Assert.All(values[1], v => Assert.True(float.IsNaN(v)));
        Assert.All(values[2], v => Assert.True(float.IsNaN(v)));
    }

    [Fact]
    public void EmbedSlides_AnotherBackboneAtThePathOfTheModel_IsRefused()
    {
        var network = SharedData.TryPath("data", "wsi", "models", "SqueezeNet_fp16_WinML_MIT.onnx");
        Assert.SkipWhen(network is null, SharedData.MissingReason);
        var path = Path.Combine(_folder, "net.onnx");
        File.Copy(network, path);
        OnnxBackboneTests.SqueezeNet.Save(Path.ChangeExtension(path, ".json"));
        var empty = _ml.Data.LoadFromEnumerable(Array.Empty<Row>());
        var file = Path.Combine(_folder, "model.zip");
        _ml.Model.Save(_ml.Transforms.EmbedSlides("Pathomics", "Slide", Options, path).Fit(empty), empty.Schema, file);

        // The network of the process is known by its hash: another model of the same path must not get it.
        var (state, other) = (LearnedModel.Find<SlidesFunction>(_ml.Model.Load(file, out _)), new string('0', 64));
        var function = new SlidesFunction { Setup = state.Setup, Columns = state.Columns, InputSlots = state.InputSlots, Fingerprint = state.Fingerprint, BackboneSha256 = other };
        var error = Assert.Throws<BackboneMismatchException>(() => function.Evaluate(["a.tif"], new float[state.Columns.Count]));
        Assert.Contains(state.BackboneSha256, error.Message, StringComparison.Ordinal);
        Assert.Contains(other, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EmbedSlides_WrongColumnsOrOptions_AreNamedBeforeAnyRow()
    {
        var data = _ml.Data.LoadFromEnumerable(Array.Empty<Row>());
        Assert.Contains("'Silde'", Assert.Throws<ColumnException>(() => _ml.Transforms.EmbedSlides("Pathomics", "Silde").Fit(data)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _ml.Transforms.EmbedSlides("Pathomics", "Slide", new PathomicsOptions { Pooling = new PoolingOptions { TopTiles = 0 } }));
        Assert.Throws<ArgumentException>(() => _ml.Transforms.EmbedSlides(new SlidesTransformOptions { SlideColumns = [] }));
        Assert.Throws<FileNotFoundException>(() => _ml.Transforms.EmbedSlides("Pathomics", "Slide", backbonePath: Path.Combine(_folder, "absent.onnx")));
    }

    private static T Inner<T>(Func<object> work)
        where T : Exception
    {
        var error = Assert.ThrowsAny<Exception>(work);
        return error as T ?? Assert.IsType<T>(error.InnerException);
    }

    private static int[][] Bits(IDataView data) => [.. data.GetColumn<float[]>("Pathomics").Select(r => r.Select(BitConverter.SingleToInt32Bits).ToArray())];

    private IDataView Stored(Row[] rows)
    {
        var clinical = Path.Combine(_folder, "clinical.csv");
        var manifest = Path.Combine(_folder, "manifest.csv");
        File.WriteAllLines(clinical, rows.Select(r => r.Id).Prepend("patient_id"));
        File.WriteAllLines(manifest, rows.SelectMany(r => new[] { r.Slide, r.Second }.Where(s => s.Length > 0).Select((s, i) => FormattableString.Invariant($"{r.Id},slide,block{i},{s}"))).Prepend("patient_id,kind,name,path"));
        var cohort = Cohort.Load(clinical, new CohortSchema { Columns = [new("patient_id", ColumnKind.Id)] }, manifest);
        using var backbone = OnnxBackbone.CreateDefault();
        var result = FeatureStore.Open(Path.Combine(_folder, "store")).Compute(PathomicsJob.Create(Options, backbone), cohort, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(result.Exclusions);
        return _ml.Data.LoadCohort(cohort, Availability.Post, result.Table);
    }

    private string Slide(string name, double pitch)
    {
        var path = Path.Combine(_folder, name);
        PyramidalTiff.Write(path, Pictures.NucleiOnLattice(1024, 1024, pitch, 7), 1024, 1024, 0.5, 95);
        return path;
    }

    private sealed class Row
    {
        public string Id { get; set; } = string.Empty;

        public string Slide { get; set; } = string.Empty;

        public string Second { get; set; } = string.Empty;
    }
}
