using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Learning;
using HccRisk.Imaging;
using HccRisk.Imaging.Nifti;
using HccRisk.Oracles;
using HccRisk.Radiomics.Catalog;
using HccRisk.Radiomics.Roi;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Radiomics.Tests.Catalog;

public sealed class RadiomicsTransformTests : IDisposable
{
    private static readonly RadiomicsOptions Options = new() { Regions = new RegionOptions { Shells = [3] } };

    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-transform-").FullName;

    private readonly MLContext _ml = new(seed: 1);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ExtractRadiomics_FittedAndLoaded_GivesTheBitsOfTheStore()
    {
        var rows = Enumerable.Range(0, 3).Select(Write).ToArray();
        rows[2].Delayed = string.Empty;
        var data = _ml.Data.LoadFromEnumerable(rows);
        var transform = _ml.Transforms.ExtractRadiomics(new RadiomicsTransformOptions
        {
            Series = [new("arterial", "Image")],
            Optional = [new("delayed", "Delayed")],
            Radiomics = Options,
        });
        var file = Path.Combine(_folder, "model.zip");
        _ml.Model.Save(transform.Fit(data), data.Schema, file);

        var fitted = transform.Fit(data).Transform(data);
        var loadedModel = new MLContext(seed: 9).Model.Load(file, out _);
        var loaded = loadedModel.Transform(data);

        var stored = Stored(rows);
        Assert.Equal(SlotNames.Read(stored.Schema["Radiomics"]), SlotNames.Read(fitted.Schema["Radiomics"]));
        Assert.Equal(SlotNames.Read(stored.Schema["Radiomics"]), SlotNames.Read(loaded.Schema["Radiomics"]));
        Assert.Equal(Bits(stored), Bits(fitted));
        Assert.Equal(Bits(stored), Bits(loaded));
        Assert.Equal([3.0], LearnedModel.Find<RadiomicsFunction>(loadedModel).Setup.Radiomics.Regions.Shells);
        Assert.Equal(Options.ToCanonicalString(), LearnedModel.Find<RadiomicsFunction>(loadedModel).Setup.Radiomics.ToCanonicalString());
    }

