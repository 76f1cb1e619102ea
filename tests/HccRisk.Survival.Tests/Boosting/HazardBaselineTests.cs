using HccRisk.Core.Learning;
using HccRisk.Survival.Boosting;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Tests.Boosting;

public sealed class HazardBaselineTests
{
    [Fact]
    public void Breslow_ScoresOfACoxModel_GivesTheModelsSurvivalAndIncidence()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(300, 3, seed: 4);
        rows.ForEach(r => r.Time = MathF.Ceiling(r.Time));
        var model = ml.Survival.Trainers.Cox(new CoxTrainerOptions { StrataColumn = "Site" }).Fit(TrainingData.View(ml, rows, ["a", "b", "c"]));
        var function = LearnedModel.Find<CoxFunction>(model);
        double[][] x = [.. rows.Select(r => r.Features.Select(f => (double)f).ToArray())];
        double[] scores = [.. x.Select(v => function.Score(v))];
        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]);

        var baselines = HazardBaseline.Breslow(outcome, 1, scores, [], [.. rows.Select(r => r.Site == "A" ? 0 : 1)], ["A", "B"], TieHandling.Efron);

        double[] times = [30, 5, 12.5, 100, 0];
        var (expected, found) = (new double[times.Length], new double[times.Length]);
        foreach (var (baseline, i) in baselines.Zip([1, 0]))
        {
            Assert.Equal(rows[i].Site, baseline.Stratum);
            function.Survival(x[i], baseline.Stratum, times, expected);
            for (var t = 0; t < times.Length; t++)
            {
                Assert.Equal(expected[t], baseline.SurvivalAt(scores[i], times[t]), 1e-12);
            }

            function.CumulativeIncidence(x[i], baseline.Stratum, times, expected);
            baseline.Incidence(scores[i], 0, times, found);
            Assert.All(expected.Zip(found), p => Assert.Equal(p.First, p.Second, 1e-12));
        }
    }

    [Fact]
    public void Incidence_TwoCausesTurnedRound_SumsToWhatIsNotFree()
    {
        // Never at one time, both incidences and the share free of both add up to 1 whatever the two scores.
        int[] events = [1, 2, 0, 1, 2, 1, 0, 2];
        var outcome = new SurvivalOutcome([1, 2, 3, 4, 5, 6, 7, 8], events);
        double[] own = [0.3, -0.2, 0.5, 0, -0.4, 0.1, 0.2, 0.3];
        double[] other = [-0.1, 0.4, 0.2, -0.3, 0.6, 0, 0.1, -0.5];
        var first = HazardBaseline.Breslow(outcome, 1, own, other, null, [], TieHandling.Breslow)[0];
        var second = HazardBaseline.Breslow(outcome, 2, other, own, null, [], TieHandling.Breslow)[0];
        double[] times = [2.5, 8];
        var (a, b) = (new double[2], new double[2]);

        first.Incidence(0.7, -0.4, times, a);
        second.Incidence(-0.4, 0.7, times, b);

        for (var t = 0; t < times.Length; t++)
        {
            Assert.Equal(1 - (first.SurvivalAt(0.7, times[t]) * second.SurvivalAt(-0.4, times[t])), a[t] + b[t], 1e-14);
        }
    }
}
