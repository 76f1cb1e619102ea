using HccRisk.Survival.Boosting;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tests.Boosting;

public sealed class CoxObjectiveTests
{
    public static TheoryData<TieHandling, bool, bool, bool> Kinds => new(
        from ties in new[] { TieHandling.Efron, TieHandling.Breslow }
        from weights in new[] { false, true }
        from entries in new[] { false, true }
        from strata in new[] { false, true }
        select (ties, weights, entries, strata));

    [Theory]
    [InlineData(TieHandling.Breslow, -1.0 / 3, -1.0 / 3, 2.0 / 3)]
    [InlineData(TieHandling.Efron, -5.0 / 12, -5.0 / 12, 5.0 / 6)]
    public void Differentiate_TwoTiedEventsOfThree_IsTheHandComputedGradient(TieHandling ties, double first, double second, double third)
    {
        // Breslow: each row expects 2/3. Efron: denominators 3 and 2, so the survivor expects 1/3 + 1/2 and a tied event 1/3 + 1/2 * 1/2.
        var objective = new CoxObjective(new SurvivalOutcome([1, 1, 2], [1, 1, 0]), null, ties);
        var (gradient, hessian) = (new double[3], new double[3]);

        objective.Differentiate([0, 0, 0], gradient, hessian);

        Assert.Equal(first, gradient[0], 1e-15);
        Assert.Equal(second, gradient[1], 1e-15);
        Assert.Equal(third, gradient[2], 1e-15);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Differentiate_AnyRows_AgreesWithFiniteDifferences(TieHandling ties, bool weights, bool entries, bool strata)
    {
        var (outcome, labels, scores) = Rows(40, 11, weights, entries, strata);
        var objective = new CoxObjective(outcome, labels, ties);
        var (gradient, hessian) = (new double[40], new double[40]);

        var value = objective.Differentiate(scores, gradient, hessian);

        Assert.Equal(objective.LogLikelihood(scores), value);

        // Rounding leaves 0, which a residue of entries that cancel may miss by 1e-12 of the sum of the risks.
        Assert.Equal(0, gradient.Sum(), 1e-10);
        const double Step = 1e-3;
        for (var i = 0; i < scores.Length; i++)
        {
            double At(double change)
            {
                var moved = (double[])scores.Clone();
                moved[i] += change;
                return -objective.LogLikelihood(moved);
            }

            // Fourth-order differences: their error is Step^4 times a fifth (sixth) derivative of order 10, and rounding over Step^2.
            var slope = ((8 * (At(Step) - At(-Step))) - (At(2 * Step) - At(-2 * Step))) / (12 * Step);
            var bend = ((16 * (At(Step) + At(-Step))) - (At(2 * Step) + At(-2 * Step)) - (30 * At(0))) / (12 * Step * Step);
            Assert.Equal(slope, gradient[i], 1e-9);
            Assert.Equal(Math.Max(bend, 1e-6), hessian[i], 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Differentiate_RowsInAnotherOrder_GivesTheSameGradients(TieHandling ties, bool weights, bool entries, bool strata)
    {
        var (outcome, labels, scores) = Rows(60, 12, weights, entries, strata);
        int[] order = [.. Enumerable.Range(0, 60).OrderBy(i => (i * 37) % 61)];
        var (gradient, hessian) = (new double[60], new double[60]);
        var (moved, movedHessian) = (new double[60], new double[60]);

        var value = new CoxObjective(outcome, labels, ties).Differentiate(scores, gradient, hessian);
        var other = new CoxObjective(outcome.Select(order), labels is null ? null : Array.ConvertAll(order, i => labels[i]), ties)
            .Differentiate(Array.ConvertAll(order, i => scores[i]), moved, movedHessian);

        Assert.Equal(value, other, 1e-11);
        for (var i = 0; i < order.Length; i++)
        {
            Assert.Equal(gradient[order[i]], moved[i], 1e-12);
            Assert.Equal(hessian[order[i]], movedHessian[i], 1e-12);
        }
    }

    [Fact]
    public void LogLikelihood_ScoresOfACoxModel_IsThatOfTheModel()
    {
        var (outcome, labels, x) = Rows(80, 13, weights: true, entries: true, strata: true);
        var model = CoxModel.Fit(x, 1, outcome, new CoxRows { Strata = labels }, cancellationToken: TestContext.Current.CancellationToken);

        var found = new CoxObjective(outcome, labels).LogLikelihood(Array.ConvertAll(x, v => v * model.Coefficients[0]));

        Assert.Equal(model.LogLikelihood, found, 1e-9);
    }

    [Fact]
    public void New_NoEvents_NamesTheCause()
    {
        var outcome = new SurvivalOutcome([1, 2, 3], [2, 0, 2]).WithCause(1);
        var exception = Assert.Throws<NoEventsException>(() => new CoxObjective(outcome));
        Assert.Contains("cause 1", exception.Message, StringComparison.Ordinal);
    }

    private static (SurvivalOutcome Outcome, int[]? Strata, double[] Scores) Rows(int count, int seed, bool weights, bool entries, bool strata)
    {
        var random = new Random(seed);
        double[] times = [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(2, 12))];
        int[] events = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() < 0.6 ? 1 : 0)];
        double[] scores = [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() * 2) - 1)];
        var outcome = new SurvivalOutcome(times, events)
            .WithEntries(entries ? [.. times.Select(t => (double)random.Next(0, (int)t))] : [])
            .WithWeights(weights ? [.. times.Select(_ => 0.5 + (2 * random.NextDouble()))] : []);
        return (outcome, strata ? [.. Enumerable.Range(0, count).Select(i => (i % 3) + 4)] : null, scores);
    }
}
