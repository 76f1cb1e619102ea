using HccRisk.Survival.Data;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Trees;

namespace HccRisk.Survival.Explanation;

/// <summary>
/// Shapley values of a survival function. Sums of trees: exact, path-dependent. A linear score: coefficient times the distance from the background's mean. Whatever
/// else: background rows stand for what is not known (interventional), over every subset of the inputs that matter, or over drawn orders of them.
/// </summary>
internal static class Shap
{
    public static ShapResult Explain(SurvivalFunction function, double[] x, string[]? strata, (double[] X, string[]? Strata) background, ShapOptions options)
    {
        var outputs = ExplainedOutput.Of(options.Outputs, options.Times ?? function.Horizons);
        var columns = function.InputSlots.Count;
        var rows = columns == 0 ? 0 : x.Length / columns;
        var result = new ShapResult(function.InputSlots, outputs, rows, x);
        var reader = new OutputReader(function, outputs);
        Parallel.For(0, rows, row =>
        {
            var values = new double[outputs.Length];
            if (CanBeScored(function, x.AsSpan(row * columns, columns)))
            {
                reader.Read(x.AsSpan(row * columns, columns), strata?[row] ?? string.Empty, values);
            }
            else
            {
                Array.Fill(values, double.NaN);
            }

            for (var k = 0; k < values.Length; k++)
            {
                result.SetPrediction(row, k, values[k]);
            }
        });
        var left = Enumerable.Range(0, outputs.Length).ToList();
        if (function is ITreeModel trees)
        {
            left.RemoveAll(k => trees.IsSum(outputs[k].Kind));
            OfTrees(trees, [.. Enumerable.Range(0, outputs.Length).Except(left)], x, result, options.CancellationToken);
        }

        if (left.Count == 0)
        {
            return result;
        }

        var reference = Background(function, background, columns);
        var at = left.FindIndex(k => outputs[k].Kind == SurvivalOutput.Score);
        if (at >= 0 && function.Linear is { } linear)
        {
            OfLinear(function, linear, reference.X, left[at], x, result);
            left.RemoveAt(at);
        }

        if (left.Count > 0)
        {
            var drawn = Drawn(reference, columns, options);
            new SubsetShap(function, [.. left], drawn, options).Explain(x, strata, result);
        }

        return result;
    }

    /// <summary>Whether a function says anything of a row: with a missing input only some methods do.</summary>
    public static bool CanBeScored(SurvivalFunction function, ReadOnlySpan<double> x) => function.ScoresMissing || !HasMissing(x);

    private static bool HasMissing(ReadOnlySpan<double> x)
    {
        foreach (var value in x)
        {
            if (double.IsNaN(value))
            {
                return true;
            }
        }

        return false;
    }

    private static void OfTrees(ITreeModel model, int[] outputs, double[] x, ShapResult result, CancellationToken cancellationToken)
    {
        if (outputs.Length == 0)
        {
            return;
        }

        // Outputs of one kind follow each other, so that the columns of the leaves are in their order.
        var parts = outputs.GroupBy(k => result.Outputs[k].Kind).Select(g => (g.Key, g.Select(k => result.Outputs[k].Time ?? double.NaN).ToArray())).ToArray();
        var columns = result.Features.Count;
        var (values, means) = TreeShap.Explain(model.Trees, t => TreeCarriers.Values(model, t, parts), outputs.Length, x, columns, cancellationToken);
        for (var i = 0; i < outputs.Length; i++)
        {
            var mean = means[i] + model.Constant(result.Outputs[outputs[i]].Kind);
            result.SetMethod(outputs[i], "exact TreeSHAP, path-dependent: averages by the covers of the nodes");
            for (var row = 0; row < result.Rows; row++)
            {
                var target = result.Values(row, outputs[i]);
                result.SetBase(row, outputs[i], mean);
                var known = !double.IsNaN(result.Prediction(row, outputs[i]));
                for (var j = 0; j < columns; j++)
                {
                    target[j] = known ? values[(((row * columns) + j) * outputs.Length) + i] : double.NaN;
                }
            }
        }
    }

    private static void OfLinear(SurvivalFunction function, LinearTerms linear, double[] background, int output, double[] x, ShapResult result)
    {
        var columns = result.Features.Count;
        var rows = background.Length / columns;
        var means = new double[columns];
        for (var j = 0; j < columns; j++)
        {
            for (var i = 0; i < rows; i++)
            {
                means[j] += background[(i * columns) + j] / rows;
            }
        }

        var mean = function.Score(means);
        result.SetMethod(output, FormattableString.Invariant($"exact for a linear score: coefficient times the distance from the mean of {rows} rows"));
        for (var row = 0; row < result.Rows; row++)
        {
            var values = result.Values(row, output);
            result.SetBase(row, output, mean);
            for (var j = 0; j < columns; j++)
            {
                values[j] = double.IsNaN(result.Prediction(row, output)) ? double.NaN : linear.Coefficients[j] * (x[(row * columns) + j] - means[j]);
            }
        }
    }

    /// <summary>The background rows that the function says anything of.</summary>
    private static (double[] X, string[]? Strata) Background(SurvivalFunction function, (double[] X, string[]? Strata) rows, int columns)
    {
        int[] known = [.. Enumerable.Range(0, rows.X.Length / columns).Where(i => CanBeScored(function, rows.X.AsSpan(i * columns, columns)))];
        return known.Length == 0
            ? throw new ArgumentException("No row of the background is without a missing value: nothing can stand for what is not known of a row.")
            : Take(rows, known, columns);
    }

    private static (double[] X, string[]? Strata) Drawn((double[] X, string[]? Strata) rows, int columns, ShapOptions options)
    {
        var count = rows.X.Length / columns;
        if (count <= options.BackgroundRows)
        {
            return rows;
        }

        int[] order = [.. Enumerable.Range(0, count)];
        new SplitMix((ulong)(uint)options.Seed, 0).Shuffle(order);
        return Take(rows, [.. order.Take(options.BackgroundRows).Order()], columns);
    }

    private static (double[] X, string[]? Strata) Take((double[] X, string[]? Strata) rows, int[] kept, int columns) =>
        ([.. kept.SelectMany(i => rows.X[(i * columns)..((i + 1) * columns)])], rows.Strata is { } strata ? Array.ConvertAll(kept, i => strata[i]) : null);
}
