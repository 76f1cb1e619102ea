using System.Buffers;
using HccRisk.Core.Columns;
using HccRisk.Radiomics.Discretisation;

namespace HccRisk.Radiomics.Intensity;

/// <summary>
/// Intensity-volume histogram features (IBSI 3.5, P88C): the fraction of the volume that is at least as bright as each level. Levels
/// span the re-segmentation range where it is given, else the region's. NaN without a voxel, or with more than 2^20 levels. A single
/// level has volume fractions and area 0. Where the brightest level holds more than the asked volume, the intensity is the level above.
/// </summary>
internal static class IntensityVolumeHistogram
{
    private const int MaximumLevels = 1 << 20;

    /// <summary>Keeps 0.9 of 10 levels at level 9.</summary>
    private const double RoundingSlack = 1e-9;

    /// <summary>In the order of <see cref="IntensityVolumeHistogramValues"/>.</summary>
    internal static readonly FeatureColumn[] Columns =
    [
        new("ivh_volume_fraction_10", Code: "BC2M"),
        new("ivh_volume_fraction_90", Code: "BC2M"),
        new("ivh_intensity_10", Code: "GBPN"),
        new("ivh_intensity_90", Code: "GBPN"),
        new("ivh_volume_fraction_difference", Code: "DDTU"),
        new("ivh_intensity_difference", Code: "CNV2"),
        new("ivh_area_under_curve", Code: "9CMM"),
    ];

    internal static void Compute(ReadOnlySpan<double> values, RadiomicsOptions options, Span<double> result)
    {
        result.Fill(double.NaN);
        if (values.IsEmpty)
        {
            return;
        }

        var (minimum, maximum) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }

        var byNumber = options.VolumeHistogramLevels == VolumeHistogramLevels.FixedBinNumber;
        if (!byNumber)
        {
            (minimum, maximum) = (options.ResegmentationMinimum ?? minimum, options.ResegmentationMaximum ?? maximum);
        }

        // A bin count from the width has no level for a range that ends on a bin's edge, whole numbers have one for either end.
        var whole = options.VolumeHistogramLevels == VolumeHistogramLevels.WholeIntensities;
        var width = byNumber ? (maximum - minimum) / options.VolumeHistogramBinCount : whole ? 1 : options.VolumeHistogramBinWidth;
        var count = byNumber ? minimum == maximum ? 1 : options.VolumeHistogramBinCount
            : whole ? Math.Floor(maximum - minimum) + 1 : Math.Max(1, Math.Ceiling((maximum - minimum) / width));
        if (!(count <= MaximumLevels))
        {
            return;
        }

        // at[k]: voxels of level k, from 0; then voxels of level k or above.
        var levels = (int)count;
        var at = ArrayPool<int>.Shared.Rent(levels + 1);
        try
        {
            var volume = at.AsSpan(0, levels + 1);
            volume.Clear();
            foreach (var value in values)
            {
                volume[levels == 1 ? 0 : Math.Clamp((int)Math.Floor((value - minimum) / width), 0, levels - 1)]++;
            }

            for (var k = levels - 1; k >= 0; k--)
            {
                volume[k] += volume[k + 1];
            }

            double n = values.Length;
            double Intensity(int level) => byNumber ? level + 1 : minimum + (whole ? level : (level + 0.5) * width);
            ref var features = ref FeatureFields.In<IntensityVolumeHistogramValues>(result);
            features.VolumeFraction10 = VolumeAt(volume, levels, 0.10) / n;
            features.VolumeFraction90 = VolumeAt(volume, levels, 0.90) / n;
            features.Intensity10 = Intensity(LevelAt(volume, 0.10 * n));
            features.Intensity90 = Intensity(LevelAt(volume, 0.90 * n));
            features.VolumeFractionDifference = features.VolumeFraction10 - features.VolumeFraction90;
            features.IntensityDifference = features.Intensity10 - features.Intensity90;
            features.AreaUnderCurve = levels == 1 ? 0 : Area(volume, levels) / n;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(at);
        }
    }

    /// <summary>Voxels at or above a fraction of the range.</summary>
    private static int VolumeAt(ReadOnlySpan<int> volume, int levels, double fraction) =>
        levels == 1 ? 0 : volume[(int)Math.Ceiling((fraction * (levels - 1)) - RoundingSlack)];

    /// <summary>The first level that at most so many voxels reach.</summary>
    private static int LevelAt(ReadOnlySpan<int> volume, double voxels)
    {
        var level = 0;
        while (volume[level] > voxels)
        {
            level++;
        }

        return level;
    }

    private static double Area(ReadOnlySpan<int> volume, int levels)
    {
        double sum = 0;
        for (var k = 1; k < levels; k++)
        {
            sum += (double)volume[k - 1] + volume[k];
        }

        return sum / 2 / (levels - 1);
    }
}
