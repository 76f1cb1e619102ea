using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Data;
using HccRisk.Survival.FineGray;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.FineGray;

public sealed class FineGrayTrainerTests
{
    /// <summary>R 4.2.2, cmprsk 2.2-11: crr(time, cause, x, gtol = 1e-12) and predict at 30 and 90 days for rows 1, 2 and 50.</summary>
    internal static readonly double[] Coefficients =
        [0.1354594477508595, -0.0137776009771251, -0.0159609060210198, 0.1856009456700658, 0.1899026095149884, 0.0806324399583672];

    internal static readonly double[][] Incidences =
        [[0.147828593733373, 0.271268877566950], [0.140115941436158, 0.258163910058250], [0.180331773319208, 0.325227289416005]];

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Fit_VeteranCauses_EqualsCrr()
    {
        var rows = VeteranCauses.Rows(causes: true);
        var data = TrainingData.View(_ml, rows, VeteranCauses.Names);

        var model = _ml.Survival.Trainers.FineGray(new FineGrayTrainerOptions { Horizons = [30, 90] }).Fit(data);

        var function = model.Function;
        Reference.Close(Coefficients, function.Coefficients, 1e-8, "coefficient");
        Assert.True(function.Converged);
        Assert.Equal(rows.Count(r => r.Event == 1), function.Events);
        var (incidence, survival) = (new double[2], new double[2]);
        foreach (var (row, expected) in VeteranCauses.Shown.Zip(Incidences))
        {
            double[] x = [.. rows[row].Features.Select(f => (double)f)];
            function.CumulativeIncidence(x, [], [30, 90], incidence);
            function.Survival(x, [], [30, 90], survival);
            Reference.Close(expected, incidence, 1e-8, "incidence");
            Assert.All(incidence.Zip(survival), p => Assert.Equal(1, p.First + p.Second, 1e-12));
        }

        var written = model.Transform(data).GetColumn<float[]>("CumulativeIncidence").ToList();
        Assert.All(VeteranCauses.Shown.Zip(Incidences), p => Assert.Equal(p.Second[1], written[p.First][1], 2e-6));
    }

    [Fact]
    public void Fit_EitherConvention_IsTheEngine()
    {
        var rows = VeteranCauses.Rows(causes: true);
        double[] x = [.. rows.SelectMany(r => r.Features.Select(f => (double)f))];
        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]);
        foreach (var convention in Enum.GetValues<FineGrayConvention>())
        {
            var options = new FineGrayTrainerOptions { Cause = 2, Convention = convention };
            var function = _ml.Survival.Trainers.FineGray(options).Fit(TrainingData.View(_ml, rows, VeteranCauses.Names)).Function;

            var engine = FineGrayModel.Fit(x, 6, outcome, 2, convention, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(engine.Coefficients, function.Coefficients);
            Assert.Equal(engine.StandardErrors, function.Linear.StandardErrors);
            var incidence = new double[3];
            function.CumulativeIncidence(x.AsSpan(0, 6), [], [10, 100, 300], incidence);
            Reference.Close(engine.CumulativeIncidence(x.AsSpan(0, 6), [10, 100, 300]), incidence, 1e-12, "incidence");
        }
    }

    [Fact]
    public void Load_SavedModel_GivesTheSameBitsWithoutAMapping()
    {
        var data = TrainingData.View(_ml, VeteranCauses.Rows(causes: true), VeteranCauses.Names);
        var model = _ml.Survival.Trainers.FineGray().Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);

        var loaded = new MLContext().Model.Load(file, out _);

        Assert.Equal(model.Transform(data).GetColumn<float>("Score"), loaded.Transform(data).GetColumn<float>("Score"));
        Assert.NotNull(LearnedModel.LinearPredictor(loaded));
        Assert.Equal(model.Function.Predictor.CumulativeHazard, LearnedModel.Find<FineGrayFunction>(loaded).Predictor.CumulativeHazard);
    }

    [Fact]
    public void Fit_BadInput_IsNamedOrSaid()
    {
        var rows = VeteranCauses.Rows(causes: true);
        var data = TrainingData.View(_ml, rows, VeteranCauses.Names);
        string Fault(FineGrayTrainerOptions given) => Assert.Throws<ArgumentException>(given.Validate).Message;

        Assert.Contains("EntryColumn is 'Start'", Fault(new FineGrayTrainerOptions { EntryColumn = "Start" }), StringComparison.Ordinal);
        Assert.Contains("WeightColumn is 'w'", Fault(new FineGrayTrainerOptions { WeightColumn = "w" }), StringComparison.Ordinal);
        Assert.Contains("StrataColumn is 'Site'", Fault(new FineGrayTrainerOptions { StrataColumn = "Site" }), StringComparison.Ordinal);
        Assert.Contains("Cause is 0", Fault(new FineGrayTrainerOptions { Cause = 0 }), StringComparison.Ordinal);
        Assert.Contains(
            "cause 3", Assert.Throws<NoEventsException>(() => _ml.Survival.Trainers.FineGray(cause: 3).Fit(data)).Message, StringComparison.Ordinal);

        // Constant and duplicated columns have the coefficient 0 and a warning; separation is said too. Nothing is NaN.
        rows.ForEach(r => (r.Features[0], r.Features[4]) = (3, r.Features[3]));
        rows.ForEach(r => r.Features[5] = r.Event == 1 ? 1 : 0);
        var model = _ml.Survival.Trainers.FineGray().Fit(TrainingData.View(_ml, rows, VeteranCauses.Names));
        Assert.Equal(0, model.Function.Coefficients[0]);
        Assert.Contains(model.Function.Warnings, w => w.Contains("'trt1'", StringComparison.Ordinal));
        Assert.Contains(model.Function.Warnings, w => w.Contains("'adeno'", StringComparison.Ordinal));
        Assert.Contains(model.Function.Warnings, w => w.Contains("'large'", StringComparison.Ordinal));
        Assert.All(model.Transform(TrainingData.View(_ml, rows, VeteranCauses.Names)).GetColumn<float>("Score"), s => Assert.True(float.IsFinite(s)));
    }
}
