using CsCheck;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxNet;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tests.CoxNet;

public sealed class CoxNetPropertyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// The optimum of a convex function is where the gradient equals the slope of the penalty, or lies within it where a coefficient is 0. The
    /// gradient is a central difference of the log-likelihood of the risk sets, which the solver's own gradient has no part in.
    /// </summary>
    [Theory]
    [InlineData(TieHandling.Breslow)]
    [InlineData(TieHandling.Efron)]
    public void Fit_AnyData_FulfilsTheOptimalityConditions(TieHandling ties) =>
        (from n in Gen.Int[12, 40]
         from p in Gen.Int[1, 30]
         from seed in Gen.Int[0, 1_000_000]
         from alpha in Gen.OneOf(Gen.Const(1.0), Gen.Const(.5), Gen.Const(.05))
         from kind in Gen.Int[0, 3]
         select (n, p, seed, alpha, kind)).Sample(
            c =>
            {
                var (outcome, x) = Simulated.Cox(c.n, c.p, c.seed, tieGrid: 6);
                if (outcome.Causes.Count == 0)
                {
                    return;
                }

                var random = new Random(c.seed);
                double[] Draw(double from, double to) => [.. Enumerable.Range(0, c.n).Select(_ => from + (random.NextDouble() * (to - from)))];
                outcome = c.kind is 1 or 3 ? outcome.WithWeights(Draw(.3, 3)) : outcome;
                outcome = c.kind is 2 or 3 ? outcome.WithEntries(Array.ConvertAll(outcome.Times.ToArray(), t => t > 1 && random.Next(2) == 0 ? Math.Floor(t * random.NextDouble()) : 0)) : outcome;
                var rows = new CoxRows
                {
                    Strata = c.kind == 3 ? [.. Enumerable.Range(0, c.n).Select(i => i % 2)] : null,
                    Offset = c.kind is 1 ? Draw(-1, 1) : null,
                };
                double[] factors = [.. Enumerable.Range(0, c.p).Select(j => j == 0 && c.kind == 1 ? 0 : 1.0 + (j % 3))];
                var options = new CoxNetOptions { Alpha = c.alpha, PenaltyFactors = factors, Ties = ties, PathLength = 6, SmallestRatio = .05, Tolerance = 1e-20 };
                CoxNetPath path;
                try
                {
                    path = CoxNetPath.Fit(x, c.p, outcome, rows, options, cancellationToken: Token);
                }
                catch (InvalidOperationException)
                {
                    return; // All at risk together have the event: nothing to tell apart.
                }

                if (path.Converged)
                {
                    Check(x, c.n, c.p, outcome, rows, options, path);
                }
                else
                {
                    Assert.NotEmpty(path.Warnings); // The column without a penalty is separated.
                    Assert.Equal(1, c.kind);
                }
            },
            iter: 150, threads: 1);

    [Fact]
    public void Fit_OneBinaryColumnWithoutTies_HasTheClosedForm()
    {
        // Two patients at risk at the only event, that of the exposed: loglik = b - log(e^b + 1). Its slope by the coefficient per standard
        // deviation (1/2), over n = 2, is (1 - p) * 2 / 2 with p = e^b / (e^b + 1), and must be lambda: p = 1 - lambda.
        var outcome = new SurvivalOutcome([1, 2], [1, 0]);
        foreach (var lambda in new[] { .01, .05, .1 })
        {
            var path = CoxNetPath.Fit([1, 0], 1, outcome, options: new CoxNetOptions { Lambdas = [lambda], Tolerance = 1e-20 }, cancellationToken: Token);
            var p = 1 - lambda;
            Assert.Equal(Math.Log(p / (1 - p)), path.Coefficients[0][0], 1e-9);
        }

        // The least penalty that leaves it out: p = 1/2.
        var whole = CoxNetPath.Fit([1, 0], 1, outcome, cancellationToken: Token);
        Assert.Equal(.5, whole.Lambdas[0], 1e-12);
        Assert.Equal(0, whole.Coefficients[0][0]);
        Assert.True(whole.Coefficients[1][0] > 0);
    }

    [Fact]
    public void Fit_DuplicatedAndConstantColumns_KeepsTheFirstAndSaysSo()
    {
        var (outcome, one) = Simulated.Cox(80, 1, seed: 3);
        double[] x = [.. one.SelectMany(v => new[] { v, v, 7 })];

        var lasso = CoxNetPath.Fit(x, 3, outcome, columnNames: ["a", "again", "seven"], cancellationToken: Token);
        var net = CoxNetPath.Fit(x, 3, outcome, options: new CoxNetOptions { Alpha = .5, Tolerance = 1e-20 }, cancellationToken: Token);

        Assert.All(lasso.Coefficients.Skip(1), b => Assert.True(b[0] != 0 && b[1] == 0 && b[2] == 0));
        Assert.All(net.Coefficients, b => Assert.Equal(b[0], b[1], 1e-7));
        Assert.Equal(["Column 'seven' is constant: its coefficient is fixed at 0."], lasso.Warnings);
        var error = Assert.Throws<InvalidOperationException>(() => CoxNetPath.Fit([.. one.Select(_ => 7.0)], 1, outcome, cancellationToken: Token));
        Assert.Contains("no path of penalties", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_Separation_IsFiniteWithAPenaltyAndSaidWithout()
    {
        // Whoever has x = 1 has the event first.
        double[] x = [1, 1, 1, 0, 0, 0, 0, 0];
        var outcome = new SurvivalOutcome([1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 1, 1, 0, 1, 0, 0]);

        var path = CoxNetPath.Fit(x, 1, outcome, cancellationToken: Token);
        var free = CoxNetPath.Fit(x, 1, outcome, options: new CoxNetOptions { Lambdas = [0] }, columnNames: ["exposed"], cancellationToken: Token);

        Assert.True(path.Converged);
        Assert.All(path.Coefficients, b => Assert.True(double.IsFinite(b[0])));
        Assert.Contains(free.Warnings, w => w.Contains("'exposed'", StringComparison.Ordinal) && w.Contains("without bound", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(TieHandling.Breslow)]
    [InlineData(TieHandling.Efron)]
    public void Fit_TiesOnly_HasNoGradientToFollow(TieHandling ties)
    {
        // Everybody has the event at one time: Breslow has d/n of each risk expected, which is what happened; no column can matter.
        var (_, x) = Simulated.Cox(20, 3, seed: 4);
        var outcome = new SurvivalOutcome([.. Enumerable.Repeat(5.0, 20)], [.. Enumerable.Repeat(1, 20)]);

        var error = Record.Exception(() => CoxNetPath.Fit(x, 3, outcome, options: new CoxNetOptions { Ties = ties, Lambdas = [.1] }, cancellationToken: Token) is { } path
            && path.Coefficients[0].All(b => b == 0) ? throw new InvalidOperationException("as it must be") : 0);

        Assert.IsType<InvalidOperationException>(error);
    }

    [Fact]
    public void CrossValidate_ManyMoreColumnsThanRows_FindsTheTrueOnesAndIsTheSameOnAnyNumberOfThreads()
    {
        var (outcome, x) = Simulated.Cox(150, 1500, seed: 5, effect: 1);
        var first = CoxNetSearch.CrossValidate(x, 1500, outcome, options: new CoxNetOptions { Folds = 5, Seed = 3 }, cancellationToken: Token);

        Assert.True(first.Path.Converged);
        Assert.All(new[] { 0, 1, 2 }, j => Assert.True(first.Path.Coefficients[first.Minimum][j] > 0));
        Assert.True(first.OneStandardError <= first.Minimum);
        Assert.True(first.Path.Count(first.Minimum) < 150);

        CoxNetResult? second = null;
        var alone = new Thread(() => second = CoxNetSearch.CrossValidate(x, 1500, outcome, options: new CoxNetOptions { Folds = 5, Seed = 3 }, cancellationToken: Token));
        alone.Start();
        alone.Join();
        Assert.Equal(first.Deviance, second!.Deviance);
        Assert.Equal(first.Path.Coefficients[^1], second.Path.Coefficients[^1]);
    }

    [Fact]
    public void CrossValidate_RowsOfOnePatient_StayTogether()
    {
        var (outcome, x) = Simulated.Cox(60, 4, seed: 6);
        int[] twice = [.. Enumerable.Range(0, 60), .. Enumerable.Range(0, 60)];
        double[] both = [.. x, .. x];

        // Doubled rows in one fold: every deviance but that of ties doubles, so that the choice needs as much of a penalty as the single rows do.
        var grouped = CoxNetSearch.CrossValidate(both, 4, outcome.Select(twice), groups: twice, options: new CoxNetOptions { Folds = 5 }, cancellationToken: Token);
        var torn = CoxNetSearch.CrossValidate(both, 4, outcome.Select(twice), options: new CoxNetOptions { Folds = 5 }, cancellationToken: Token);

        Assert.True(grouped.Deviance.Min() > torn.Deviance.Min());
    }

    [Fact]
    public void Fit_Cancelled_Stops()
    {
        var (outcome, x) = Simulated.Cox(60, 4, seed: 7);
        Assert.ThrowsAny<OperationCanceledException>(() => CoxNetSearch.CrossValidate(x, 4, outcome, cancellationToken: new CancellationToken(true)));
    }

    private static void Check(double[] x, int n, int p, SurvivalOutcome outcome, CoxRows rows, CoxNetOptions options, CoxNetPath path)
    {
        var sets = new CoxRiskSets(outcome, options.Ties, rows.Strata, rows.Offset);
        var weights = outcome.Weights.IsEmpty ? [.. Enumerable.Repeat(1.0, n)] : outcome.Weights.ToArray();
        var (total, mean) = (weights.Sum(), options.PenaltyFactors.Average());
        for (var k = 0; k < path.Lambdas.Count; k++)
        {
            for (var j = 0; j < p; j++)
            {
                double[] column = [.. Enumerable.Range(0, n).Select(i => x[(i * p) + j])];
                var centre = column.Zip(weights, (v, w) => v * w).Sum() / total;
                var deviation = Math.Sqrt(column.Zip(weights, (v, w) => w * (v - centre) * (v - centre)).Sum() / total);
                double At(double step)
                {
                    double[] eta = [.. sets.Order.Select(i => path.Coefficients[k].Select((b, m) => b * x[(i * p) + m]).Sum() + (step * (column[i] - centre) / deviation))];
                    return sets.Evaluate(eta) / total;
                }

                const double Step = 1e-4;
                var gradient = ((8 * (At(Step) - At(-Step))) - (At(2 * Step) - At(-2 * Step))) / (12 * Step);
                var factor = options.PenaltyFactors[j] / mean;
                var beta = path.Coefficients[k][j] * deviation;
                var slope = gradient - ((1 - options.Alpha) * path.Lambdas[k] * factor * beta);
                var threshold = options.Alpha * path.Lambdas[k] * factor;
                if (beta == 0)
                {
                    Assert.True(Math.Abs(slope) <= threshold + 1e-8, FormattableString.Invariant($"column {j} at {k}: {slope} beyond {threshold}"));
                }
                else
                {
                    Assert.Equal(threshold * Math.Sign(beta), slope, 1e-8);
                }
            }
        }
    }
}
