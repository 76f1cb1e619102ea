using BenchmarkDotNet.Attributes;
using HccRisk.Core.Learning;
using HccRisk.Survival.Explanation;
using HccRisk.Survival.Forest;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Trees;
using Microsoft.ML;

namespace HccRisk.Benchmarks;

/// <summary>What it costs to explain: Shapley values of trees, of a whole forest, and of a linear model's incidence.</summary>
[MemoryDiagnoser]
public class ExplanationBenchmarks
{
    private const int Horizons = 3;
    private readonly MLContext _ml = new(seed: 1);
    private TreeNodes[] _trees = [];
    private double[][] _leaves = [];
    private double[] _x = [];
    private int _columns;
    private ITransformer? _model;
    private IDataView? _data;

    /// <summary>
    /// Boosters' trees of 8 leaves, or of 64, for 10,000 rows of 50 columns at 3 horizons; a forest of 462 rows, 50 columns, 1,000 trees with leaves of 15, its
    /// rows at 3 horizons with score, survival and incidence; a lasso's incidence of 462 rows by drawn orders.
    /// </summary>
    [Params("500 x 8 leaves, 1,000 rows", "500 x 8 leaves, 10,000 rows", "500 x 64 leaves, 1,000 rows", "forest of 462 rows", "ridge, 20 columns, 462 rows")]
    public string Work { get; set; } = string.Empty;

    /// <summary>Grows or fits.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        if (Work.Contains("leaves", StringComparison.Ordinal))
        {
            _columns = 50;
            _trees = [.. Enumerable.Range(0, 500).Select(_ => Tree(random, Work.Contains("64", StringComparison.Ordinal) ? 63 : 7))];
            _leaves = [.. _trees.Select(t => Numbers(random, t.Leaves * Horizons))];
            _x = Numbers(random, (Work.Contains("10,000", StringComparison.Ordinal) ? 10_000 : 1_000) * _columns);
            return;
        }

        var forest = Work.StartsWith("forest", StringComparison.Ordinal);
        _data = Load(random, 462, forest ? 50 : 20);
        _model = forest ? _ml.Survival.Trainers.Forest(new ForestTrainerOptions()).Fit(_data) : _ml.Survival.Trainers.CoxRidge().Fit(_data);
    }

    /// <summary>Explains all rows.</summary>
    [Benchmark]
    public double Explain() => _model is null
        ? TreeShap.Explain(_trees, t => _leaves[t], Horizons, _x, _columns, CancellationToken.None).Values[0]
        : _ml.Survival.Explain.Shap(_model, _data!, new ShapOptions { Outputs = [SurvivalOutput.Score, SurvivalOutput.Survival, SurvivalOutput.CumulativeIncidence] }).Value(0, 1, 0);

    private TreeNodes Tree(Random random, int splits)
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
            Feature = [.. Enumerable.Range(0, splits).Select(_ => random.Next(_columns))],
            Threshold = Numbers(random, splits),
            MissingLeft = new bool[splits],
            Left = left,
            Right = right,
            Cover = cover,
            LeafCover = [.. covers],
        };
    }

    private IDataView Load(Random random, int rows, int columns)
    {
        var schema = Microsoft.ML.Data.SchemaDefinition.Create(typeof(Row));
        SlotNames.Describe(schema[nameof(Row.Features)], [.. Enumerable.Range(0, columns).Select(j => $"x{j}")]);
        return _ml.Data.LoadFromEnumerable(
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
