using System.Numerics;
using HccRisk.Survival.Data;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Trees;

namespace HccRisk.Survival.Explanation;

/// <summary>
/// Interventional Shapley values of any function: inputs that are not known are those of each background row in turn. With few inputs that matter every
/// subset is asked; with more, random orders with their reverses, each background row equally often, so that mean and values still add up to the prediction.
/// </summary>
internal sealed class SubsetShap
{
    private readonly SurvivalFunction _function;
    private readonly int[] _outputs;
    private readonly double[] _background;
    private readonly ShapOptions _options;
    private readonly int[] _active;
    private readonly int _columns;
    private readonly int _reference;

    public SubsetShap(SurvivalFunction function, int[] outputs, (double[] X, string[]? Strata) background, ShapOptions options)
    {
        (_function, _outputs, _background, _options) = (function, outputs, background.X, options);
        _columns = function.InputSlots.Count;
        _reference = _background.Length / _columns;
        _active = ActiveOf(function);
    }

    private bool IsExact => _active.Length <= _options.MaxExactInputs;

    private string Method => IsExact
        ? FormattableString.Invariant($"exact over all subsets of {_active.Length} inputs, interventional: {_reference} background rows")
        : FormattableString.Invariant($"{2 * _options.Orders * _reference} drawn orders of {_active.Length} inputs, interventional: {_reference} background rows");

    public void Explain(double[] x, string[]? strata, ShapResult result)
    {
        var reader = new OutputReader(_function, [.. _outputs.Select(k => result.Outputs[k])]);
        string[] texts = [.. (strata ?? [string.Empty]).Distinct()];
        var starts = texts.ToDictionary(s => s, s => Starts(reader, s), StringComparer.Ordinal);
        var orders = IsExact ? [] : Orders();
        if (!IsExact)
        {
            result.NeedErrors();
        }

        foreach (var k in _outputs)
        {
            result.SetMethod(k, Method);
        }

        Parallel.For(0, result.Rows, new ParallelOptions { CancellationToken = _options.CancellationToken }, row =>
        {
            var own = x.AsSpan(row * _columns, _columns);
            var stratum = strata?[row] ?? string.Empty;
            for (var k = 0; k < _outputs.Length; k++)
            {
                result.SetBase(row, _outputs[k], Mean(starts[stratum], k));
            }

            if (!Shap.CanBeScored(_function, own))
            {
                Fill(result, row);
            }
            else if (IsExact)
            {
                Subsets(reader, own, stratum, result, row);
            }
            else
            {
                Draws(reader, own, stratum, starts[stratum], orders, result, row);
            }
        });
    }

    /// <summary>Inputs that can change the function: those with a coefficient, those a tree asks for, or all.</summary>
    private static int[] ActiveOf(SurvivalFunction function) => function switch
    {
        ITreeModel trees => [.. trees.Trees.Concat(trees.OtherTrees).SelectMany(t => t.Feature).Distinct().Order()],
        { Linear: { } linear } => [.. Enumerable.Range(0, linear.Coefficients.Count).Where(j => linear.Coefficients[j] != 0)],
        _ => [.. Enumerable.Range(0, function.InputSlots.Count)],
    };

    private double Mean(double[] starts, int output) => Enumerable.Range(0, _reference).Average(b => starts[(b * _outputs.Length) + output]);

    private double[] Starts(OutputReader reader, string stratum)
    {
        var values = new double[_reference * _outputs.Length];
        for (var b = 0; b < _reference; b++)
        {
            reader.Read(_background.AsSpan(b * _columns, _columns), stratum, values.AsSpan(b * _outputs.Length, _outputs.Length));
        }

        return values;
    }

    private int[][] Orders()
    {
        var orders = new int[_reference * _options.Orders][];
        for (var i = 0; i < orders.Length; i++)
        {
            orders[i] = [.. _active];
            new SplitMix((ulong)(uint)_options.Seed, (ulong)i + 1).Shuffle(orders[i]);
        }

        return orders;
    }

    private void Subsets(OutputReader reader, ReadOnlySpan<double> own, string stratum, ShapResult result, int row)
    {
        var (count, width) = (_active.Length, _outputs.Length);
        var worth = new double[(1 << count) * width];
        Span<double> found = new double[width];
        var mixed = new double[_columns];
        for (var b = 0; b < _reference; b++)
        {
            var other = _background.AsSpan(b * _columns, _columns);
            other.CopyTo(mixed);

            // Gray's code changes one input at a time.
            for (var step = 0; step < 1 << count; step++)
            {
                var known = step ^ (step >> 1);
                if (step > 0)
                {
                    var bit = BitOperations.TrailingZeroCount(step);
                    mixed[_active[bit]] = (known >> bit & 1) == 1 ? own[_active[bit]] : other[_active[bit]];
                }

                reader.Read(mixed, stratum, found);
                for (var k = 0; k < width; k++)
                {
                    worth[(known * width) + k] += found[k] / _reference;
                }
            }
        }

        for (var j = 0; j < count; j++)
        {
            for (var known = 0; known < 1 << count; known++)
            {
                if ((known >> j & 1) == 0)
                {
                    var weight = Weight(BitOperations.PopCount((uint)known), count);
                    for (var k = 0; k < width; k++)
                    {
                        result.Values(row, _outputs[k])[_active[j]] += weight * (worth[((known | (1 << j)) * width) + k] - worth[(known * width) + k]);
                    }
                }
            }
        }
    }

    /// <summary>size! (count - 1 - size)! / count!.</summary>
    private static double Weight(int size, int count)
    {
        var weight = 1.0 / count;
        for (var i = 1; i <= size; i++)
        {
            weight *= (double)i / (count - i);
        }

        return weight;
    }

    private void Draws(OutputReader reader, ReadOnlySpan<double> own, string stratum, double[] starts, int[][] orders, ShapResult result, int row)
    {
        var width = _outputs.Length;
        var (mixed, before, after) = (new double[_columns], new double[width], new double[width]);
        var sums = new double[_columns * width];
        var squares = new double[_columns * width];
        for (var i = 0; i < orders.Length; i++)
        {
            var b = i % _reference;
            var draw = new double[_columns * width];
            foreach (var forward in (ReadOnlySpan<bool>)[true, false])
            {
                _background.AsSpan(b * _columns, _columns).CopyTo(mixed);
                starts.AsSpan(b * width, width).CopyTo(before);
                for (var step = 0; step < orders[i].Length; step++)
                {
                    var j = orders[i][forward ? step : ^(step + 1)];
                    mixed[j] = own[j];
                    reader.Read(mixed, stratum, after);
                    for (var k = 0; k < width; k++)
                    {
                        draw[(j * width) + k] += (after[k] - before[k]) / 2;
                    }

                    (before, after) = (after, before);
                }
            }

            for (var at = 0; at < draw.Length; at++)
            {
                var difference = draw[at] - sums[at];
                sums[at] += difference / (i + 1);
                squares[at] += difference * (draw[at] - sums[at]);
            }
        }

        for (var k = 0; k < width; k++)
        {
            var values = result.Values(row, _outputs[k]);
            var errors = result.Errors(row, _outputs[k]);
            foreach (var j in _active)
            {
                values[j] = sums[(j * width) + k];
                errors[j] = orders.Length > 1 ? Math.Sqrt(squares[(j * width) + k] / (orders.Length - 1.0) / orders.Length) : double.NaN;
            }
        }
    }

    private void Fill(ShapResult result, int row)
    {
        foreach (var k in _outputs)
        {
            result.Values(row, k).Fill(double.NaN);
        }
    }
}
