using System.Diagnostics;
using System.Runtime.InteropServices;
using HccRisk.Boosting;
using HccRisk.Boosting.Native;
using HccRisk.Survival.Data;

namespace HccRisk.Benchmarks.Boosting;

/// <summary>Boosted Cox beside LightGBM's own least squares: the same rows, rounds and options, one thread each, in turns within one process.</summary>
internal static unsafe partial class BoostingPace
{
    private const int Columns = 50;
    private const int Rounds = 100;
    private const int Turns = 9;
    private const int OwnThread = 3;

    /// <summary>boosting-pace: writes the rows of a table, in seconds of the processor, so that other work on the machine does not count.</summary>
    public static int Run()
    {
        var small = new BoostingOptions { Folds = 0, Rounds = Rounds };
        foreach (var (trees, options) in new[]
        {
            ("8 leaves, half of the features", small),
            ("31 leaves, all features", small with { Leaves = 31, Depth = 64, FeatureFraction = 1 }),
        })
        {
            foreach (var rows in new[] { 500, 5_000, 20_000, 80_000 })
            {
                var (x, outcome) = Make(rows);
                string[] names = [.. Enumerable.Range(0, Columns).Select(j => $"x{j}")];
                var parameters = new FeaturePlan(x, names, options).Parameters(1).Replace("objective=none", "objective=regression", StringComparison.Ordinal);
                var (ours, native) = (new double[Turns], new double[Turns]);
                for (var turn = -2; turn < Turns; turn++)
                {
                    var cox = Time(() => BoostedCox.Fit(x, names, outcome, options: options));
                    var squares = Time(() => LeastSquares(x, outcome, parameters));
                    if (turn >= 0)
                    {
                        (ours[turn], native[turn]) = (cox, squares);
                    }
                }

                double[] shares = [.. ours.Zip(native, (o, n) => o / n)];
                Console.WriteLine(FormattableString.Invariant($"| {rows:N0} | {trees} | {Median(native):0.000} | {Median(ours):0.000} | {Median(shares):0.00} |"));
            }
        }

        return 0;
    }

    private static void LeastSquares(double[] x, SurvivalOutcome outcome, string parameters)
    {
        LightGbmRuntime.Enter();
        fixed (double* data = x)
        {
            LightGbmRuntime.Check(LightGbmNative.DatasetCreate(data, LightGbmNative.Double, outcome.Count, Columns, 1, parameters, 0, out var dataset), "binning");
            using (dataset)
            {
                float[] labels = [.. outcome.Times.ToArray().Select(t => (float)Math.Log(t))];
                fixed (float* label = labels)
                {
                    LightGbmRuntime.Check(SetField(dataset, "label", label, labels.Length, 0), "setting labels");
                }

                LightGbmRuntime.Check(LightGbmNative.BoosterCreate(dataset, parameters, out var booster), "preparing");
                using (booster)
                {
                    for (var round = 0; round < Rounds; round++)
                    {
                        LightGbmRuntime.Check(Update(booster, out _), "growing");
                    }
                }
            }
        }
    }

    private static (double[] X, SurvivalOutcome Outcome) Make(int rows)
    {
        var random = new Random(1);
        var x = new double[rows * Columns];
        var (times, events) = (new double[rows], new int[rows]);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < Columns; j++)
            {
                x[(i * Columns) + j] = (float)((random.NextDouble() * 2) - 1);
            }

            var row = x.AsSpan(i * Columns, Columns);
            var time = -Math.Log(1 - random.NextDouble()) * 30 * Math.Exp(-(row[0] + (row[1] * row[2])));
            var censored = 10 + (50 * random.NextDouble());
            (times[i], events[i]) = (Math.Max(0.1, Math.Min(time, censored)), time <= censored ? 1 : 0);
        }

        return (x, new SurvivalOutcome(times, events));
    }

    private static double Time(Action action)
    {
        var start = Now();
        action();
        return Now() - start;
    }

    /// <summary>Seconds of the calling thread on Linux, by the clock elsewhere.</summary>
    private static double Now()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
        }

        var time = stackalloc long[2];
        _ = ClockTime(OwnThread, time);
        return time[0] + (time[1] / 1e9);
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockTime(int clock, long* time);

    [LibraryImport(LightGbmNative.Library, EntryPoint = "LGBM_DatasetSetField", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetField(DatasetHandle dataset, string field, float* values, int length, int type);

    [LibraryImport(LightGbmNative.Library, EntryPoint = "LGBM_BoosterUpdateOneIter")]
    private static partial int Update(BoosterHandle booster, out int isFinished);
}
