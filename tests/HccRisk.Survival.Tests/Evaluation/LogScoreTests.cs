using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.LogScores;

namespace HccRisk.Survival.Tests.Evaluation;

public sealed class LogScoreTests
{
    /// <summary>Nobody is censored: the mean log loss, by hand.</summary>
    [Fact]
    public void At_Uncensored_IsTheMeanLogLoss()
    {
        var score = LogScore.At(new SurvivalOutcome([1, 2, 3, 9], [1, 2, 1, 1]), [0.8, 0.5, 0.4, 0.1], 4);
        Assert.Equal(-(Math.Log(0.8) + Math.Log(0.5) + Math.Log(0.4) + Math.Log(0.9)) / 4, score.Score.Value!.Value, 1e-15);

        // Two of four had the event: log 2.
        Assert.Equal(Math.Log(2), score.NullScore!.Value, 1e-15);
    }

    /// <summary>The sum over the weights, which have tests of their own, on R's predictions.</summary>
    [Theory]
    [InlineData("pbc")]
    [InlineData("hepatoCellular")]
    [InlineData("rotterdam_cr")]
    public void At_ReferencePredictions_IsTheWeightedSum(string name)
    {
        using var reference = ValidationReference.Load(name);
        var outcome = new SurvivalOutcome(reference.Times, reference.Events);
        for (var h = 0; h < reference.Horizons.Count; h++)
        {
            var (time, risk) = (reference.Horizons[h], reference.Risks[h]);
            var weights = IpcwWeights.At(outcome, time);
            double sum = 0;
            for (var i = 0; i < risk.Length; i++)
            {
                var had = outcome.Events[i] == 1 && outcome.Times[i] <= time;
                sum -= weights[i] * Math.Log(Math.Clamp(had ? risk[i] : 1 - risk[i], 1e-6, 1 - 1e-6));
            }

            var score = LogScore.At(outcome, risk, time);
            Assert.Equal(sum / risk.Length, score.Score.Value!.Value, 1e-12);

            // One risk p for all: the binary entropy of the Aalen-Johansen risk, because its weighted share is p.
            var p = AalenJohansen.Fit(outcome).IncidenceAt(1, time);
            Assert.Equal(-(p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p)), score.NullScore!.Value, 1e-12);
        }
    }

    /// <summary>The standard error is that of the jackknife, which knows nothing of influence functions; they agree to order 1/n.</summary>
    [Fact]
    public void At_StandardError_IsThatOfTheJackknife()
    {
        var (outcome, x) = Simulated.Cox(300, 3, seed: 4);
        double[] risk = [.. Enumerable.Range(0, 300).Select(i => 1 / (1 + Math.Exp(-x[i * 3])))];
        var whole = LogScore.At(outcome, risk, 0.5);
        double[] left = [.. Enumerable.Range(0, 300).Select(skip =>
        {
            int[] rows = [.. Enumerable.Range(0, 300).Where(i => i != skip)];
            return LogScore.At(outcome.Select(rows), risk.Take(rows), 0.5).Score.Value!.Value;
        })];
        var jackknife = Math.Sqrt(299.0 / 300 * left.Sum(v => (v - left.Average()) * (v - left.Average())));
        Assert.Equal(1, whole.Score.StandardError!.Value / jackknife, 0.02);
    }

    /// <summary>Trapezoids from a score of 0 at time 0, written out; a single horizon is half its score.</summary>
    [Fact]
    public void Integrated_Horizons_AreTrapezoids()
    {
        var outcome = new SurvivalOutcome([1, 2, 3, 9], [1, 2, 1, 0]);
        double[] early = [0.5, 0.1, 0.2, 0.05], late = [0.8, 0.3, 0.4, 0.1];
        double a = LogScore.At(outcome, early, 2).Score.Value!.Value, b = LogScore.At(outcome, late, 5).Score.Value!.Value;
        double[] grid = [.. early.Zip(late).SelectMany(p => new[] { p.First, p.Second })];

        Assert.Equal(((2 * a / 2) + (3 * (a + b) / 2)) / 5, LogScore.Integrated(outcome, grid, [2, 5]).Score.Value!.Value, 1e-15);
        Assert.Equal(b / 2, LogScore.Integrated(outcome, late, [5]).Score.Value!.Value, 1e-15);
    }

    [Fact]
    public void At_CertainAndWrong_IsFinite()
    {
        var score = LogScore.At(new SurvivalOutcome([1, 9], [1, 1]), [0, 1], 4);
        Assert.Equal(-Math.Log(1e-6), score.Score.Value!.Value, 1e-9);
    }

    [Fact]
    public void At_BadInput_IsNamed()
    {
        var outcome = new SurvivalOutcome([1, 2], [1, 0]);
        Assert.Contains("nobody was followed to 4", LogScore.At(outcome, [0.1, 0.2], 4).Score.NotEstimable, StringComparison.Ordinal);
        Assert.Contains("nobody was followed to 4", LogScore.Integrated(outcome, [0.1, 0.2], [4]).Score.NotEstimable, StringComparison.Ordinal);
        Assert.Contains("at index 1", Assert.Throws<ArgumentException>(() => LogScore.At(outcome, [0.1, 1.2], 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => LogScore.At(outcome, [0.1, 0.2], 0));
        Assert.Throws<ArgumentException>(() => LogScore.At(outcome, [0.1, 0.2], 1, new BrierOptions { Level = 2 }));
    }
}
