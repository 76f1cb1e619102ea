using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Cox;

public sealed class CauseSpecificCoxTrainerTests
{
    /// <summary>R 4.2.2, survival 3.5-3 (coxph of each cause) and riskRegression 2022.11.28 (CSC, product limit) at 30 and 90 days for rows 1, 2 and 50.</summary>
    internal static readonly double[][] Coefficients =
    [
        [0.3090852213950145, -0.0353882551130572, -0.0162575453952486, 0.8447577831863238, 1.1268289120732191, 0.4131088129812986],
        [0.26903398239281734, -0.02622826743068224, 0.00901744603458827, 0.87282524003432505, 1.28374318214014660, 0.36109339396953161],
    ];

    internal static readonly double[][] Incidences =
        [[0.0723226269032113, 0.169490563653048], [0.0558088418265037, 0.133717836724294], [0.1421262643252899, 0.306688812768810]];

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Fit_VeteranCauses_EqualsCoxphAndRiskRegression()
    {
        var rows = VeteranCauses.Rows(causes: true);
        var data = TrainingData.View(_ml, rows, VeteranCauses.Names);

        var model = _ml.Survival.Trainers.CauseSpecificCox(new CauseSpecificCoxTrainerOptions { Horizons = [30, 90] }).Fit(data);

        var function = model.Function;
        Reference.Close(Coefficients[0], function.Coefficients, 1e-8, "cause 1");
        Reference.Close(Coefficients[1], function.TermsOf(2).Coefficients, 1e-8, "cause 2");
        Assert.Equal("Cox model of each of 2 causes", function.Method);
        var incidence = new double[2];
        foreach (var (row, expected) in VeteranCauses.Shown.Zip(Incidences))
        {
            function.CumulativeIncidence([.. rows[row].Features.Select(f => (double)f)], [], [30, 90], incidence);
            Reference.Close(expected, incidence, 1e-8, "incidence");
        }

        var written = model.Transform(data).GetColumn<float[]>("CumulativeIncidence").ToList();
        Assert.All(VeteranCauses.Shown.Zip(Incidences), p => Assert.Equal(p.Second[1], written[p.First][1], 2e-6));
    }

    [Fact]
    public void Fit_EitherCause_IsTheEngine()
    {
        var rows = VeteranCauses.Rows(causes: true);
        double[] x = [.. rows.SelectMany(r => r.Features.Select(f => (double)f))];
        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]);
        var engine = CauseSpecificCox.Fit(x, 6, outcome, new CoxOptions { Ties = TieHandling.Breslow }, cancellationToken: TestContext.Current.CancellationToken);
        foreach (var cause in engine.Causes)
        {
            var options = new CauseSpecificCoxTrainerOptions { Cause = cause, Ties = TieHandling.Breslow };
            var function = _ml.Survival.Trainers.CauseSpecificCox(options).Fit(TrainingData.View(_ml, rows, VeteranCauses.Names)).Function;

            var own = engine.Models[engine.Causes.ToList().IndexOf(cause)];
            Assert.Equal(own.StandardErrors, function.Linear.StandardErrors);
            var (incidence, survival) = (new double[4], new double[4]);
            function.CumulativeIncidence(x.AsSpan(0, 6), [], [0.5, 10, 100, 5000], incidence);
            function.Survival(x.AsSpan(0, 6), [], [0.5, 10, 100, 5000], survival);
            Assert.Equal([.. engine.CumulativeIncidence(x.AsSpan(0, 6), [0.5, 10, 100], cause), double.NaN], incidence);
            Assert.Equal([.. own.Predictor.Survival(x.AsSpan(0, 6), [0.5, 10, 100]), double.NaN], survival);
            Assert.Equal(function.Score(x.AsSpan(0, 6)), function.ScoreOf(cause, x.AsSpan(0, 6)));
        }
    }

    [Fact]
    public void Load_SavedModel_GivesTheSameBits()
    {
        var data = TrainingData.View(_ml, VeteranCauses.Rows(causes: true), VeteranCauses.Names);
        var model = _ml.Survival.Trainers.CauseSpecificCox().Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);

        var loaded = new MLContext().Model.Load(file, out _);

        foreach (var column in new[] { "Survival", "CumulativeIncidence" })
        {
            Assert.Equal(model.Transform(data).GetColumn<float[]>(column).SelectMany(v => v), loaded.Transform(data).GetColumn<float[]>(column).SelectMany(v => v));
        }

        Assert.Equal(model.Transform(data).GetColumn<float>("Score"), loaded.Transform(data).GetColumn<float>("Score"));
        Assert.Equal([2], LearnedModel.Find<CauseSpecificCoxFunction>(loaded).Others.Select(o => o.Cause));
    }

    [Fact]
    public void Fit_OneCauseOnly_IsTheCoxModel()
    {
        var data = TrainingData.View(_ml, VeteranCauses.Rows(causes: false), VeteranCauses.Names);

        var pair = _ml.Survival.Trainers.CauseSpecificCox().Fit(data).Function;

        var cox = _ml.Survival.Trainers.Cox().Fit(data).Function;
        Assert.Empty(pair.Others);
        Assert.Equal(cox.Coefficients, pair.Coefficients);
        Assert.Equal(cox.IncidenceAt(.3, 100), pair.IncidenceAt(.3, 100));
    }

    [Fact]
    public void Fit_BadInput_IsNamed()
    {
        var data = TrainingData.View(_ml, VeteranCauses.Rows(causes: true), VeteranCauses.Names);
        string Fault(CauseSpecificCoxTrainerOptions given) => Assert.Throws<ArgumentException>(given.Validate).Message;

        Assert.Contains("StrataColumn is 'Site'", Fault(new CauseSpecificCoxTrainerOptions { StrataColumn = "Site" }), StringComparison.Ordinal);
        Assert.Contains("Cause is 0", Fault(new CauseSpecificCoxTrainerOptions { Cause = 0 }), StringComparison.Ordinal);
        Assert.Contains(
            "exact likelihood", Fault(new CauseSpecificCoxTrainerOptions { Ties = TieHandling.Exact, WeightColumn = "w" }), StringComparison.Ordinal);
        var error = Assert.Throws<NoEventsException>(() => _ml.Survival.Trainers.CauseSpecificCox(cause: 3).Fit(data));
        Assert.Contains("cause 3", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _ml.Survival.Trainers.CauseSpecificCox().Fit(data).Function.TermsOf(3));
    }
}
