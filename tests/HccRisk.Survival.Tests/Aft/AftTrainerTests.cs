using HccRisk.Core.Learning;
using HccRisk.Survival.Aft;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Data;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Aft;

public sealed class AftTrainerTests
{
    /// <summary>R 4.2.2, survival 3.5-3: coefficients of survreg(dist = "lognormal") of veteran.</summary>
    internal static readonly double[] LogNormal =
        [-0.1670231363054893, 0.0376737040356634, 0.0132378594774264, -0.5840207690610000, -0.6241152225436865, 0.1238117080816761];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly MLContext _ml = new(seed: 1);

    /// <summary>R 4.2.2, survival 3.5-3: survreg(dist = "lognormal") of veteran; survival at 30 and 90 days of rows 1, 2 and 50 by its parameters.</summary>
    [Fact]
    public void Fit_VeteranLogNormal_EqualsSurvreg()
    {
        double[][] survivals = [[0.896517407768274, 0.589658701159843], [0.939979547895968, 0.698229318872066], [0.874275171179147, 0.544409130584065]];
        var rows = VeteranCauses.Rows(causes: false);
        var data = TrainingData.View(_ml, rows, VeteranCauses.Names);

        var options = new AftTrainerOptions { Distribution = AftDistribution.LogNormal, Horizons = [30, 90] };
        var model = _ml.Survival.Trainers.Aft(options).Fit(data);

        var function = model.Function;
        Reference.Close(LogNormal, function.Coefficients, 1e-7, "coefficient");
        Reference.Close(LogNormal.Select(b => -b).ToArray(), function.Linear.Coefficients, 1e-7, "coefficient of the score");
        Assert.Equal(1.06116657269661, function.Scale, 1e-8);
        var (survival, incidence) = (new double[2], new double[2]);
        foreach (var (row, expected) in VeteranCauses.Shown.Zip(survivals))
        {
            double[] x = [.. rows[row].Features.Select(f => (double)f)];
            function.Survival(x, [], [30, 90], survival);
            function.CumulativeIncidence(x, [], [30, 90], incidence);
            Reference.Close(expected, survival, 1e-7, "survival");

            // Nothing competes.
            Assert.All(survival.Zip(incidence), p => Assert.Equal(1, p.First + p.Second, 1e-12));
        }

        // Higher = worse: the order of the scores is that of the risks.
        var scored = model.Transform(data);
        var pairs = scored.GetColumn<float>("Score").Zip(scored.GetColumn<float[]>("Survival")).OrderBy(p => p.First).ToArray();
        Assert.All(pairs.Zip(pairs.Skip(1)), p => Assert.True(p.First.Second[1] >= p.Second.Second[1] - 1e-6));
    }

