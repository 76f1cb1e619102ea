using System.Buffers;
using HccRisk.Imaging;
using HccRisk.Radiomics.Numerics;

namespace HccRisk.Radiomics.Preprocessing;

/// <summary>The map of a normalisation: linear, with cut tails where <see cref="Low"/> and <see cref="High"/> are finite.</summary>
internal readonly record struct IntensityScale(double Centre, double Width, double Offset, double Factor, double Low, double High)
{
    internal static IntensityScale None => new(0, 1, 0, 1, double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Whether 0 stays 0, so that quotients of intensities keep their meaning.</summary>
    internal bool KeepsZero => Centre == 0 && Offset == 0;

    internal double Apply(double value) => Offset + (Factor * Math.Clamp((value - Centre) / Width, Low, High));

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

    internal static IntensityScale Create(RadiomicsOptions options, RadiomicsSeries series, Mask? reference)
    {
        var scaling = options.Scaling;
        if (options.Normalisation == IntensityNormalisation.None)
        {
            return None;
        }

        if (options.Normalisation == IntensityNormalisation.Quantiles)
        {
            var (low, high) = Quantiles(series, scaling);
            return new IntensityScale(low, high - low, scaling.TargetMinimum, scaling.TargetMaximum - scaling.TargetMinimum, scaling.CutTails ? 0 : double.NegativeInfinity, scaling.CutTails ? 1 : double.PositiveInfinity);
        }

        var isReference = options.Normalisation != IntensityNormalisation.ZScoreImage;
        var where = isReference ? "reference tissue" : "image";
        var inside = isReference
            ? (reference ?? throw new ArgumentException($"The normalisation {options.Normalisation} needs a reference mask.", nameof(reference))).Inside
            : default;
        var (mean, deviation) = Moments(series, inside, where);
        if (options.Normalisation == IntensityNormalisation.ReferenceMean)
        {
            return mean > 0
                ? None with { Width = mean, Factor = scaling.Factor }
                : throw new InvalidIntensityException(series.Name, FormattableString.Invariant($"the {where} has the mean {mean}: nothing can be divided by it."));
        }

        var limit = scaling.OutlierLimit ?? double.PositiveInfinity;
        return deviation > 0
            ? new IntensityScale(mean, deviation, 0, scaling.Factor, -limit, limit)
            : throw new InvalidIntensityException(series.Name, FormattableString.Invariant($"the {where} is flat at {mean}: it cannot serve as a scale."));
    }

    private static (double Mean, double Deviation) Moments(RadiomicsSeries series, ReadOnlySpan<bool> inside, string where)
    {
        var voxels = series.Image.Voxels;
        long count = 0;
        double sum = 0;
        for (var i = 0; i < voxels.Length; i++)
        {
            if ((inside.IsEmpty || inside[i]) && float.IsFinite(voxels[i]))
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
            if ((inside.IsEmpty || inside[i]) && float.IsFinite(voxels[i]))
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
