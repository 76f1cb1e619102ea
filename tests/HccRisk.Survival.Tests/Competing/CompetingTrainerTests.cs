using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Competing;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Tests.Cox;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Competing;

public sealed class CompetingTrainerTests
{
    private readonly MLContext _ml = new(seed: 1);

    // Without a penalty it is a Cox model of each cause: the incidences are riskRegression's (CSC). Tolerance: the score passes in single precision.
    [Fact]
    public void Fit_WithoutPenalty_EqualsRiskRegression()
    {
        var data = Veterans();

        var model = Trainer(1, new CoxTrainerOptions(), perEvent: 0).Fit(data);

        var written = model.Transform(data).GetColumn<float[]>("CumulativeIncidence").ToList();
        Assert.All(
            VeteranCauses.Shown.Zip(CauseSpecificCoxTrainerTests.Incidences),
            p => Assert.All(p.Second.Zip(written[p.First]), v => Assert.Equal(v.First, v.Second, 2e-6)));
    }

    // Whatever the penalty, everybody has had one of the events or none: the two incidences and the product of (1 - the summed steps) make 1, never more.
    [Fact]
    public void Fit_OfEachCause_AddsUpToOneWithFreedomFromAll()
    {
        var data = Veterans();
        var ridge = new CoxTrainerOptions { RidgePerEvent = 2 };
        var first = LearnedModel.FindAll<CompetingFunction>(Trainer(1, ridge, perEvent: 2).Fit(data)).Single();
        var second = LearnedModel.FindAll<CompetingFunction>(Trainer(2, ridge with { Cause = 2 }, perEvent: 2).Fit(data)).Single();
        foreach (var row in VeteranCauses.Shown)
        {
            double[] x = [.. VeteranCauses.Rows(causes: true)[row].Features.Select(f => (double)f)];
            var (own, other) = (new double[1], new double[1]);
            first.CumulativeIncidence([second.ScoreOf(1, [0, .. x]), .. x], [], [90], own);
            second.CumulativeIncidence([first.ScoreOf(2, [0, .. x]), .. x], [], [90], other);

            var free = 1.0;
            var (a, b) = (first.Predictor, second.Predictor);
            for (var g = 0; g < a.Times.Count && a.Times[g] <= 90; g++)
            {
                double Step(CoxPredictor p, double score) => Math.Exp(score) * (p.CumulativeHazard[g] - (g == 0 ? 0 : p.CumulativeHazard[g - 1]));

                free *= 1 - Step(a, second.ScoreOf(1, [0, .. x])) - Step(b, first.ScoreOf(2, [0, .. x]));
            }

            Assert.Equal(1, own[0] + other[0] + free, 1e-6);
        }
    }

    [Fact]
    public void Fit_AnyModel_KeepsItsScoreAndSurvival()
    {
        var data = Veterans();
        var own = _ml.Survival.Trainers.Cox(new CoxTrainerOptions { RidgePerEvent = 1, Horizons = [30, 90] });
        var alone = own.Fit(data).Transform(data);
        var model = Trainer(1, new CoxTrainerOptions { RidgePerEvent = 1 }, perEvent: 2).Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);

        var scored = new MLContext().Model.Load(file, out _).Transform(data);

        Assert.Equal(alone.GetColumn<float>("Score"), scored.GetColumn<float>("Score"));
        Assert.All(
            alone.GetColumn<float[]>("Survival").Zip(scored.GetColumn<float[]>("Survival")), p => Assert.All(p.First.Zip(p.Second), v => Assert.Equal(v.First, v.Second, 2e-6)));
        Assert.Equal(model.Transform(data).GetColumn<float[]>("CumulativeIncidence").SelectMany(v => v), scored.GetColumn<float[]>("CumulativeIncidence").SelectMany(v => v));
        Assert.Equal("ridge-penalised Cox model, with a penalised Cox model of the competing cause", LearnedModel.FindAll<CompetingFunction>(model).Single().Method);
    }

    // A cause with too few events has the hazard of everybody: events over those at risk, summed (Nelson-Aalen).
    [Fact]
    public void Fit_FewCompetingEvents_TakesTheAverageHazard()
    {
        var options = new CompetingTrainerOptions { MinEvents = 1000, Ties = TieHandling.Breslow };

        var model = _ml.Survival.Trainers.Competing(options, _ml.Survival.Trainers.Cox()).Fit(Veterans());

        var function = LearnedModel.FindAll<CompetingFunction>(model).Single();
        var rows = VeteranCauses.Rows(causes: true);
        var other = Assert.Single(function.Others).Predictor;
        Assert.Equal(
            rows.Where(r => r.Event == 2).Sum(r => 1.0 / rows.Count(q => q.Time >= r.Time)), other.CumulativeHazard[^1], 1e-12);
        Assert.All(other.Coefficients, c => Assert.Equal(0, c));
        Assert.Equal("Cox model", function.Method);
    }

    [Fact]
    public void Trainer_FaultyOptions_AreListed()
    {
        var fault = Assert.Throws<ArgumentException>(
            () => _ml.Survival.Trainers.Competing(new CompetingTrainerOptions { Cause = 0, RidgePerEvent = -1, MinEvents = 0 }, _ml.Survival.Trainers.Cox())).Message;

        Assert.Contains("Cause is 0", fault, StringComparison.Ordinal);
        Assert.Contains("RidgePerEvent is -1", fault, StringComparison.Ordinal);
        Assert.Contains("MinEvents is 0", fault, StringComparison.Ordinal);
    }

    private CompetingTrainer Trainer(int cause, CoxTrainerOptions own, double perEvent) => _ml.Survival.Trainers.Competing(
        new CompetingTrainerOptions { Cause = cause, Horizons = [30, 90], RidgePerEvent = perEvent, MinEvents = 1 }, _ml.Survival.Trainers.Cox(own with { Horizons = [30, 90] }));

    private IDataView Veterans() => TrainingData.View(_ml, VeteranCauses.Rows(causes: true), VeteranCauses.Names);
}
