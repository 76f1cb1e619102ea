using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Cox;

/// <summary>Firth's correction and clustered errors of the Cox trainer.</summary>
public sealed class FirthTrainerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Fit_Firth_IsTheEngine()
    {
        var rows = VeteranCauses.Rows(causes: false);
        double[] x = [.. rows.SelectMany(r => r.Features.Select(f => (double)f))];
        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]);
        int[] strata = [.. rows.Select(r => r.Site == "a" ? 0 : 1)];
        var engine = CoxModel.Fit(x, 6, outcome, new CoxRows { Strata = strata }, new CoxOptions { Firth = true }, cancellationToken: Token);

        var options = new CoxTrainerOptions { Firth = true, StrataColumn = "Site" };
        var function = _ml.Survival.Trainers.Cox(options).Fit(TrainingData.View(_ml, rows, VeteranCauses.Names)).Function;

        Assert.True(function.Firth);
        Assert.Equal("Cox model with Firth's correction with a baseline for each stratum", function.Method);
        Assert.Equal(engine.Coefficients, function.Coefficients);
        Assert.Equal(engine.StandardErrors, function.Linear.StandardErrors);
        Assert.Equal(engine.PredictorOf(1).CumulativeHazard, function.StratumOf("b").Predictor.CumulativeHazard);
    }

    [Fact]
    public void Fit_Separation_FirthIsFiniteAndSaved()
    {
        // Every patient of the first group has the event before any other.
        var rows = Enumerable.Range(1, 24).Select(i => new TrainingData { Features = [i <= 8 ? 1 : 0], Time = i, Event = i % 5 == 0 ? 0 : 1 }).ToList();
        var data = TrainingData.View(_ml, rows, ["group"]);

        var model = _ml.Survival.Trainers.Firth().Fit(data);

        Assert.True(model.Function.Converged);
        Assert.Empty(model.Function.Warnings);
        Assert.InRange(model.Function.Coefficients[0], 1, 8);
        Assert.False(_ml.Survival.Trainers.Cox().Fit(data).Function.Converged);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);
        var loaded = new MLContext().Model.Load(file, out _);
        Assert.True(LearnedModel.Find<CoxFunction>(loaded).Firth);
        Assert.Equal(model.Transform(data).GetColumn<float>("Score"), loaded.Transform(data).GetColumn<float>("Score"));
    }

    [Fact]
    public void Fit_FirthMoreColumnsThanRows_HasNoNaN()
    {
        var rows = TrainingData.Make(20, 40, seed: 2);
        var data = TrainingData.View(_ml, rows, [.. Enumerable.Range(0, 40).Select(j => $"f{j}")]);

        var model = _ml.Survival.Trainers.Firth().Fit(data);

        Assert.NotEmpty(model.Function.Warnings);
        Assert.All(model.Transform(data).GetColumn<float>("Score"), s => Assert.True(float.IsFinite(s)));
    }

    /// <summary>R 4.2.2, survival 3.5-3: sqrt(diag(coxph(Surv(time, status) ~ trt1 + karno + age + cluster(cell))$var)).</summary>
    [Fact]
    public void Fit_Clusters_HasTheRobustErrorsOfCoxph()
    {
        string[] names = ["trt1", "karno", "age"];
        var rows = TrainingData.Read("veteran.csv", "time", "status", names);
        foreach (var (row, cell) in rows.Zip(TrainingData.Read("veteran.csv", "time", "status", ["cell"])))
        {
            row.Site = $"cell {cell.Features[0]}";
        }

        var function = _ml.Survival.Trainers.ClusteredCox("Site").Fit(TrainingData.View(_ml, rows, names)).Function;

        Reference.Close([0.22738082230456083, 0.00386214875186544, 0.00837509506181578], function.Linear.StandardErrors, 1e-8, "robust error");
        Assert.NotEqual(function.StandardErrors, function.Linear.StandardErrors);
    }

    [Fact]
    public void Validate_FirthBesideItsRivals_IsRefused()
    {
        string Fault(CoxTrainerOptions given) => Assert.Throws<ArgumentException>((given with { Firth = true }).Validate).Message;

        Assert.Contains("Firth is set", Fault(new CoxTrainerOptions { Ridge = 1 }), StringComparison.Ordinal);
        Assert.Contains("Firth is set", Fault(new CoxTrainerOptions { RidgeSearch = new CoxRidgeOptions() }), StringComparison.Ordinal);
        Assert.Contains("Firth is set", Fault(new CoxTrainerOptions { ClusterColumn = "p" }), StringComparison.Ordinal);
        Assert.Contains("Firth is set", Fault(new CoxTrainerOptions { Ties = TieHandling.Exact }), StringComparison.Ordinal);
    }
}
