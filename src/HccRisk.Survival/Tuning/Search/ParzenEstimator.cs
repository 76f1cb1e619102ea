using HccRisk.Survival.Data;
using HccRisk.Survival.Tuning.Spaces;

namespace HccRisk.Survival.Tuning.Search;

/// <summary>
/// A density over some dimensions at once: a product kernel at each trial, and one over the whole range as prior. Kernels of numbers are normal distributions cut
/// off at the ends of the range; those of choices give what the trial had most of the weight.
/// </summary>
internal sealed class ParzenEstimator
{
    private const int EvenWeights = 25;
    private const double PriorWeight = 1;
    private const double JointWidth = 0.2;

    private readonly SearchSpace _space;
    private readonly int[] _dimensions;
    private readonly double[] _weights;

    // By dimension and kernel; one of the two is there.
    private readonly TruncatedNormal[]?[] _normals;
    private readonly double[][]?[] _shares;

    /// <param name="space">The space.</param>
    /// <param name="dimensions">The dimensions, which have values together.</param>
    /// <param name="trials">Values of trials that have them, oldest first.</param>
    public ParzenEstimator(SearchSpace space, int[] dimensions, double[][] trials)
    {
        (_space, _dimensions, _weights) = (space, dimensions, Weights(trials.Length));
        _normals = new TruncatedNormal[dimensions.Length][];
        _shares = new double[dimensions.Length][][];
        for (var k = 0; k < dimensions.Length; k++)
        {
            var d = dimensions[k];
            if (NumericAxis.Of(space.Dimensions[d]) is { } axis)
            {
                double[] means = [.. trials.Select(t => axis.Scale(t[d])), (axis.Bottom + axis.Top) / 2];
                var widths = Widths(means, axis.Bottom, axis.Top, dimensions.Length);
                _normals[k] = [.. means.Select((m, i) => new TruncatedNormal(m, widths[i], axis.Bottom, axis.Top))];
            }
            else
            {
                _shares[k] = Shares(Array.ConvertAll(trials, t => (int)t[d]), ((CategoricalDimension)space.Dimensions[d]).Choices.Count);
            }
        }
    }

    /// <summary>Weights of the kernels of trials, oldest first, then that of the prior; their sum is 1. From the 25th trial on older ones fade evenly.</summary>
    public static double[] Weights(int trials)
    {
        var weights = new double[trials + 1];
        Array.Fill(weights, 1.0, 0, trials);
        var ramp = trials - EvenWeights;
        for (var i = 0; i < ramp; i++)
        {
            weights[i] = ramp == 1 ? 1.0 / trials : (1.0 / trials) + (i * (1 - (1.0 / trials)) / (ramp - 1));
        }

        weights[trials] = PriorWeight;
        var sum = weights.Sum();
        return Array.ConvertAll(weights, w => w / sum);
    }

    /// <summary>
    /// Widths of the kernels, the last that of the prior. Of a dimension alone the greater of the gaps to its neighbours, the outermost kernels having the inner gap;
    /// of several together the same for all, narrower with more trials. None below a share of the range that falls with the number of kernels, none above the range.
    /// </summary>
    public static double[] Widths(double[] means, double low, double high, int dimensions)
    {
        var (trials, range) = (means.Length - 1, high - low);
        var widths = new double[means.Length];
        if (dimensions > 1)
        {
            Array.Fill(widths, JointWidth * Math.Pow(Math.Max(trials, 1), -1.0 / (dimensions + 4)) * range);
        }
        else
        {
            int[] order = [.. Enumerable.Range(0, means.Length).OrderBy(i => means[i])];
            for (var r = 0; r < order.Length; r++)
            {
                double? left = r > 0 ? means[order[r]] - means[order[r - 1]] : null;
                double? right = r < order.Length - 1 ? means[order[r + 1]] - means[order[r]] : null;
                widths[order[r]] = Math.Max(left ?? right ?? range, right ?? left ?? range);
            }
        }

        var least = range / Math.Min(100.0, 1.0 + means.Length);
        for (var i = 0; i < trials; i++)
        {
            widths[i] = Math.Clamp(widths[i], least, range);
        }

        widths[trials] = range;
        return widths;
    }

    /// <summary>For each kernel, the last that of the prior, the probability of each choice.</summary>
    public static double[][] Shares(int[] chosen, int choices)
    {
        var even = PriorWeight / (chosen.Length + 1);
        var rows = new double[chosen.Length + 1][];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new double[choices];
            Array.Fill(rows[i], i < chosen.Length ? even / ((even * choices) + 1) : 1.0 / choices);
            if (i < chosen.Length)
            {
                rows[i][chosen[i]] = (even + 1) / ((even * choices) + 1);
            }
        }

        return rows;
    }

    /// <summary>Draws values, in the order of the dimensions.</summary>
    public double[] Draw(ref SplitMix random)
    {
        var kernel = Pick(_weights, ref random);
        var values = new double[_dimensions.Length];
        for (var k = 0; k < values.Length; k++)
        {
            values[k] = _normals[k] is { } normals
                ? NumericAxis.Of(_space.Dimensions[_dimensions[k]])!.Value.Value(normals[kernel].Quantile(UniformDraws.Next(ref random)))
                : Pick(_shares[k]![kernel], ref random);
        }

        return values;
    }

    /// <summary>Logarithm of the density (of the probability for stepped values and choices), numbers on the scale searched.</summary>
    public double LogDensity(ReadOnlySpan<double> values)
    {
        var logs = new double[_weights.Length];
        for (var i = 0; i < logs.Length; i++)
        {
            logs[i] = Math.Log(_weights[i]);
        }

        for (var k = 0; k < values.Length; k++)
        {
            var axis = NumericAxis.Of(_space.Dimensions[_dimensions[k]]);
            for (var i = 0; i < logs.Length; i++)
            {
                logs[i] += Math.Log(axis is not { } numeric ? _shares[k]![i][(int)values[k]]
                    : numeric.Step is null ? _normals[k]![i].Density(numeric.Scale(values[k]))
                    : _normals[k]![i].Probability(numeric.Cell(values[k]).From, numeric.Cell(values[k]).To));
            }
        }

        var most = logs.Max();
        return most + Math.Log(logs.Sum(l => Math.Exp(l - most)));
    }

    private static int Pick(double[] shares, ref SplitMix random)
    {
        var (left, i) = (UniformDraws.Next(ref random), 0);
        while (i < shares.Length - 1 && left >= shares[i])
        {
            left -= shares[i++];
        }

        return i;
    }
}
