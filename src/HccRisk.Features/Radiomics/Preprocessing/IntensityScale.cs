using HccRisk.Core.Imaging;

namespace HccRisk.Features.Radiomics.Preprocessing;

/// <summary>The linear map of a z-score.</summary>
internal readonly record struct IntensityScale(double Mean, double StandardDeviation)
{
    internal static IntensityScale None => new(0, 1);

    internal double Apply(double value) => (value - Mean) / StandardDeviation;

    internal static IntensityScale Create(IntensityNormalisation normalisation, RadiomicsSeries series, Mask? reference)
    {
        if (normalisation == IntensityNormalisation.None)
        {
            return None;
        }

        var where = normalisation == IntensityNormalisation.ZScoreReference ? "reference tissue" : "image";
        var inside = normalisation == IntensityNormalisation.ZScoreReference
            ? (reference ?? throw new ArgumentException($"The normalisation {normalisation} needs a reference mask.", nameof(reference))).Inside
            : default;
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

        var deviation = Math.Sqrt(squares / count);
        return deviation > 0
            ? new IntensityScale(mean, deviation)
            : throw new InvalidIntensityException(series.Name, FormattableString.Invariant($"the {where} is flat at {mean}: it cannot serve as a scale."));
    }
}
