using System.Reflection;
using HccRisk.Cohorts;
using HccRisk.Core.Learning;
using HccRisk.Imaging.Nifti;
using HccRisk.Radiomics.Catalog;
using HccRisk.Radiomics.Habitats;
using HccRisk.Radiomics.Tests.Habitats;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Radiomics.Tests.Catalog;

public sealed class HabitatTransformTests : IDisposable
{
    private static readonly HabitatOptions Options = new()
    {
        Images = new RadiomicsOptions { Normalisation = IntensityNormalisation.ZScoreReference, Families = RadiomicsFamilies.Statistics },
        Inside = RadiomicsFamilies.Statistics,
        Repeats = 3,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-habitats-").FullName;

    private readonly MLContext _ml = new(seed: 1);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>What is learned from the training rows alone, and the same bits from a saved model.</summary>
    [Fact]
    public void LearnHabitats_TrainingRows_LearnsFromNoOthers()
    {
        var rows = Enumerable.Range(1, 4).Select(seed => Write(seed)).ToArray();
        rows[3].Portal = string.Empty;
        var training = _ml.Data.LoadFromEnumerable(rows[..2]);
        var all = _ml.Data.LoadFromEnumerable(rows);
        var estimator = _ml.Transforms.LearnHabitats(Columns());
        var learner = new HabitatLearner(HabitatPhantom.Phases, Options);
        foreach (var seed in new[] { 1, 2 })
        {
            learner.Add(HabitatPhantom.Patient(seed).Case, TestContext.Current.CancellationToken);
        }

        var fitted = estimator.Fit(training);
        var file = Path.Combine(_folder, "model.zip");
        _ml.Model.Save(fitted, all.Schema, file);
        var loaded = new MLContext(seed: 3).Model.Load(file, out _);

        var extractor = new HabitatExtractor(learner.Learn(TestContext.Current.CancellationToken));
        Assert.Equal(extractor.Model.Centres.SelectMany(c => c), fitted.Function.Model.Centres.SelectMany(c => c));
        Assert.Equal(2, LearnedModel.Find<HabitatFunction>(loaded).Model.Patients);
        var output = fitted.Transform(all);
        Assert.Equal(extractor.Columns.Select(c => c.Name), SlotNames.Read(output.Schema["Habitats"]));
        var values = output.GetColumn<float[]>("Habitats").ToArray();
        Assert.Equal(extractor.Extract(HabitatPhantom.Patient(3).Case, TestContext.Current.CancellationToken).Features.Values.Select(v => (float)v), values[2]);
        Assert.All(values[3], v => Assert.Equal(float.NaN, v));
        Assert.Equal(values, loaded.Transform(all).GetColumn<float[]>("Habitats"));
        var shape = (SchemaShape)typeof(SchemaShape).GetMethod("Create", BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, [all.Schema])!;
        Assert.Contains(estimator.GetOutputSchema(shape), c => c.Name == "Habitats" && c.Kind == SchemaShape.Column.VectorKind.Vector);
    }

    [Fact]
    public void LearnHabitats_BadFile_IsNamedOrLeftOut()
    {
        var (good, broken) = (Write(1), Write(2));
        File.WriteAllText(broken.Arterial, "not an image");
        var data = _ml.Data.LoadFromEnumerable([good, broken]);

        var fault = Assert.Throws<InvalidDataException>(() => _ml.Transforms.LearnHabitats(Columns()).Fit(data));
        var model = _ml.Transforms.LearnHabitats(Columns() with { BadFiles = BadFilePolicy.Missing }).Fit(data);

        Assert.Contains(broken.Arterial, fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, model.Function.Model.Patients);
        Assert.Throws<ColumnException>(() => _ml.Transforms.LearnHabitats(Columns() with { MaskColumn = "Msk" }).Fit(data));
    }

    private static HabitatTransformOptions Columns() => new()
    {
        Series = [new("pre", "Pre"), new("arterial", "Arterial"), new("portal", "Portal")],
        ReferenceColumn = "Liver",
        Habitats = Options,
    };

    private Row Write(int seed)
    {
        var (patient, _) = HabitatPhantom.Patient(seed);
        string Place(string name) => Path.Combine(_folder, FormattableString.Invariant($"{seed}_{name}.nii"));
        foreach (var series in patient.Series)
        {
            NiftiFile.Write(Place(series.Name), series.Image);
        }

        NiftiFile.WriteMask(Place("mask"), patient.Lesion);
        NiftiFile.WriteMask(Place("liver"), patient.Reference!);
        return new Row { Pre = Place("pre"), Arterial = Place("arterial"), Portal = Place("portal"), Mask = Place("mask"), Liver = Place("liver") };
    }

    private sealed class Row
    {
        public string Pre { get; set; } = string.Empty;

        public string Arterial { get; set; } = string.Empty;

        public string Portal { get; set; } = string.Empty;

        public string Mask { get; set; } = string.Empty;

        public string Liver { get; set; } = string.Empty;
    }
}
