using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Cox;

/// <summary>Strata, clusters, entry times, weights and ties through ML.NET; the models themselves are held against R elsewhere.</summary>
public sealed class CoxTrainerRowsTests
{
    private static readonly string[] Names = ["x0", "x1"];

    private static readonly CoxTrainerOptions All = new()
    {
        StrataColumn = "Site",
        ClusterColumn = "Patient",
        EntryColumn = "Start",
        WeightColumn = "Weight",
        Horizons = [6, 12],
    };

    [Theory]
    [InlineData(TieHandling.Efron)]
    [InlineData(TieHandling.Breslow)]
    public void Fit_EveryColumn_IsTheModelOfTheArrays(TieHandling ties)
    {
        var rows = Make(160, 3);
        var ml = new MLContext(seed: 1);
        var actual = ml.Survival.Trainers.Cox(All with { Ties = ties }).Fit(View(ml, rows)).Function;
        var expected = Direct(rows, new CoxOptions { Ties = ties });

        Assert.Equal(expected.Coefficients, actual.Coefficients);
        Assert.Equal(expected.StandardErrors, actual.StandardErrors);
        Assert.Equal(expected.RobustStandardErrors, actual.RobustStandardErrors);
        Assert.Equal(["A", "B"], actual.Strata.Select(s => s.Name));
        for (var k = 0; k < 2; k++)
        {
            Assert.Equal(expected.PredictorOf(k).CumulativeHazard, actual.Strata[k].Predictor.CumulativeHazard);
        }
    }

