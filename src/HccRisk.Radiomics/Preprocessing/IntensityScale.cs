using System.Buffers;
using HccRisk.Imaging;
using HccRisk.Radiomics.Numerics;

namespace HccRisk.Radiomics.Preprocessing;

/// <summary>The map of a normalisation: linear, with cut tails where <see cref="Low"/> and <see cref="High"/> are finite, or linear from landmark to landmark and beyond them.</summary>
internal readonly record struct IntensityScale(double Centre, double Width, double Offset, double Factor, double Low, double High)
{
    internal static IntensityScale None => new(0, 1, 0, 1, double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Whether 0 stays 0, so that quotients of intensities keep their meaning.</summary>
    internal bool KeepsZero => Centre == 0 && Offset == 0 && From is null;

    /// <summary>Landmarks of the series, ascending, that become <see cref="To"/>; null: the map is linear.</summary>
    internal double[]? From { get; init; }

    /// <summary>What the landmarks become.</summary>
    internal double[]? To { get; init; }

    internal double Apply(double value) => From is null ? Offset + (Factor * Math.Clamp((value - Centre) / Width, Low, High)) : Interpolate(value);

    internal void Apply(Span<double> values)
    {
        if (this != None)
        {
            foreach (ref var value in values)
            {
                value = Apply(value);
            }
        }
    }

    /// <param name="options">Which normalisation, and its settings.</param>
    /// <param name="series">The series.</param>
    /// <param name="tissue">What serves as the scale where the normalisation needs one; see <see cref="TissueMask"/>.</param>
    internal static IntensityScale Create(RadiomicsOptions options, RadiomicsSeries series, Mask? tissue)
    {
        var (scaling, normalisation) = (options.Scaling, options.Normalisation);
        switch (normalisation)
        {
            case IntensityNormalisation.None:
                return None;
            case IntensityNormalisation.Quantiles:
                var (low, high) = Quantiles(series, scaling);
                return new IntensityScale(low, high - low, scaling.TargetMinimum, scaling.TargetMaximum - scaling.TargetMinimum, scaling.CutTails ? 0 : double.NegativeInfinity, scaling.CutTails ? 1 : double.PositiveInfinity);
            case IntensityNormalisation.Nyul:
                return None with { From = NyulScale.Landmarks(series), To = [.. NyulScale.Of(options, series.Name)] };
            default:
                break;
        }

        var isTissue = options.ScalesByTissue;
        var where = isTissue ? TissueMask.Name(scaling.Tissue) : normalisation == IntensityNormalisation.ZScoreBody ? "body" : "image";
        var inside = isTissue ? (tissue ?? throw new ArgumentException(options.TissueNeeded, nameof(tissue))).Inside
            : normalisation == IntensityNormalisation.ZScoreBody ? ForegroundMask.Otsu(series.Image).Inside
            : default;
        var (centre, width) = normalisation switch
        {
            IntensityNormalisation.RobustReference => Robust(series, inside, where),
            IntensityNormalisation.Stripe => Stripe(series, inside, where, scaling.StripeWidth),
            _ => Moments(series, inside, where, double.NegativeInfinity, double.PositiveInfinity),
        };
        if (normalisation == IntensityNormalisation.ReferenceMean)
        {
            return centre > 0
                ? None with { Width = centre, Factor = scaling.Factor }
                : throw new InvalidIntensityException(series.Name, FormattableString.Invariant($"the {where} has the mean {centre}: nothing can be divided by it."));
        }

        var limit = scaling.OutlierLimit ?? double.PositiveInfinity;
        return width > 0
            ? new IntensityScale(centre, width, 0, scaling.Factor, -limit, limit)
            : throw new InvalidIntensityException(series.Name, FormattableString.Invariant($"the {where} is flat at {centre}: it cannot serve as a scale."));
    }

    private static (double Median, double Deviation) Robust(RadiomicsSeries series, ReadOnlySpan<bool> inside, string where)
    {
        var values = Finite(series, inside, where, out var count);
        try
        {
            Span<double> median = stackalloc double[1], deviation = stackalloc double[1];
            OrderStatistics.Percentiles(values.AsSpan(0, count), [0.5], median);
            for (var i = 0; i < count; i++)
            {
                values[i] = Math.Abs(values[i] - median[0]);
            }

            OrderStatistics.Percentiles(values.AsSpan(0, count), [0.5], deviation);
            return (median[0], deviation[0]);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(values);
        }
    }

    private static (double Mean, double Deviation) Stripe(RadiomicsSeries series, ReadOnlySpan<bool> inside, string where, double width)
    {
        var values = Finite(series, inside, where, out var count);
        try
        {
            var (low, high) = IntensityStripe.Of(values.AsSpan(0, count), width);
            return Moments(series, inside, $"stripe of the {where}", low, high);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(values);
        }
    }

    private static double[] Finite(RadiomicsSeries series, ReadOnlySpan<bool> inside, string where, out int count)
    {
        var voxels = series.Image.Voxels;
        var values = ArrayPool<double>.Shared.Rent(Math.Max(1, inside.Count(true)));
        count = 0;
        for (var i = 0; i < voxels.Length; i++)
        {
            if (inside[i] && float.IsFinite(voxels[i]))
            {
                values[count++] = voxels[i];
            }
        }

        return count > 0 ? values : throw new InvalidIntensityException(series.Name, $"the {where} has no finite voxel to normalise by.");
    }

    private double Interpolate(double value)
    {
        var i = 1;
        while (i < From!.Length - 1 && value > From[i])
        {
            i++;
        }

        return To![i - 1] + ((value - From[i - 1]) / (From[i] - From[i - 1]) * (To[i] - To[i - 1]));
    }

    private static (double Mean, double Deviation) Moments(RadiomicsSeries series, ReadOnlySpan<bool> inside, string where, double low, double high)
    {
        var voxels = series.Image.Voxels;
        long count = 0;
        double sum = 0;
        for (var i = 0; i < voxels.Length; i++)
        {
            if ((inside.IsEmpty || inside[i]) && float.IsFinite(voxels[i]) && voxels[i] >= low && voxels[i] <= high)
            {
                sum += voxels[i];
                count++;
            }
        }

        if (count == 0)
        {
            throw new InvalidIntensityException(series.Name, $"the {where} has no finite voxel to normalise by.");
        }

        var mean = sum / count;
        double squares = 0;
        for (var i = 0; i < voxels.Length; i++)
        {
            if ((inside.IsEmpty || inside[i]) && float.IsFinite(voxels[i]) && voxels[i] >= low && voxels[i] <= high)
            {
                squares += (voxels[i] - mean) * (voxels[i] - mean);
            }
        }

        return (mean, Math.Sqrt(squares / count));
    }

    private static (double Low, double High) Quantiles(RadiomicsSeries series, NormalisationOptions scaling)
    {
        var voxels = series.Image.Voxels;
        var finite = ArrayPool<double>.Shared.Rent(voxels.Length);
        try
        {
            var count = 0;
            foreach (var value in voxels)
            {
                if (float.IsFinite(value))
                {
                    finite[count++] = value;
                }
            }

            if (count == 0)
            {
                throw new InvalidIntensityException(series.Name, "the image has no finite voxel to normalise by.");
            }

            Span<double> quantiles = stackalloc double[2];
            OrderStatistics.Percentiles(finite.AsSpan(0, count), [scaling.LowerQuantile, scaling.UpperQuantile], quantiles);
            return quantiles[1] > quantiles[0]
                ? (quantiles[0], quantiles[1])
                : throw new InvalidIntensityException(series.Name, FormattableString.Invariant($"the image's quantiles {scaling.LowerQuantile} and {scaling.UpperQuantile} are both {quantiles[0]}: they cannot serve as a scale."));
        }
        finally
        {
            ArrayPool<double>.Shared.Return(finite);
        }
    }
}
