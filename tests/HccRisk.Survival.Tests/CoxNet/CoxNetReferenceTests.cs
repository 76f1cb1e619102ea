using System.Globalization;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxNet;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.Tests.CoxNet;

public sealed class CoxNetReferenceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pbc", 12)]
    [InlineData("hepatoCellular", 12)]
    [InlineData("heart_startstop", 4)]
    public void Fit_ReferencePenalties_EqualsTheExactSolution(string file, int cases)
    {
        var reference = CoxNetReference.Load(file);
        var compared = 0;
        foreach (var own in reference.Cases())
        {
            var exact = own.Json.GetProperty("exact");
            var lambdas = CoxNetReference.Numbers(exact, "lambda")!;
            var path = CoxNetPath.Fit(own.X, own.Names.Length, own.Outcome, own.Rows, own.Options with { Lambdas = lambdas }, own.Names, Token);

            Assert.True(path.Converged, own.Name);
            var expected = CoxNetReference.Rows(exact.GetProperty("coef"));
            var ratios = CoxNetReference.Numbers(exact, "dev_ratio")!;
            for (var k = 0; k < lambdas.Length; k++)
            {
                for (var j = 0; j < own.Names.Length; j++)
                {
                    Near(expected[k][j], path.Coefficients[k][j], 1e-7, $"{own.Name} {own.Names[j]} at {k}");
                }

                Near(ratios[k], path.DevianceRatios[k], 1e-7, $"{own.Name} deviance ratio at {k}");
            }

            var nullDeviance = own.Json.GetProperty("glmnet_default_path").GetProperty("nulldev").GetDouble();
            if (own.Outcome.Weights.IsEmpty)
            {
                // glmnet reports that of the weights as they were given; ours are scaled.
                Near(nullDeviance, path.NullDeviance, 1e-9 * nullDeviance, own.Name + " null deviance");
            }

            compared++;
        }

        Assert.Equal(cases, compared);
    }

    [Theory]
    [InlineData("pbc", 10, 8)]
    [InlineData("hepatoCellular", 10, 10)]
    public void Fit_DefaultPath_HasGlmnetsPenaltiesAndEnd(string file, int cases, int sameLength)
    {
        var reference = CoxNetReference.Load(file);
        var (compared, equal) = (0, 0);
        foreach (var own in reference.Cases().Where(c => c.Json.GetProperty("engine").GetString()!.StartsWith("coxnet", StringComparison.Ordinal)))
        {
            var glmnet = own.Json.GetProperty("glmnet_default_path");
            var expected = CoxNetReference.Numbers(glmnet, "lambda")!;
            var ratios = CoxNetReference.Numbers(glmnet, "dev_ratio")!;

            var path = CoxNetPath.Fit(own.X, own.Names.Length, own.Outcome, own.Rows, own.Options, own.Names, Token);

            // glmnet's ratios are right to 1e-4, so that a gain so near to the threshold may end its path one penalty later than ours.
            var last = path.Lambdas.Count - 1;
            equal += expected.Length == path.Lambdas.Count ? 1 : 0;
            Assert.True(
                expected.Length == path.Lambdas.Count || (expected.Length == path.Lambdas.Count + 1 && Math.Abs(((ratios[last] - ratios[last - 4]) / ratios[last]) - 1e-3) < 2e-5),
                $"{own.Name}: {expected.Length} penalties, got {path.Lambdas.Count}");

            // Without a penalty on some columns the first penalty comes from a fit, which glmnet ends at 1e-7.
            var tolerance = own.Options.PenaltyFactors.Contains(0) ? 1e-4 : 1e-10;
            for (var k = 0; k <= last; k++)
            {
                Near(expected[k], path.Lambdas[k], tolerance * expected[k], $"{own.Name} lambda {k}");
                Near(ratios[k], path.DevianceRatios[k], 1e-4, $"{own.Name} deviance ratio {k}");
            }

            compared++;
        }

        Assert.Equal((cases, sameLength), (compared, equal));
    }

    [Theory]
    [InlineData("pbc", 2)]
    [InlineData("hepatoCellular", 2)]
    [InlineData("heart_startstop", 1)]
    public void CrossValidate_GivenPenaltiesAndFolds_EqualsTheIndependentSolver(string file, int fits)
    {
        var reference = CoxNetReference.Load(file);
        var compared = 0;
        foreach (var fit in Fits(reference, own: true))
        {
            var strata = fit.TryGetProperty("strata_used", out var used) && used.GetBoolean()
                ? reference.Cases().First(c => c.Name == "strata").Rows.Strata
                : null;
            var (folds, rows) = (FoldsOf(reference, file, fit), new CoxRows { Strata = strata });
            var options = new CoxNetOptions { Alpha = fit.GetProperty("alpha").GetDouble(), Lambdas = CoxNetReference.Numbers(fit, "lambda")!, Tolerance = 1e-18 };
            var x = reference.Matrix(reference.Names);
            var path = CoxNetPath.Fit(x, reference.Names.Length, reference.Outcome, rows, options, cancellationToken: Token);

            var actual = CoxNetSearch.Choose(path, x, reference.Names.Length, reference.Outcome, rows, options, folds, Token);

            Check(fit, actual, 1e-8);
            compared++;
        }

        Assert.Equal(fits, compared);
    }

    /// <summary>glmnet fits each fold on a path of its own and interpolates the coefficients in lambda; we fit at the path of all rows.</summary>
    [Theory]
    [InlineData("pbc", 2)]
    [InlineData("hepatoCellular", 2)]
    public void CrossValidate_PathsOfTheFolds_EqualsGlmnet(string file, int fits)
    {
        var reference = CoxNetReference.Load(file);
        var compared = 0;
        foreach (var fit in Fits(reference, own: false))
        {
            var outcome = fit.GetProperty("weights_used").GetBoolean() ? reference.Cases().First(c => c.Name == "weights").Outcome : reference.Outcome;
            var options = new CoxNetOptions { Alpha = fit.GetProperty("alpha").GetDouble(), Tolerance = 1e-18 };
            var (x, width, rows) = (reference.Matrix(reference.Names), reference.Names.Length, new CoxRows());
            var path = CoxNetPath.Fit(x, width, outcome, rows, options, cancellationToken: Token);
            var folds = FoldsOf(reference, file, fit);
            var deviances = folds.Select(f => CoxNetSearch.Deviances(x, width, outcome, rows, options, f, (sets, design, names) =>
                Interpolate(CoxNetPath.Run(sets, design, options, names, Token), path.Lambdas))).ToArray();

            var actual = CoxNetSearch.Summarize(path, deviances, [.. folds.Select(f => CoxNetSearch.EventWeight(f, outcome))], folds.Count);

            Check(fit, actual, 1e-5);
            compared++;
        }

        Assert.Equal(fits, compared);
    }

    [Theory]
    [InlineData("pbc")]
    [InlineData("hepatoCellular")]
    public void Fit_NoPenalty_IsCoxph(string file)
    {
        var reference = CoxNetReference.Load(file);
        var expected = CoxNetReference.Numbers(reference.Root.GetProperty("coxph_breslow_unpenalised"), "coef")!;
        var x = reference.Matrix(reference.Names);

        var path = CoxNetPath.Fit(x, reference.Names.Length, reference.Outcome, null, new CoxNetOptions { Lambdas = [0], Tolerance = 1e-18 }, cancellationToken: Token);

        for (var j = 0; j < expected.Length; j++)
        {
            Near(expected[j], path.Coefficients[0][j], 1e-7, reference.Names[j]);
        }
    }

    private static IEnumerable<System.Text.Json.JsonElement> Fits(CoxNetReference reference, bool own) => reference.Root.GetProperty("cv").GetProperty("fits").EnumerateArray()
        .Where(f => f.GetProperty("grouped").GetBoolean() && f.GetProperty("measure").GetString() == "deviance" && f.TryGetProperty("method", out _) == own);

    private static List<Fold> FoldsOf(CoxNetReference reference, string file, System.Text.Json.JsonElement fit)
    {
        var cv = reference.Root.GetProperty("cv");
        var k = cv.TryGetProperty("K", out var given) ? given.GetInt32() : 5;
        int Of(int row) => file == "heart_startstop" ? (int)reference.Column("id")[row] % 5 : row % k;
        return [.. Enumerable.Range(0, k).Select(f =>
        {
            var sides = Enumerable.Range(0, reference.Outcome.Count).ToLookup(i => Of(i) == f);
            return new Fold(0, f, [.. sides[false]], [.. sides[true]]);
        })];
    }

    private static double[][] Interpolate(CoxNetPath path, IReadOnlyList<double> lambdas) => [.. lambdas.Select(lambda =>
    {
        var at = Math.Clamp(lambda, path.Lambdas[^1], path.Lambdas[0]);
        var right = Math.Max(1, Enumerable.Range(0, path.Lambdas.Count).First(i => path.Lambdas[i] <= at));
        var share = (at - path.Lambdas[right]) / (path.Lambdas[right - 1] - path.Lambdas[right]);
        return path.Coefficients[right].Select((b, j) => (share * path.Coefficients[right - 1][j]) + ((1 - share) * b)).ToArray();
    })];

    private static void Check(System.Text.Json.JsonElement fit, CoxNetResult actual, double tolerance)
    {
        var (cvm, cvsd) = (CoxNetReference.Numbers(fit, "cvm")!, CoxNetReference.Numbers(fit, "cvsd")!);
        Assert.Equal(cvm.Length, actual.Deviance.Count);
        for (var k = 0; k < cvm.Length; k++)
        {
            Near(cvm[k], actual.Deviance[k], tolerance, $"cvm {k}");
            Near(cvsd[k], actual.StandardError[k], tolerance, $"cvsd {k}");
        }

        Near(fit.GetProperty("lambda_min").GetDouble(), actual.Path.Lambdas[actual.Minimum], 1e-10, "lambda.min");
        Near(fit.GetProperty("lambda_1se").GetDouble(), actual.Path.Lambdas[actual.OneStandardError], 1e-10, "lambda.1se");
    }

    private static void Near(double expected, double actual, double tolerance, string what) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance, string.Create(CultureInfo.InvariantCulture, $"{what}: expected {expected:R}, got {actual:R}, difference {Math.Abs(expected - actual):E2}"));
}
