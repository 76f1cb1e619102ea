using HccRisk.Core.Learning;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.DiscreteTime;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Routes;

/// <summary>Periods of patients, and the way back from hazards to curves.</summary>
public sealed class DiscreteTimeTests
{
    private static readonly string[] Names = ["x0", "x1"];
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void PersonPeriods_FourPatients_AreAtRiskAsTheyWere()
    {
        // Event in the second period; censored in the middle of the first; other cause at the end of the first; followed beyond both; nothing at all.
        var table = PersonPeriods.Of(new SurvivalOutcome([8, 3, 6, 30, 0], [1, 0, 2, 1, 1]), [6, 12]);
        Assert.Equal([0, 0, 1, 2, 3, 3], table.Rows);
        Assert.Equal([0, 1, 0, 0, 0, 1], table.Periods);
        Assert.Equal([0, 1, 0, 2, 0, 0], table.Codes);
        Assert.Equal([1, 1, 0.5, 1, 1, 1], table.Shares);
    }

    /// <summary>Hazards that are shares of those at risk give Kaplan-Meier of the cause and Aalen-Johansen, whatever the data.</summary>
    [Fact]
    public void Function_SharesOfThoseAtRisk_GiveAalenJohansen()
    {
        var outcome = Grid(seed: 1);
        var table = PersonPeriods.Of(outcome, [1, 2, 3, 4, 5]);
        var (h, q) = (new double[5], new double[5]);
        for (var k = 0; k < 5; k++)
        {
            int[] codes = [.. Enumerable.Range(0, table.Rows.Count).Where(r => table.Periods[r] == k).Select(r => table.Codes[r])];
            h[k] = (double)codes.Count(c => c == 1) / codes.Length;
            q[k] = (double)codes.Count(c => c == 2) / codes.Count(c => c != 1);
        }

        var function = Function([1, 2, 3, 4, 5], 10);
        var (survival, incidence) = (new double[5], new double[5]);
        function.Survival([.. h, .. q], [], [1, 2, 3, 4, 5], survival);
        function.CumulativeIncidence([.. h, .. q], [], [1, 2, 3, 4, 5], incidence);

        var (own, all) = (KaplanMeier.Fit(outcome.WithCause(1)), AalenJohansen.Fit(outcome));
        for (var k = 0; k < 5; k++)
        {
            Assert.Equal(own.SurvivalAt(k + 1), survival[k], 1e-14);
            Assert.Equal(all.IncidenceAt(1, k + 1), incidence[k], 1e-14);
        }

        Assert.Equal(incidence[4], function.Score([.. h, .. q]));
    }

    /// <summary>Constant hazards of two causes: closed form at any time, inside periods of unequal length too.</summary>
    [Fact]
    public void Function_ConstantHazards_GiveTheClosedForm()
    {
        const double own = 0.03, other = 0.02, sum = own + other;
        double[] ends = [2, 5, 12];
        var lengths = ends.Select((e, k) => e - (k == 0 ? 0 : ends[k - 1])).ToArray();
        double[] h = [.. lengths.Select(d => own / sum * (1 - Math.Exp(-sum * d)))];
        double[] q = [.. lengths.Select((d, k) => 1 - (Math.Exp(-sum * d) / (1 - h[k])))];
        double[] times = [0, 1, 2, 3.7, 5, 9, 12, 12.5];
        var (both, alone, survival) = (new double[8], new double[8], new double[8]);
        Function(ends, 6).CumulativeIncidence([.. h, .. q], [], times, both);
        Function(ends, 3).CumulativeIncidence([.. lengths.Select(d => 1 - Math.Exp(-own * d))], [], times, alone);
        Function(ends, 3).Survival([.. lengths.Select(d => 1 - Math.Exp(-own * d))], [], times, survival);
        for (var t = 0; t < 7; t++)
        {
            Assert.Equal(own / sum * (1 - Math.Exp(-sum * times[t])), both[t], 1e-14);
            Assert.Equal(1 - Math.Exp(-own * times[t]), alone[t], 1e-14);
            Assert.Equal(Math.Exp(-own * times[t]), survival[t], 1e-14);
        }

        Assert.True(double.IsNaN(both[7]));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(1, 0)]
    public void Function_HazardsAtTheirLimits_StayProbabilities(double h, double q)
    {
        var incidence = new double[2];
        Function([2, 4], 4).CumulativeIncidence([h, h, q, q], [], [1, 4], incidence);
        Assert.All(incidence, v => Assert.InRange(v, 0, 1));
        Assert.Equal(h, incidence[1]);
    }

