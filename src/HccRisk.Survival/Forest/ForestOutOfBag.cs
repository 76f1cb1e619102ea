using HccRisk.Core.Printing;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Survival.Forest;

/// <summary>
/// A forest judged by its own training data without a split: each patient is predicted by the trees that were grown without that patient.
/// Curves, scores, concordance and the importance of columns.
/// </summary>
public sealed class ForestOutOfBag
{
    private readonly SurvivalForest _forest;
    private readonly double[] _x;
    private readonly int _columns;
    private readonly SurvivalOutcome _outcome;
    private readonly int _cause;
    private readonly bool[][] _outside;
    private readonly double[][] _leafScores;
    private readonly int[] _counts;
    private readonly double[] _scores;

    internal ForestOutOfBag(SurvivalForest forest, ReadOnlySpan<double> x, SurvivalOutcome outcome, int cause, ForestScore kind, double time)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var (rows, columns) = (forest.Sampling.Rows, forest.ColumnNames.Count);
        if (outcome.Count != rows || x.Length != (long)rows * columns)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The forest was grown on {rows} rows of {columns} columns; here are {outcome.Count} rows and {x.Length} values. Out of bag is a matter of the same rows."), nameof(x));
        }

        (_forest, _x, _columns, _cause) = (forest, x.ToArray(), columns, cause == 0 ? 1 : cause);
        _outcome = cause == 0 ? outcome.WithAnyCause() : outcome.WithCause(cause);
        _outside = new bool[forest.Trees.Count][];
        _leafScores = new double[forest.Trees.Count][];
        Parallel.For(0, forest.Trees.Count, t =>
        {
            var random = forest.Sampling.Stream(t);
            _outside[t] = Array.ConvertAll(forest.Sampling.Draw(ref random), c => c == 0);
            _leafScores[t] = [.. Enumerable.Range(0, forest.Trees[t].Leaves).Select(l => forest.LeafScore(t, l, _cause, kind, time))];
        });
        _counts = [.. Enumerable.Range(0, rows).Select(i => _outside.Count(o => o[i]))];
        _scores = [.. Curves([0], (tree, leaf, _) => _leafScores[tree][leaf]).Select(r => r[0])];
        int[] known = [.. Enumerable.Range(0, rows).Where(i => _counts[i] > 0)];
        Harrell = known.Length == 0 ? NoC("Harrell C") : Concordance.Harrell(_outcome.Select(known), Take(_scores, known)).Estimate;
        Uno = known.Length == 0 ? NoC("Uno C") : Concordance.Uno(_outcome.Select(known), Take(_scores, known)).Estimate;
    }

    /// <summary>Number of trees that each row is judged by.</summary>
    public IReadOnlyList<int> TreeCounts => _counts;

    /// <summary>Score of each row, higher = more risk; NaN for a row that is in every sample.</summary>
    public IReadOnlyList<double> Scores => _scores;

    /// <summary>Harrell's C of the scores, other causes counted as censored.</summary>
    public MetricEstimate Harrell { get; }

    /// <summary>Uno's C of the scores, other causes counted as censored.</summary>
    public MetricEstimate Uno { get; }

    /// <summary>What a reader must know before trusting the forest, each a sentence; empty for nothing.</summary>
    public IReadOnlyList<string> Warnings => [.. Faults()];

    /// <summary>Freedom from the cause, others counted as censored.</summary>
    /// <param name="times">The times, such as the forest's grid.</param>
    /// <returns>A row a patient, a column a time; NaN for a row that is in every sample, and beyond the longest follow-up.</returns>
    public IReadOnlyList<IReadOnlyList<double>> Survival(IReadOnlyList<double> times) =>
        CurvesAt(times, (tree, leaf, place, passed) => tree.Survival(leaf, place, passed));

    /// <summary>Cumulative incidence of the cause, others taken into account.</summary>
    /// <param name="times">The times.</param>
    /// <returns>As of <see cref="Survival"/>.</returns>
    public IReadOnlyList<IReadOnlyList<double>> CumulativeIncidence(IReadOnlyList<double> times) =>
        CurvesAt(times, (tree, leaf, place, passed) => tree.Incidence(leaf, place, passed));

    /// <summary>Cumulative hazard of the cause.</summary>
    /// <param name="times">The times.</param>
    /// <returns>As of <see cref="Survival"/>.</returns>
    public IReadOnlyList<IReadOnlyList<double>> CumulativeHazard(IReadOnlyList<double> times) =>
        CurvesAt(times, (tree, leaf, place, passed) => tree.Hazard(leaf, place, passed));

    /// <summary>Permutation importance of every column.</summary>
    /// <param name="repeats">Permutations of a column, 1 or more.</param>
    /// <param name="seed">Seed of the permutations.</param>
    /// <param name="level">Level of the intervals.</param>
    /// <param name="cancellationToken">Stops between patients and columns.</param>
    /// <returns>One a column, in their order; 0 for one that no tree splits on.</returns>
    public IReadOnlyList<ForestImportance> Importance(
        int repeats = 5, int seed = 1, double level = 0.95, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        int[] known = [.. Enumerable.Range(0, _counts.Length).Where(i => _counts[i] > 0)];
        var permuted = new double[_columns * repeats][];
        for (var k = 0; k < permuted.Length; k++)
        {
            permuted[k] = (double[])_scores.Clone();
        }

        var sources = new int[permuted.Length][];
        Parallel.For(0, sources.Length, k =>
        {
            int[] order = [.. Enumerable.Range(0, _counts.Length)];

            // Another key than those of the trees, whose samples it must not follow.
            new SplitMix(~(ulong)seed, (ulong)k).Shuffle(order);
            sources[k] = order;
        });
        var parallel = new ParallelOptions { CancellationToken = cancellationToken };
        Parallel.For(0, _counts.Length, parallel, i => Permute(i, repeats, sources, permuted));
        var result = new ForestImportance[_columns];
        var outcome = known.Length == 0 ? _outcome : _outcome.Select(known);
        Parallel.For(0, _columns, parallel, j =>
        {
            double[][] others = [.. Enumerable.Range(0, repeats).Select(r => Take(permuted[(j * repeats) + r], known))];
            result[j] = new ForestImportance(_forest.ColumnNames[j], Fall(outcome, Take(_scores, known), others, level));
        });
        return result;
    }

    private IEnumerable<string> Faults()
    {
        if (_forest.Trees.All(t => t.Feature.Length == 0))
        {
            yield return FormattableString.Invariant(
                $"No tree has a split, and every row gets the same curve: {_outcome.Count} rows with {_outcome.EventCount()} events leave no room for two leaves, or no column differs.");
        }

        string[] empty = [.. _forest.ColumnNames.Where((_, j) => Enumerable.Range(0, _counts.Length).All(i => double.IsNaN(_x[(i * _columns) + j])))];
        if (empty.Length > 0)
        {
            yield return $"Columns without a value in training, which no tree uses: {string.Join(", ", empty)}.";
        }

        var inside = _counts.Count(c => c == 0);
        if (inside > 0)
        {
            yield return FormattableString.Invariant($"{inside} of {_counts.Length} rows are in the sample of every tree and have no prediction out of bag.");
        }

        foreach (var estimate in new[] { Harrell, Uno }.Where(e => e.NotEstimable is not null))
        {
            yield return $"{estimate.Method} out of bag: {estimate.NotEstimable}.";
        }
    }

    private static double[] Take(double[] values, int[] rows) => Array.ConvertAll(rows, i => values[i]);

    private static MetricEstimate NoC(string method) => MetricEstimate.None(method, "every patient is in the sample of every tree", 0.95);

    private static MetricEstimate Fall(SurvivalOutcome outcome, double[] score, double[][] permuted, double level)
    {
        const string Method = "fall of Harrell C out of bag";
        var (own, influence) = Of(score);
        if (own is not { } value)
        {
            return MetricEstimate.None(Method, "there is no pair of patients of whom it is known who had the event first", level);
        }

        var falls = new double[permuted.Length];
        for (var r = 0; r < permuted.Length; r++)
        {
            var (other, shares) = Of(permuted[r]);
            falls[r] = value - other!.Value;
            for (var i = 0; i < influence.Length; i++)
            {
                influence[i] -= shares[i] / permuted.Length;
            }
        }

        // The shares of the first score stand whole, those of the permuted ones as their mean.
        var mean = falls.Average();
        var between = falls.Length > 1 ? falls.Sum(f => (f - mean) * (f - mean)) / (falls.Length - 1) / falls.Length : 0;
        return MetricEstimate.Of(Method, mean, Math.Sqrt(influence.Sum(s => s * s) + between), level, -1, 1);

        (double? Value, double[] Influence) Of(double[] scores)
        {
            if (scores.Length == 0)
            {
                return (null, []);
            }

            var kernel = new ConcordanceKernel(outcome, scores, censoredAtEventOutlive: true);
            var estimate = kernel.Estimate(Method, _ => 1, null, new ConcordanceOptions()).Estimate;
            return (estimate.Value, kernel.Influence);
        }
    }

    /// <summary>Scores of a row with another row's value in a column: only columns on its way through a tree can change the leaf.</summary>
    private void Permute(int row, int repeats, int[][] sources, double[][] permuted)
    {
        var x = _x.AsSpan(row * _columns, _columns).ToArray();
        var seen = new List<int>();
        for (var t = 0; t < _outside.Length; t++)
        {
            if (!_outside[t][row])
            {
                continue;
            }

            var nodes = _forest.Trees[t];
            seen.Clear();
            var node = nodes.Feature.Length == 0 ? ~0 : 0;
            for (; node >= 0; node = nodes.GoesLeft(node, x[nodes.Feature[node]]) ? nodes.Left[node] : nodes.Right[node])
            {
                if (!seen.Contains(nodes.Feature[node]))
                {
                    seen.Add(nodes.Feature[node]);
                }
            }

            var own = _leafScores[t][~node];
            foreach (var j in seen)
            {
                var kept = x[j];
                for (var k = j * repeats; k < (j + 1) * repeats; k++)
                {
                    x[j] = _x[(sources[k][row] * _columns) + j];
                    permuted[k][row] += (_leafScores[t][_forest.TreeOf(t).LeafOf(x)] - own) / _counts[row];
                }

                x[j] = kept;
            }
        }
    }

    private double[][] CurvesAt(IReadOnlyList<double> times, Func<ForestTree, int, int, int, double> curve)
    {
        var place = _forest.PlaceOf(_cause);
        int[] passed = [.. times.Select(_forest.Passed)];
        var curves = Curves([.. times], (tree, leaf, k) => curve(_forest.TreeOf(tree), leaf, place, passed[k]));
        for (var k = 0; k < passed.Length; k++)
        {
            if (times[k] > _forest.LastTime || double.IsNaN(times[k]))
            {
                Array.ForEach(curves, row => row[k] = double.NaN);
            }
        }

        return curves;
    }

    private double[][] Curves(double[] times, Func<int, int, int, double> curve)
    {
        var curves = new double[_counts.Length][];
        Parallel.For(0, curves.Length, i =>
        {
            var row = new double[times.Length];
            for (var t = 0; t < _outside.Length; t++)
            {
                if (_outside[t][i])
                {
                    var leaf = _forest.TreeOf(t).LeafOf(_x.AsSpan(i * _columns, _columns));
                    for (var k = 0; k < row.Length; k++)
                    {
                        row[k] += curve(t, leaf, k);
                    }
                }
            }

            curves[i] = Array.ConvertAll(row, v => v / _counts[i]);
        });
        return curves;
    }

    /// <inheritdoc/>
    public override string ToString() => Printed.Lines([FormattableString.Invariant($"out of bag, {Scores.Count} patients"), $"C {Harrell}", $"C {Uno}", .. Warnings]);
}
