using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Filters;
using HccRisk.Radiomics.Layout;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics;

/// <summary>
/// Filters whose responses are measured beside the image. The voxels are those of the region in the unfiltered image, after its re-segmentation; columns
/// follow those of the image, with the filter's name before that of the feature: <c>arterial.log_3mm_3d.stat_mean</c>.
/// </summary>
public sealed record FilterOptions
{
    /// <summary>What can be measured on a response: all that needs no voxel outside the region and no scale.</summary>
    internal const RadiomicsFamilies Possible = RadiomicsFamilies.Statistics | RadiomicsFamilies.IntensityHistogram | RadiomicsFamilies.IntensityVolumeHistogram
        | RadiomicsFamilies.SpatialAutocorrelation | RadiomicsFamilies.Glcm | RadiomicsFamilies.MaximalCorrelation | RadiomicsFamilies.Glrlm
        | RadiomicsFamilies.Glszm | RadiomicsFamilies.Gldzm | RadiomicsFamilies.Ngtdm | RadiomicsFamilies.Ngldm;

    /// <summary>The filters, in the order of their columns. Default: none.</summary>
    public IReadOnlyList<ImageFilter> Filters { get; init; } = [];

    /// <summary>Families of each response: any of statistics, histograms, autocorrelation and texture. Default: statistics.</summary>
    public RadiomicsFamilies Families { get; init; } = RadiomicsFamilies.Statistics;

    /// <summary>Bins of a response between its least and greatest value, 2 to 4096. Default 32.</summary>
    public int BinCount { get; init; } = 32;

    /// <summary>Width of the bins of a response, above 0, instead of their number; null (default): by number, since responses have no common scale.</summary>
    public double? BinWidth { get; init; }

    /// <summary>Whether grey levels of a response are made as those of the image.</summary>
    internal bool LikeImage { get; init; }

    /// <summary>The box of the working grid that filters see, which holds the region; null: the whole image.</summary>
    internal GridBox? Seen { get; init; }

    /// <summary>Whether the image itself is measured for its shape alone.</summary>
    internal bool WithoutImage { get; init; }

    /// <summary>Whether every option has the same value; filters are compared one by one.</summary>
    public bool Equals(FilterOptions? other) => other is not null
        && Filters.SequenceEqual(other.Filters)
        && (Families, BinCount, BinWidth, LikeImage, Seen, WithoutImage) == (other.Families, other.BinCount, other.BinWidth, other.LikeImage, other.Seen, other.WithoutImage);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Filters.Count, Families, BinCount, BinWidth, LikeImage, Seen);

    /// <summary>Every option in words; empty without filters.</summary>
    internal string ToCanonicalString() => Filters.Count == 0 ? string.Empty : FormattableString.Invariant(
        $";filters={string.Join(',', Filters.Select(f => f.Name))};families={(int)Families};bins={BinCount},{BinWidth:R},{LikeImage};without={WithoutImage}");

    /// <summary>The axis of filters: the image, then the responses.</summary>
    internal IEnumerable<AxisMember> Members =>
        [WithoutImage ? AxisMember.Original with { Families = AxisMember.Original.Families & ~Possible } : AxisMember.Original, .. Filters.Select(f => AxisMember.Response(f, Families))];

    /// <summary>How features of a response are computed.</summary>
    internal RadiomicsOptions OfResponses(RadiomicsOptions options) => LikeImage ? options : options with
    {
        Discretisation = BinWidth is null ? DiscretisationMethod.FixedBinNumber : DiscretisationMethod.FixedBinSize,
        BinCount = BinCount,
        BinWidth = BinWidth ?? options.BinWidth,
        VolumeHistogramLevels = Discretisation.VolumeHistogramLevels.FixedBinNumber,
        ResegmentationMinimum = null,
        ResegmentationMaximum = null,
    };

    internal IEnumerable<string> Faults()
    {
        foreach (var (i, filter) in Filters.Index())
        {
            foreach (var fault in filter.Faults())
            {
                yield return FormattableString.Invariant($"Filters.Filters[{i}]: {fault}");
            }

            if (Filters.Take(i).Any(f => f.Name == filter.Name))
            {
                yield return FormattableString.Invariant($"Filters.Filters[{i}]: '{filter.Name}' is there twice");
            }
        }

        if (Families == RadiomicsFamilies.None || (Families | Possible) != Possible)
        {
            yield return $"Filters.Families is {Families}: choose of {Possible}";
        }

        if (BinCount is not (>= 2 and <= 4096))
        {
            yield return FormattableString.Invariant($"Filters.BinCount is {BinCount}: 2 to 4096");
        }

        if (BinWidth is not (null or (> 0 and < double.PositiveInfinity)))
        {
            yield return FormattableString.Invariant($"Filters.BinWidth is {BinWidth}: above 0");
        }
    }
}