    [Fact]
    public void ExtractRadiomics_ColumnNotAskedFor_ReadsNoFile()
    {
        var data = _ml.Data.LoadFromEnumerable([new Row { Id = "P1", Image = "absent.nii", Mask = "absent-too.nii" }]);

        var output = _ml.Transforms.ExtractRadiomics("Radiomics", "Image", "Mask").Fit(data).Transform(data);

        Assert.Equal(["P1"], output.GetColumn<string>("Id"));
        var error = Assert.ThrowsAny<Exception>(() => output.GetColumn<float[]>("Radiomics").ToArray());
        var named = error as InvalidDataException ?? Assert.IsType<InvalidDataException>(error.InnerException);
        Assert.Contains("'absent.nii'", named.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ExtractRadiomics_BadFilesMissing_MakesTheRowNaNAndNoOther()
    {
        var good = Write(0);
        var broken = Write(1);
        File.WriteAllText(broken.Image, "not an image");
        var data = _ml.Data.LoadFromEnumerable([good, broken, new Row { Id = "P3" }]);

        var output = _ml.Transforms.ExtractRadiomics("Radiomics", "Image", "Mask", badFiles: BadFilePolicy.Missing).Fit(data).Transform(data);

        var values = output.GetColumn<float[]>("Radiomics").ToArray();
        Assert.Contains(values[0], float.IsFinite);
        Assert.All(values[1], v => Assert.True(float.IsNaN(v)));
        Assert.All(values[2], v => Assert.True(float.IsNaN(v)));
    }

    [Fact]
    public void ExtractRadiomics_PredictionEngineOnRealMr_HasTheExtractorsValues()
    {
        var (image, mask) = (SharedData.TryPath("data", "totalsegmentator", "example_mr_sm.nii.gz"), SharedData.TryPath("data", "totalsegmentator", "example_seg_mr.nii.gz"));
        Assert.SkipWhen(image is null || mask is null, SharedData.MissingReason);
        var options = new RadiomicsTransformOptions { Series = [new("t1", "Image")], MaskLabel = 5, Radiomics = new RadiomicsOptions { Families = RadiomicsFamilies.Statistics } };
        var empty = _ml.Data.LoadFromEnumerable(Array.Empty<Row>());
        var engine = _ml.Model.CreatePredictionEngine<Row, Result>(_ml.Transforms.ExtractRadiomics(options).Fit(empty));

        var values = engine.Predict(new Row { Image = image!, Mask = mask! }).Radiomics;

        var expected = new RadiomicsExtractor(options.Radiomics).Extract(
            new RadiomicsFiles { Series = [new("t1", image!)], Lesion = mask!, LesionLabel = 5 }, TestContext.Current.CancellationToken);
        Assert.Equal(expected.Values.Select(v => (float)v), values);
    }

    [Fact]
    public void ExtractRadiomics_WrongColumnsOrOptions_AreNamedBeforeAnyRow()
    {
        var data = _ml.Data.LoadFromEnumerable(Array.Empty<Row>());

        var error = Assert.Throws<ColumnException>(() => _ml.Transforms.ExtractRadiomics("Radiomics", "Image", "Maks").Fit(data));

        Assert.Contains("'Maks'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Mask", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _ml.Transforms.ExtractRadiomics("Radiomics", "Image", "Mask", new RadiomicsOptions { BinCount = 1 }));
        Assert.Throws<ArgumentException>(() => _ml.Transforms.ExtractRadiomics("Radiomics", "shape", "Mask"));
    }

    private Row Write(int number)
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(20, 20, 14, (4 + (0.5 * number), 4, 3), new Vector3D(1, 1, 1.5), seed: number + 1);
        var row = new Row
        {
            Id = FormattableString.Invariant($"P{number}"),
            Image = Path.Combine(_folder, FormattableString.Invariant($"{number}.nii.gz")),
            Mask = Path.Combine(_folder, FormattableString.Invariant($"{number}-mask.nii.gz")),
        };
        row.Delayed = row.Image;
        NiftiFile.Write(row.Image, image);
        NiftiFile.WriteMask(row.Mask, mask);
        return row;
    }

    private IDataView Stored(Row[] rows)
    {
        var clinical = Path.Combine(_folder, "clinical.csv");
        var manifest = Path.Combine(_folder, "manifest.csv");
        File.WriteAllLines(clinical, rows.Select(r => r.Id).Prepend("patient_id"));
        File.WriteAllLines(manifest, rows.SelectMany(r => (string[])[$"{r.Id},mri,arterial,{r.Image}", $"{r.Id},mask,arterial,{r.Mask}", .. r.Delayed.Length > 0 ? [$"{r.Id},mri,delayed,{r.Delayed}"] : Array.Empty<string>()])
            .Prepend("patient_id,kind,name,path"));
        var cohort = Cohort.Load(clinical, new CohortSchema { Columns = [new("patient_id", ColumnKind.Id)] }, manifest);
        var result = FeatureStore.Open(Path.Combine(_folder, "store"))
            .Compute(RadiomicsJob.Create(Options, ["arterial"], ["delayed"]), cohort, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(result.Exclusions);
        Assert.Contains("delayed: the patient does not have it", result.Table.Remarks.Single(r => r.PatientId == "P2").Missing);
        Assert.StartsWith("20 x 20 x 14 voxels of 1 x 1 x 1.5 mm", result.Table.Remarks[0].Source, StringComparison.Ordinal);
        return _ml.Data.LoadCohort(cohort, Availability.Pre, result.Table);
    }

    private static int[][] Bits(IDataView data) => [.. data.GetColumn<float[]>("Radiomics").Select(r => r.Select(BitConverter.SingleToInt32Bits).ToArray())];

    private sealed class Row
    {
        public string Id { get; set; } = string.Empty;

        public string Image { get; set; } = string.Empty;

        public string Delayed { get; set; } = string.Empty;

        public string Mask { get; set; } = string.Empty;
    }

    private sealed class Result
    {
        public float[] Radiomics { get; set; } = [];
    }
}
