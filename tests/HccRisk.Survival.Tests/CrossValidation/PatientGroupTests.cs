using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Data;
using Microsoft.ML;

namespace HccRisk.Survival.Tests.CrossValidation;

/// <summary>Patients with several rows: none of them may teach and be judged in one split.</summary>
public class PatientGroupTests
{
    private const int Patients = 60;
    private const int RowsEach = 3;

    [Fact]
    public void CrossValidate_SeveralRowsOfAPatient_StayInOneFoldByDefault()
    {
        var ml = new MLContext(seed: 1);
        var data = View(ml, Rows(text: true));

        var folds = ml.Survival.CrossValidate(data, ml.Survival.Trainers.Cox()).Folds;

        Assert.All(folds, f => Assert.Empty(f.Fold.Test.Select(Patient).Intersect(f.Fold.Training.Select(Patient))));
        Assert.Equal(Enumerable.Range(0, Patients * RowsEach), folds.SelectMany(f => f.Fold.Test).Order());

        // Told otherwise, every row is a patient: of 60 patients some stand on both sides.
        var apart = ml.Survival.CrossValidate(data, ml.Survival.Trainers.Cox(), new CrossValidationOptions { GroupColumn = null }).Folds;
        Assert.Contains(apart, f => f.Fold.Test.Select(Patient).Intersect(f.Fold.Training.Select(Patient)).Any());
        var sites = ml.Survival.CrossValidate(data, ml.Survival.Trainers.Cox(), new CrossValidationOptions { GroupColumn = "Site", Folds = 2 }).Folds;
        Assert.All(sites, f => Assert.Single(f.Fold.Test.Select(i => Patient(i) % 2).Distinct()));
    }

    [Fact]
    public void CrossValidate_NumbersAsIdentifiers_GroupToo()
    {
        var ml = new MLContext(seed: 1);
        var rows = Rows(text: false);
        var schema = Microsoft.ML.Data.SchemaDefinition.Create(typeof(NumberedRow));
        SlotNames.Describe(schema[nameof(NumberedRow.Features)], ["a", "b"]);
        var data = ml.Data.LoadFromEnumerable(rows.Select((r, i) => new NumberedRow { Features = r.Features, Time = r.Time, Event = r.Event, PatientId = Patient(i) }), schema);
        var folds = ml.Survival.CrossValidate(data, ml.Survival.Trainers.Cox()).Folds;
        Assert.All(folds, f => Assert.Empty(f.Fold.Test.Select(Patient).Intersect(f.Fold.Training.Select(Patient))));
    }

    [Fact]
    public void CrossValidate_GroupColumnThatIsAbsentOrEmpty_IsNamed()
    {
        var ml = new MLContext(seed: 1);
        var rows = Rows(text: true);
        Assert.Contains("'Lesion'", Assert.Throws<ColumnException>(() => ml.Survival.CrossValidate(View(ml, rows), ml.Survival.Trainers.Cox(), new CrossValidationOptions { GroupColumn = "Lesion" })).Message, StringComparison.Ordinal);
        rows[4].PatientId = "";
        Assert.Contains("'PatientId' is empty in row 4", Assert.Throws<InvalidOperationException>(() => ml.Survival.CrossValidate(View(ml, rows), ml.Survival.Trainers.Cox())).Message, StringComparison.Ordinal);
    }

    // The penalty is that of folds which keep patients together, found here on the arrays.
    [Fact]
    public void CoxRidge_SeveralRowsOfAPatient_StayInOneInnerFold()
    {
        var ml = new MLContext(seed: 1);
        var rows = Rows(text: true);
        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]);
        double[] x = [.. rows.SelectMany(r => r.Features.Select(f => (double)f))];
        double Penalty(int[] groups) => CoxRidge.CrossValidate(x, 2, outcome, new CoxRidgeOptions { Seed = 1 }, groups: groups, cancellationToken: TestContext.Current.CancellationToken).Lambda;
        double Trained(string? column) => ml.Survival.Trainers.Cox(new CoxTrainerOptions { RidgeSearch = new CoxRidgeOptions { Seed = 1 }, GroupColumn = column }).Fit(View(ml, rows)).Function.Ridge;
        var (together, apart) = (Penalty([.. Enumerable.Range(0, rows.Count).Select(Patient)]), Penalty([]));

        Assert.NotEqual(apart, together);
        Assert.Equal(together, ml.Survival.Trainers.CoxRidge().Fit(View(ml, rows)).Function.Ridge);
        Assert.Equal(together, Trained("PatientId"));
        Assert.Equal(apart, Trained(null));
    }

    [Fact]
    public void Split_PatientAtTwoSites_IsRefused()
    {
        var ml = new MLContext(seed: 1);
        var data = View(ml, Rows(text: true, oneSite: false));
        var crossed = Assert.Throws<InvalidOperationException>(() => ml.Survival.CrossValidate(data, ml.Survival.Trainers.Cox(), new CrossValidationOptions { SiteColumn = "Site" }));
        Assert.Contains("'P0' has rows of", crossed.Message, StringComparison.Ordinal);
        Assert.Contains("'P0' has rows of", Assert.Throws<InvalidOperationException>(() => ml.Survival.SplitBySite(data, "B")).Message, StringComparison.Ordinal);
    }

    private static int Patient(int row) => row / RowsEach;

    private static IDataView View(MLContext ml, List<PatientRow> rows)
    {
        var schema = Microsoft.ML.Data.SchemaDefinition.Create(typeof(PatientRow));
        SlotNames.Describe(schema[nameof(PatientRow.Features)], ["a", "b"]);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }

    /// <summary>Times that are the patient's own and have nothing to do with the features, which are the patient's own as well.</summary>
    private static List<PatientRow> Rows(bool text, bool oneSite = true)
    {
        var random = new Random(8);
        var own = Enumerable.Range(0, Patients).Select(_ => (Time: (float)(1 + (random.NextDouble() * 40)), X: random.NextSingle(), Y: random.NextSingle())).ToArray();
        return [.. Enumerable.Range(0, Patients * RowsEach).Select(i => new PatientRow
        {
            Features = [own[Patient(i)].X + (random.NextSingle() / 100), own[Patient(i)].Y],
            Time = own[Patient(i)].Time,
            Event = Patient(i) % 3 == 0 ? 0 : 1,
            PatientId = text ? FormattableString.Invariant($"P{Patient(i)}") : "",
            Site = (oneSite ? Patient(i) : i) % 2 == 0 ? "A" : "B",
        })];
    }

    private sealed class PatientRow
    {
        public float[] Features { get; set; } = [];

        public float Time { get; set; }

        public float Event { get; set; }

        public string PatientId { get; set; } = "";

        public string Site { get; set; } = "";
    }

    private sealed class NumberedRow
    {
        public float[] Features { get; set; } = [];

        public float Time { get; set; }

        public float Event { get; set; }

        public int PatientId { get; set; }
    }
}
