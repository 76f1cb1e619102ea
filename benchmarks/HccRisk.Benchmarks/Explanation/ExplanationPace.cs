using System.Diagnostics;
using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Explanation;
using HccRisk.Survival.Forest;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Trees;
using Microsoft.ML;

namespace HccRisk.Benchmarks.Explanation;

/// <summary>
/// What it costs to explain: 500 boosters' trees for rows of 50 columns at 3 horizons; a forest of 462 rows, 50 columns and 1,000 trees with leaves of 15 for its
/// rows, score, survival and incidence at 3 horizons; the same of a ridge model of 462 rows and 20 columns by drawn orders.
/// </summary>
internal sealed class ExplanationPace
{
    private const int Horizons = 3;
    private const int Columns = 50;
    private const int Runs = 3;
    private static readonly MLContext Ml = new(seed: 1);

    /// <summary>Prints a line a piece of work: the least of some runs.</summary>
    public static int Run()
    {
        Console.WriteLine("| work | processor s | wall s |");
        Console.WriteLine("|---|---|---|");
        foreach (var (leaves, rows) in new[] { (8, 1_000), (8, 10_000), (64, 1_000) })
        {
            Time(FormattableString.Invariant($"TreeSHAP, 500 trees of {leaves} leaves, {rows} rows"), Trees(leaves, rows));
        }

        Time("forest of 462 rows, all its rows, 7 outputs", Model(50, Ml.Survival.Trainers.Forest(new ForestTrainerOptions())));
        Time("ridge, 20 columns, 462 rows, 7 outputs", Model(20, Ml.Survival.Trainers.CoxRidge()));
        return 0;
    }

    private static void Time(string work, Action action)
    {
        var (processor, wall) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var run = 0; run < Runs; run++)
        {
            var (before, watch) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
            action();
            (processor, wall) = (Math.Min(processor, (Environment.CpuUsage.TotalTime - before).TotalSeconds), Math.Min(wall, watch.Elapsed.TotalSeconds));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {work} | {processor:0.00} | {wall:0.00} |"));
    }

    private static Action Trees(int leaves, int rows)
    {
        var random = new Random(1);
        TreeNodes[] trees = [.. Enumerable.Range(0, 500).Select(_ => Tree(random, leaves - 1))];
        double[][] values = [.. trees.Select(t => Numbers(random, t.Leaves * Horizons))];
        var x = Numbers(random, rows * Columns);
        return () => TreeShap.Explain(trees, t => values[t], Horizons, x, Columns, CancellationToken.None);
    }

    private static Action Model(int columns, IEstimator<ITransformer> trainer)
    {
        var data = Load(new Random(1), 462, columns);
        var model = trainer.Fit(data);
        var options = new ShapOptions { Outputs = [SurvivalOutput.Score, SurvivalOutput.Survival, SurvivalOutput.CumulativeIncidence] };
        return () => Ml.Survival.Explain.Shap(model, data, options);
    }

    private static TreeNodes Tree(Random random, int splits)
    {
        var (left, right, cover) = (new int[splits], new int[splits], new double[splits]);
        var (parents, covers) = (new List<(int Node, bool Left)> { (-1, false) }, new List<double> { 10_000 });
        for (var node = 0; node < splits; node++)
        {
            // The largest leaf is split, as boosters do: the depth stays near the logarithm of the leaves.
            var leaf = covers.IndexOf(covers.Max());
            if (parents[leaf] is { Node: >= 0 } parent)
            {
                (parent.Left ? left : right)[parent.Node] = node;
            }

            cover[node] = covers[leaf];
            (covers[leaf], parents[leaf], left[node], right[node]) = (cover[node] * (0.3 + (0.4 * random.NextDouble())), (node, true), ~leaf, ~covers.Count);
            covers.Add(cover[node] - covers[leaf]);
            parents.Add((node, false));
        }

        return new TreeNodes
        {
            Feature = [.. Enumerable.Range(0, splits).Select(_ => random.Next(Columns))],
            Threshold = Numbers(random, splits),
            MissingLeft = new bool[splits],
            Left = left,
            Right = right,
            Cover = cover,
            LeafCover = [.. covers],
        };
    }

    private static IDataView Load(Random random, int rows, int columns)
    {
        var schema = Microsoft.ML.Data.SchemaDefinition.Create(typeof(Row));
        SlotNames.Describe(schema[nameof(Row.Features)], [.. Enumerable.Range(0, columns).Select(j => $"x{j}")]);
        return Ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, rows).Select(i =>
            {
                float[] x = [.. Numbers(random, columns).Select(v => (float)v)];
                var time = (float)(-Math.Log(1 - random.NextDouble()) * 60 / Math.Exp(x[0] + x[1]));
                return new Row { Features = x, Time = Math.Min(time, 48), Event = time < 48 ? 1 + (i % 3 == 0 ? 1 : 0) : 0 };
            }).ToList(),
            schema);
    }

    private static double[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public float Time { get; set; }

        public float Event { get; set; }
    }
}
