using HccRisk.Boosting.Native;
using HccRisk.Survival.Boosting;

namespace HccRisk.Boosting.Tests;

/// <summary>Our trees score as LightGBM itself does.</summary>
public sealed class TreesTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(0.2, false)]
    [InlineData(0, true)]
    [InlineData(0.2, true)]
    public void Score_AnyInput_EqualsNativePrediction(double missing, bool categorical)
    {
        const int Columns = 6;
        var rows = Simulated.Make(600, Columns, 3, x => (2 * x[0]) - (x[1] > 0 ? x[2] : 0) + (((int)Math.Abs(x[5] * 12) % 3) - 1));
        var random = new Random(5);
        foreach (var row in rows)
        {
            row.Features[5] = (int)Math.Abs(row.Features[5] * 12);
            row.Features[3] = 0;
            for (var j = 0; j < Columns; j++)
            {
                // The fifth column is never missing in training: LightGBM then takes a missing value for 0.
                row.Features[j] = j != 4 && random.NextDouble() < missing ? float.NaN : row.Features[j];
            }
        }

        var x = Simulated.Matrix(rows);
        var options = new BoostingOptions { Categorical = categorical ? ["f5"] : [], FeatureFraction = 1, MinimumRows = 10 };
        var plan = new FeaturePlan(x, Simulated.Names(Columns), options);
        using var booster = new Booster(x, Columns, plan.Parameters(1));
        var objective = new CoxObjective(Simulated.Outcome(rows));
        var scores = new double[rows.Count];
        for (var round = 0; round < 60; round++)
        {
            booster.Grow(objective, scores, 0);
        }

        var trees = booster.Trees(0);

        // Rows learned from, and rows far from them: infinite, missing everywhere, codes nobody had.
        double[] strange =
        [
            double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN,
            double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1e300, 400,
            0, 0, 0, 1, double.NaN, -3,
            -1e-40, 1e-40, 1, 2, 0, 11,
        ];
        double[] all = [.. x, .. strange];
        var native = NativePrediction.Of(booster.Text(), all, Columns);
        Assert.True(trees.Trees.Count >= 50);
        Assert.Equal(categorical, trees.Trees.Any(t => t.Categories?.Any(c => c is not null) == true));
        for (var i = 0; i < native.Length; i++)
        {
            var own = trees.Score(all.AsSpan(i * Columns, Columns));
            Assert.Equal(native[i], own, 1e-12);
            if (i < scores.Length)
            {
                // What LightGBM keeps while it learns.
                Assert.Equal(scores[i], own, 1e-12);
            }
        }

        foreach (var (tree, leaves) in trees.Trees.Zip(trees.Leaves))
        {
            tree.Validate(Columns);
            Assert.Equal(tree.Leaves, leaves.Length);
            Assert.Equal(rows.Count, tree.Cover[0]);
            Assert.Equal(rows.Count, tree.LeafCover.Sum());
        }
    }

    [Fact]
    public void Grow_Quietly_PrintsNothing()
    {
        // The console of .NET is not that of the native library: the file descriptor is what counts.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        var rows = Simulated.Make(60, 2, 3, x => x[0]);
        var x = Simulated.Matrix(rows);
        using var captured = new CapturedOutput();
        var plan = new FeaturePlan(x, Simulated.Names(2), new BoostingOptions { MinimumRows = 40 });
        var thread = new Thread(() =>
        {
            using var booster = new Booster(x, 2, plan.Parameters(1));
            booster.Grow(new CoxObjective(Simulated.Outcome(rows)), new double[60], 0);
        });
        thread.Start();
        thread.Join();
        Assert.Empty(captured.Read());
    }

    [Fact]
    public void Check_FailedCall_SaysWhatLightGbmSays()
    {
        var rows = Simulated.Make(60, 2, 3, x => x[0]);
        var exception = Assert.Throws<InvalidOperationException>(() => new Booster(Simulated.Matrix(rows), 2, "objective=none verbosity=-1 num_leaves=1"));
        Assert.StartsWith("LightGBM failed in ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("num_leaves", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("linux-arm64", true, "no library for linux-arm64")]
    [InlineData("osx-arm64", false, "no library for osx-arm64")]
    [InlineData("linux-x64", false, "libgomp1")]
    [InlineData("linux-x64", true, "was not found beside the program")]
    [InlineData("win-x64", false, "was not found beside the program")]
    public void Explain_MissingLibrary_NamesTheRemedy(string system, bool hasOpenMp, string expected) =>
        Assert.Contains(expected, LightGbmRuntime.Explain(system, hasOpenMp), StringComparison.Ordinal);
}