    [Fact]
    public void Fit_ExactTiesWithStrata_IsTheModelOfTheArrays()
    {
        var rows = Make(80, 4);
        rows.ForEach(r => (r.Start, r.Weight, r.Patient) = (0, 1, "p"));
        var ml = new MLContext(seed: 1);
        var actual = ml.Survival.Trainers.Cox(new CoxTrainerOptions { StrataColumn = "Site", Ties = TieHandling.Exact }).Fit(View(ml, rows)).Function;
        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]).WithCause(1);
        var expected = CoxModel.Fit(
            X(rows), 2, outcome, new CoxRows { Strata = Sites(rows) }, new CoxOptions { Ties = TieHandling.Exact }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(expected.Coefficients, actual.Coefficients);
    }

    [Fact]
    public void Transform_Strata_PredictsByTheirOwnBaseline()
    {
        var rows = Make(160, 3);
        var ml = new MLContext(seed: 1);
        var model = ml.Survival.Trainers.Cox(All).Fit(View(ml, rows));
        var scored = model.Transform(View(ml, rows));
        var scores = scored.GetColumn<float>("Score").ToArray();
        var survival = scored.GetColumn<float[]>("Survival").ToArray();
        var incidence = scored.GetColumn<float[]>("CumulativeIncidence").ToArray();
        for (var i = 0; i < rows.Count; i++)
        {
            var stratum = model.Function.StratumOf(rows[i].Site);
            double[] x = [rows[i].Features[0], rows[i].Features[1]];
            var logRisk = stratum.Predictor.LogRisk(x);
            Assert.Equal((float)logRisk, scores[i]);
            Assert.Equal((float)stratum.SurvivalAt(logRisk, 12), survival[i][1]);
            Assert.Equal((float)stratum.IncidenceAt(logRisk, 6), incidence[i][0]);
        }

        Assert.NotEqual(model.Function.Strata[0].SurvivalAt(0, 12), model.Function.Strata[1].SurvivalAt(0, 12));
    }

    [Fact]
    public void Load_StratifiedModel_GivesTheSameBits()
    {
        var rows = Make(160, 3);
        var ml = new MLContext(seed: 1);
        var data = View(ml, rows);
        var model = ml.Transforms.NormalizeMeanVariance("Features", fixZero: false).Append(ml.Survival.Trainers.Cox(All)).Fit(data);
        using var file = new MemoryStream();
        ml.Model.Save(model, data.Schema, file);

        var loaded = new MLContext().Model.Load(file, out _);

        Assert.Equal(Bits(model.Transform(data)), Bits(loaded.Transform(data)));
        var (before, after) = (LearnedModel.Find<CoxFunction>(model), LearnedModel.Find<CoxFunction>(loaded));
        Assert.Equal(before.RobustStandardErrors, after.RobustStandardErrors);
        Assert.Equal(before.Strata.Select(s => s.IncidenceAt(0.3, 12)), after.Strata.Select(s => s.IncidenceAt(0.3, 12)));
    }

    /// <summary>A log-risk needs no baseline; a survival does, and there is none.</summary>
    [Fact]
    public void Transform_UnknownStratum_HasAScoreAndNoSurvival()
    {
        var rows = Make(160, 3);
        var ml = new MLContext(seed: 1);
        var model = ml.Survival.Trainers.Cox(All).Fit(View(ml, rows));
        var known = model.Transform(View(ml, rows)).GetColumn<float>("Score").ToArray();
        rows[5].Site = "C";

        var scored = model.Transform(View(ml, rows));

        Assert.Equal(known, scored.GetColumn<float>("Score"));
        Assert.All(scored.GetColumn<float[]>("Survival").ElementAt(5), s => Assert.True(float.IsNaN(s)));
        Assert.All(scored.GetColumn<float[]>("CumulativeIncidence").ElementAt(5), s => Assert.True(float.IsNaN(s)));
        Assert.Contains("for 1 of 160 rows", ml.Survival.Evaluate(scored, horizons: [6]).Brier[0].Brier.NotEstimable, StringComparison.Ordinal);
        var error = Assert.Throws<ArgumentException>(() => model.Function.StratumOf("C"));
        Assert.Contains("'C'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'A', 'B'", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => model.Function.IncidenceAt(0, 12));
    }

    /// <summary>Nelson-Aalen written out: weight of the other causes at each time over the weight of those who have entered and not left.</summary>
    [Fact]
    public void CompetingHazard_EntriesAndWeights_IsTheDefinition()
    {
        var rows = Make(160, 3);
        var ml = new MLContext(seed: 1);
        foreach (var stratum in ml.Survival.Trainers.Cox(All).Fit(View(ml, rows)).Function.Strata)
        {
            var own = rows.Where(r => r.Site == stratum.Name).ToArray();
            for (var i = 0; i < stratum.Predictor.Times.Count; i++)
            {
                var expected = own.Select(r => r.Time).Distinct().Where(t => t < stratum.Predictor.Times[i]).Sum(t =>
                    own.Where(r => r.Event == 2 && r.Time == t).Sum(r => (double)r.Weight) / own.Where(r => r.Start < t && r.Time >= t).Sum(r => (double)r.Weight));
                Assert.Equal(expected, stratum.CompetingHazard[i], 1e-12);
            }

            Assert.True(stratum.CompetingHazard[^1] > 0);
        }
    }

    [Fact]
    public void Fit_MissingOrWrongColumns_NamesThem()
    {
        var rows = Make(40, 5);
        var ml = new MLContext(seed: 1);
        var data = View(ml, rows);
        Assert.Contains("'Sites'", Assert.Throws<ColumnException>(() => ml.Survival.Trainers.Cox(All with { StrataColumn = "Sites" }).Fit(data)).Message, StringComparison.Ordinal);
        Assert.Contains("'Time' must be a text", Assert.Throws<ColumnException>(() => ml.Survival.Trainers.Cox(All with { StrataColumn = "Time" }).Fit(data)).Message, StringComparison.Ordinal);
        Assert.Contains("'Patents'", Assert.Throws<ColumnException>(() => ml.Survival.Trainers.Cox(All with { ClusterColumn = "Patents" }).Fit(data)).Message, StringComparison.Ordinal);
        Assert.Contains("'Strt'", Assert.Throws<ColumnException>(() => ml.Survival.Trainers.Cox(All with { EntryColumn = "Strt" }).Fit(data)).Message, StringComparison.Ordinal);
        Assert.Contains("'Site' must be a number", Assert.Throws<ColumnException>(() => ml.Survival.Trainers.Cox(All with { WeightColumn = "Site" }).Fit(data)).Message, StringComparison.Ordinal);
        var model = ml.Survival.Trainers.Cox(All).Fit(data);
        Assert.Contains("'Site'", Assert.Throws<ColumnException>(() => model.Transform(ml.Transforms.DropColumns("Site").Fit(data).Transform(data))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_WrongValues_NamesColumnRowAndValue()
    {
        Assert.Contains("'Weight' is 0 in row 3", Message(r => r[3].Weight = 0), StringComparison.Ordinal);
        Assert.Contains("'Weight' is NaN in row 3", Message(r => r[3].Weight = float.NaN), StringComparison.Ordinal);
        Assert.Contains("'Start' is -1 in row 2", Message(r => r[2].Start = -1), StringComparison.Ordinal);
        Assert.Contains("'Start' is 90 in row 2 and 'Time' is 80", Message(r => (r[2].Start, r[2].Time) = (90, 80)), StringComparison.Ordinal);
        Assert.Contains("'Site' is empty in row 1", Message(r => r[1].Site = ""), StringComparison.Ordinal);
        Assert.Contains("'Patient' is empty in row 1", Message(r => r[1].Patient = ""), StringComparison.Ordinal);

        static string Message(Action<List<Row>> spoil)
        {
            var ml = new MLContext(seed: 1);
            var rows = Make(40, 5);
            spoil(rows);
            return Assert.Throws<InvalidOperationException>(() => ml.Survival.Trainers.Cox(All).Fit(View(ml, rows))).Message;
        }
    }

    [Fact]
    public void Validate_WhatDoesNotGoTogether_IsRefused()
    {
        var both = Assert.Throws<ArgumentException>(() => (All with { RidgeSearch = new CoxRidgeOptions(), Ties = TieHandling.Exact }).Validate());
        Assert.Contains("RidgeSearch", both.Message, StringComparison.Ordinal);
        Assert.Contains("sandwich", both.Message, StringComparison.Ordinal);
        Assert.Contains("no case weights", both.Message, StringComparison.Ordinal);
        Assert.Contains("sandwich", Assert.Throws<ArgumentException>(() => new CoxTrainerOptions { Robust = true, Ridge = 1 }.Validate()).Message, StringComparison.Ordinal);
    }

    // Neither is passed over: a penalty beside a search for one, ties that the search does not know of.
    [Fact]
    public void Validate_RidgeSearchBesideItsRivals_IsRefused()
    {
        var search = new CoxRidgeOptions();
        string Fault(CoxTrainerOptions options) => Assert.Throws<ArgumentException>(options.Validate).Message;

        Assert.Contains("Ridge is 2 and RidgeSearch is set", Fault(new CoxTrainerOptions { Ridge = 2, RidgeSearch = search }), StringComparison.Ordinal);
        Assert.Contains(
            "Ties is Efron and RidgeSearch.Ties is Breslow", Fault(new CoxTrainerOptions { RidgeSearch = search with { Ties = TieHandling.Breslow } }), StringComparison.Ordinal);
        Assert.Contains("Folds is 1", Fault(new CoxTrainerOptions { RidgeSearch = search with { Folds = 1 } }), StringComparison.Ordinal);
        new CoxTrainerOptions { Ties = TieHandling.Breslow, RidgeSearch = search with { Ties = TieHandling.Breslow } }.Validate();
    }

    [Fact]
    public void Fit_StratumWithoutEvents_Warns()
    {
        var rows = Make(60, 7);
        rows.Where(r => r.Site == "B").ToList().ForEach(r => r.Event = 0);
        var ml = new MLContext(seed: 1);
        Assert.Contains("Stratum 'B' has no event: its survival stays at 1.", ml.Survival.Trainers.Cox(All).Fit(View(ml, rows)).Function.Warnings);
    }

    private static CoxModel Direct(List<Row> rows, CoxOptions options)
    {
        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)])
            .WithCause(1).WithEntries([.. rows.Select(r => (double)r.Start)]).WithWeights([.. rows.Select(r => (double)r.Weight)]);
        string[] patients = [.. rows.Select(r => r.Patient).Distinct().Order(StringComparer.Ordinal)];
        var extra = new CoxRows { Strata = Sites(rows), Clusters = [.. rows.Select(r => Array.IndexOf(patients, r.Patient))] };
        return CoxModel.Fit(X(rows), 2, outcome, extra, options, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static double[] X(List<Row> rows) => [.. rows.SelectMany(r => r.Features.Select(f => (double)f))];

    private static int[] Sites(List<Row> rows) => [.. rows.Select(r => r.Site == "A" ? 0 : 1)];

    private static List<int> Bits(IDataView data) =>
        [.. data.GetColumn<float>("Score").Concat(data.GetColumn<float[]>("CumulativeIncidence").SelectMany(v => v)).Select(BitConverter.SingleToInt32Bits)];

    private static IDataView View(MLContext ml, List<Row> rows)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        SlotNames.Describe(schema[nameof(Row.Features)], Names);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }

    /// <summary>Two rows a patient, two sites with different baselines, late entries, weights, whole months so that times tie.</summary>
    private static List<Row> Make(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var site = i / 2 % 3 == 0 ? "B" : "A";
            float[] x = [(float)((2 * random.NextDouble()) - 1), (float)((2 * random.NextDouble()) - 1)];
            var first = -Math.Log(1 - random.NextDouble()) / ((site == "B" ? 0.08 : 0.03) * Math.Exp(x[0]));
            var second = -Math.Log(1 - random.NextDouble()) / 0.02;
            var censored = 8 + (random.NextDouble() * 40);
            var time = Math.Min(Math.Min(first, second), censored);
            return new Row
            {
                Features = x,
                Time = (float)Math.Ceiling(time),
                Event = time == censored ? 0 : time == first ? 1 : 2,
                Start = i % 4 == 0 ? (float)Math.Floor(Math.Ceiling(time) * 0.4) : 0,
                Weight = 0.5f + (i % 3),
                Site = site,
                Patient = "p" + (i / 2),
            };
        })];
    }

    private sealed class Row
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];

        public float Time { get; set; }

        public float Event { get; set; }

        public float Start { get; set; }

        public float Weight { get; set; }

        public string Site { get; set; } = string.Empty;

        public string Patient { get; set; } = string.Empty;
    }
}