    [Theory]
    [InlineData(AftDistribution.Weibull)]
    [InlineData(AftDistribution.Exponential)]
    [InlineData(AftDistribution.Rayleigh)]
    [InlineData(AftDistribution.LogNormal)]
    [InlineData(AftDistribution.LogLogistic)]
    public void Fit_EveryDistribution_IsTheEngine(AftDistribution distribution)
    {
        var rows = VeteranCauses.Rows(causes: true);
        double[] x = [.. rows.SelectMany(r => r.Features.Select(f => (double)f))];
        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]);
        var engine = AftModel.Fit(x, 6, outcome.WithCause(2), new AftOptions { Distribution = distribution }, cancellationToken: Token);

        var function = _ml.Survival.Trainers.Aft(new AftTrainerOptions { Distribution = distribution, Cause = 2 })
            .Fit(TrainingData.View(_ml, rows, VeteranCauses.Names)).Function;

        Assert.Equal(engine.Coefficients, function.Coefficients);
        Assert.Equal(engine.StandardErrors.Skip(1).Take(6), function.StandardErrors);
        var survival = new double[4];
        function.Survival(x.AsSpan(0, 6), [], [0, 30, 300, 5000], survival);
        Assert.Equal(engine.SurvivalAt(x.AsSpan(0, 6), 30), survival[1], 1e-12);
        Assert.Equal(engine.SurvivalAt(x.AsSpan(0, 6), 300), survival[2], 1e-12);
        Assert.Equal((1, double.NaN), (survival[0], survival[3]));
        Assert.Equal(engine.LinearPredictor(x.AsSpan(0, 6)), function.Location - function.Score(x.AsSpan(0, 6)), 1e-12);
    }

    /// <summary>The integral of the density times the share free of the others, by the midpoint rule on a grid that no jump lies within.</summary>
    [Fact]
    public void CumulativeIncidence_CompetingCause_IsTheIntegral()
    {
        var rows = VeteranCauses.Rows(causes: true);
        var function = _ml.Survival.Trainers.Aft().Fit(TrainingData.View(_ml, rows, VeteranCauses.Names)).Function;
        double[] x = [.. rows[5].Features.Select(f => (double)f)];
        var hazard = Enumerable.Range(1, 100).ToDictionary(t => t, t =>
            (double)rows.Count(r => r.Event == 2 && r.Time == t) / rows.Count(r => r.Time >= t));
        double[] grid = [.. Enumerable.Range(0, 101).Select(t => (double)t)];
        var survival = new double[101];
        function.Survival(x, [], grid, survival);
        var (expected, free) = (0.0, 0.0);
        for (var t = 1; t <= 100; t++)
        {
            expected += Math.Exp(-free) * (survival[t - 1] - survival[t]);
            free += hazard[t];
        }

        var actual = new double[1];
        function.CumulativeIncidence(x, [], [100], actual);

        Assert.Equal(expected, actual[0], 1e-12);
        Assert.True(actual[0] < 1 - survival[100]);
    }

    [Fact]
    public void Load_SavedModel_GivesTheSameBits()
    {
        var data = TrainingData.View(_ml, VeteranCauses.Rows(causes: true), VeteranCauses.Names);
        var model = _ml.Survival.Trainers.Aft(AftDistribution.LogLogistic).Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);

        var loaded = new MLContext().Model.Load(file, out _);

        foreach (var column in new[] { "Survival", "CumulativeIncidence" })
        {
            Assert.Equal(model.Transform(data).GetColumn<float[]>(column).SelectMany(v => v), loaded.Transform(data).GetColumn<float[]>(column).SelectMany(v => v));
        }

        Assert.NotNull(LearnedModel.LinearPredictor(loaded));
        Assert.Equal("log-logistic accelerated failure time model", LearnedModel.Find<AftFunction>(loaded).Method);
    }

    [Fact]
    public void Fit_BadInput_IsNamedOrSaid()
    {
        Assert.Contains(
            "StrataColumn is 'Site'", Assert.Throws<ArgumentException>(new AftTrainerOptions { StrataColumn = "Site" }.Validate).Message, StringComparison.Ordinal);

        // More columns than rows fit every event exactly.
        string[] names = [.. Enumerable.Range(0, 40).Select(j => $"f{j}")];
        var wide = TrainingData.View(_ml, TrainingData.Make(20, 40, seed: 3), names);
        Assert.Contains(
            "The scale is not estimable", Assert.Throws<InvalidOperationException>(() => _ml.Survival.Trainers.Aft().Fit(wide)).Message, StringComparison.Ordinal);

        // Constant, duplicated and separating columns: finite, and said.
        var rows = TrainingData.Make(80, 4, seed: 4);
        rows.ForEach(r => (r.Features[1], r.Features[2], r.Features[3]) = (7, r.Features[0], r.Event == 1 ? 0 : 1));
        var data = TrainingData.View(_ml, rows, ["a", "flat", "again", "separates"]);
        var model = _ml.Survival.Trainers.Aft().Fit(data);
        foreach (var name in new[] { "'flat'", "'again'", "'separates'" })
        {
            Assert.Contains(model.Function.Warnings, w => w.Contains(name, StringComparison.Ordinal));
        }

        Assert.All(model.Transform(data).GetColumn<float>("Score"), s => Assert.True(float.IsFinite(s)));
        Assert.All(model.Transform(data).GetColumn<float[]>("Survival").SelectMany(v => v), s => Assert.InRange(s, 0, 1));
    }
}