    /// <summary>A slot a period and no other feature: the logistic regression is saturated, its hazards are those of the life table. 1e-4: where L-BFGS stops.</summary>
    [Fact]
    public void Trainer_SaturatedModel_IsAalenJohansen()
    {
        var outcome = Grid(seed: 2);
        var rows = Enumerable.Range(0, outcome.Count)
            .Select(i => new TrainingData { Features = [0, 0], Time = (float)outcome.Times[i], Event = outcome.Events[i] }).ToList();
        var view = TrainingData.View(_ml, rows, Names);
        var trainer = _ml.Survival.Trainers.DiscreteTime(
            RecordingTrainer.Logistic(_ml), new DiscreteTimeOptions { Times = [1, 2, 3, 4, 5], PeriodIndicators = true, Horizons = [2, 5] });

        var scored = trainer.Fit(view).Transform(_ml.Transforms.DropColumns("Time", "Event").Fit(view).Transform(view));

        var (own, all) = (KaplanMeier.Fit(outcome.WithCause(1)), AalenJohansen.Fit(outcome));
        var (survival, incidence) = (scored.GetColumn<float[]>("Survival").First(), scored.GetColumn<float[]>("CumulativeIncidence").First());
        Assert.Equal(own.SurvivalAt(2), survival[0], 1e-4);
        Assert.Equal(own.SurvivalAt(5), survival[1], 1e-4);
        Assert.Equal(all.IncidenceAt(1, 2), incidence[0], 1e-4);
        Assert.Equal(all.IncidenceAt(1, 5), incidence[1], 1e-4);
        Assert.Equal(["Features", "Site", "Hazards", "Score", "Survival", "CumulativeIncidence"], scored.Schema.Where(c => !c.IsHidden).Select(c => c.Name));
        Assert.Equal([0f, 0f], scored.GetColumn<float[]>("Features").First());
        Assert.Equal(10, scored.GetColumn<float[]>("Hazards").First().Length);
    }

    [Fact]
    public void Trainer_SavedAndLoaded_IsASurvivalModelWithTheSameBits()
    {
        var view = TrainingData.View(_ml, TrainingData.Make(150, 2, seed: 3), Names);
        var model = _ml.Survival.Trainers.DiscreteTime(RecordingTrainer.Logistic(_ml), [6, 12, 24, 36]).Fit(view);
        using var stream = new MemoryStream();
        _ml.Model.Save(model, view.Schema, stream);
        var loaded = new MLContext().Model.Load(stream, out _);
        Assert.Equal(model.Transform(view).GetColumn<float[]>("CumulativeIncidence"), loaded.Transform(view).GetColumn<float[]>("CumulativeIncidence"));
        Assert.Equal(150, LearnedModel.Find<HccRisk.Survival.Learning.SurvivalFunction>(loaded).Patients);
        Assert.NotNull(_ml.Survival.Evaluate(loaded.Transform(view), [12, 24]).IntegratedBrier);
    }

    [Theory]
    [InlineData("1:1 2:0 3:1", "nobody was followed to 4: the longest follow-up is 3")]
    [InlineData("1:0 5:1 6:0", "none of the 3 training rows had the event (code 1) by 4; 1 had it later")]
    [InlineData("0:1 3:0 9:2", "none of the 4 periods at risk ended with the event")]
    public void Trainer_RowsThatTeachNothing_AreRefused(string rows, string message)
    {
        var view = TrainingData.View(_ml, rows.Split(' ').Select(r => new TrainingData { Features = [0, 0], Time = r[0] - '0', Event = r[2] - '0' }), Names);
        var trainer = _ml.Survival.Trainers.DiscreteTime(RecordingTrainer.Logistic(_ml), [2, 4]);
        Assert.Contains(message, Assert.ThrowsAny<Core.Errors.BadInputException>(() => trainer.Fit(view)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trainer_EventsOnly_AreRefused()
    {
        var view = TrainingData.View(_ml, Enumerable.Range(0, 4).Select(_ => new TrainingData { Features = [0, 0], Time = 2, Event = 1 }), Names);
        var error = Assert.Throws<HorizonException>(() => _ml.Survival.Trainers.DiscreteTime(RecordingTrainer.Logistic(_ml), [2]).Fit(view));
        Assert.Contains("each of the 4 periods at risk ended with the event", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trainer_WithoutProbability_IsRefusedByName()
    {
        var view = TrainingData.View(_ml, TrainingData.Make(150, 2, seed: 3), Names);
        var trainer = _ml.Survival.Trainers.DiscreteTime(_ml.BinaryClassification.Trainers.AveragedPerceptron(), [12, 24]);
        Assert.Contains("'Probability'", Assert.Throws<ColumnException>(() => trainer.Fit(view)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_BadTimes_AreListed()
    {
        var error = Assert.Throws<ArgumentException>(() => _ml.Survival.Trainers.DiscreteTime(RecordingTrainer.Logistic(_ml), [6, 6]));
        Assert.Contains("Times are [6, 6]", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => _ml.Survival.Trainers.DiscreteTime(
            RecordingTrainer.Logistic(_ml), new DiscreteTimeOptions { Times = [6, 12], Horizons = [24] }));
        Assert.Contains("none after the last of Times", error.Message, StringComparison.Ordinal);
    }

    private static DiscreteTimeFunction Function(double[] ends, int inputs) => new()
    {
        InputSlots = [.. Enumerable.Range(0, inputs).Select(i => $"h{i}")],
        Times = ends,
        Horizons = [ends[^1]],
        Cause = 1,
        Patients = 1,
        Events = 1,
    };

    /// <summary>Times 1 to 6, two causes, censoring at the ends of periods.</summary>
    private static SurvivalOutcome Grid(int seed)
    {
        var random = new Random(seed);
        return new SurvivalOutcome(
            [.. Enumerable.Range(0, 200).Select(_ => 1.0 + random.Next(6))], [.. Enumerable.Range(0, 200).Select(_ => random.Next(3))]);
    }
}
