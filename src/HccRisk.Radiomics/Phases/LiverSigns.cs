using System.Buffers;
using HccRisk.Radiomics.Numerics;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Phases;

/// <summary>
/// Signs of each phase, of intensities as read, and how they change from phase to phase. With L the mean of the lesion and R the trimmed mean of the liver
/// around it: <c>phase_liver_contrast_p</c> = (L - R) / R; <c>phase_rim_to_core_p</c>, above 1 with a bright rim; <c>phase_corona_p</c> and
/// <c>phase_peritumoral_p</c>, shells outside by R; <c>phase_mosaic_p</c>, variance between cubes of the lesion by R squared;
/// <c>phase_enhancement_p</c> = (L_p - L_pre) / L_pre and <c>phase_liver_enhancement_p</c>, the same of R; <c>phase_aphe_index</c>, contrast in the arterial
/// phase less that before; <c>phase_washout_index_q</c> = L / R in the arterial phase less that in q; <c>phase_capsule_ratio_q</c>,
/// <c>phase_capsule_coverage_q</c> and <c>phase_capsule_rays_q</c> as <see cref="CapsuleRays"/> has them.
/// </summary>
internal sealed class LiverSigns
{
    private readonly SeriesSigns[] _series;

    /// <param name="count">Number of series there could be.</param>
    internal LiverSigns(int count)
    {
        _series = new SeriesSigns[count];
        Array.Fill(_series, SeriesSigns.Unknown);
    }

    /// <summary>Columns and what is in them, in order.</summary>
    /// <param name="names">Names of all series.</param>
    /// <param name="phases">Which series is which.</param>
    internal static IEnumerable<(string Column, Func<LiverSigns, double> Value)> Features(IReadOnlyList<string> names, PhaseOptions phases)
    {
        var places = names.Index().ToDictionary(n => n.Item, n => n.Index, StringComparer.Ordinal);
        int? Find(string name) => places.TryGetValue(name, out var place) ? place : null;

        foreach (var (place, name) in names.Index())
        {
            yield return ($"phase_liver_contrast_{name}", signs => signs._series[place].Contrast);
            yield return ($"phase_rim_to_core_{name}", signs => signs._series[place].RimToCore);
            yield return ($"phase_corona_{name}", signs => signs._series[place].Corona);
            yield return ($"phase_peritumoral_{name}", signs => signs._series[place].Peritumoral);
            yield return ($"phase_mosaic_{name}", signs => signs._series[place].Mosaic);
        }

        var (pre, arterial) = (Find(phases.PreContrast), Find(phases.Arterial));
        foreach (var (place, name) in names.Index().Where(n => pre is not null && n.Index != pre))
        {
            if (place != arterial)
            {
                // Of the arterial phase it is phase_arterial_hyperenhancement.
                yield return ($"phase_enhancement_{name}", signs => Change(signs._series[place].Lesion, signs._series[pre!.Value].Lesion));
            }

            yield return ($"phase_liver_enhancement_{name}", signs => Change(signs._series[place].Liver, signs._series[pre!.Value].Liver));
        }

        if (pre is { } before && arterial is { } early)
        {
            yield return ("phase_aphe_index", signs => signs._series[early].Contrast - signs._series[before].Contrast);
        }

        foreach (var (late, name) in new[] { (Find(phases.PortalVenous), "portal_venous"), (Find(phases.Delayed), "delayed") })
        {
            if (late is not { } place)
            {
                continue;
            }

            if (arterial is { } first)
            {
                yield return ($"phase_washout_index_{name}", signs => signs._series[first].Contrast - signs._series[place].Contrast);
            }

            yield return ($"phase_capsule_ratio_{name}", signs => signs._series[place].Capsule.Ratio);
            yield return ($"phase_capsule_coverage_{name}", signs => signs._series[place].Capsule.Coverage);
            yield return ($"phase_capsule_rays_{name}", signs => signs._series[place].Capsule.Judged);
        }
    }

    /// <summary>Measures one series.</summary>
    /// <param name="place">Its place among all.</param>
    /// <param name="series">The series, finite in the lesion.</param>
    /// <param name="lesion">Mean of the lesion.</param>
    /// <param name="zones">The zones on its grid.</param>
    /// <param name="options">How much is trimmed.</param>
    /// <param name="isCapsulePhase">Whether it is one that capsules are looked for in.</param>
    /// <param name="missing">Receives what is not defined, and why.</param>
    internal void Measure(int place, RadiomicsSeries series, double lesion, LiverZones zones, LiverSignOptions options, bool isCapsulePhase, List<string> missing)
    {
        var image = series.Image.Voxels;
        var liver = TissueMean(image, zones, options);
        if (zones.Tissue.Length > 0 && !(liver > 0))
        {
            var reason = double.IsNaN(liver) ? "it has no finite voxel" : FormattableString.Invariant($"its mean is {liver:G4}, and quotients need one above 0");
            missing.Add($"Series '{series.Name}': phase signs against the liver are not defined: {reason}");
            liver = double.NaN;
        }

        var core = Mean(image, zones.Core);
        (double Ratio, double Coverage, double Judged) capsule = isCapsulePhase ? zones.Capsule.Measure(image) : (double.NaN, double.NaN, double.NaN);
        if (isCapsulePhase && capsule.Judged == 0)
        {
            missing.Add($"Series '{series.Name}': phase_capsule_*: no ray meets lesion, surface and surroundings in the image and in the organ");
        }
        else if (isCapsulePhase && double.IsNaN(capsule.Ratio))
        {
            missing.Add($"Series '{series.Name}': phase_capsule_ratio_*: both sides of the surface have means that are not above 0");
        }

        if (core <= 0)
        {
            missing.Add(FormattableString.Invariant($"Series '{series.Name}': phase_rim_to_core_*: the core has the mean {core:G4}, and quotients need one above 0"));
        }

        var mosaic = zones.Mosaic.Between(image);
        if (!zones.Mosaic.IsDefined)
        {
            missing.Add(FormattableString.Invariant($"Series '{series.Name}': phase_mosaic_*: the lesion has no two parts of {options.MosaicVolume} mm3"));
        }

        _series[place] = new SeriesSigns(
            lesion,
            liver,
            Change(lesion, liver),
            Ratio(Mean(image, zones.Rim), core),
            Ratio(Mean(image, zones.Corona), liver),
            Ratio(Mean(image, zones.Peritumoral), liver),
            Ratio(mosaic, liver * liver),
            capsule);
    }

    /// <summary>The reference tissue without the tails of its intensities; NaN without a finite voxel.</summary>
    internal static double TissueMean(ReadOnlySpan<float> image, LiverZones zones, LiverSignOptions options)
    {
        var buffer = ArrayPool<double>.Shared.Rent(Math.Max(1, zones.Tissue.Length));
        try
        {
            var count = 0;
            foreach (var voxel in zones.Tissue)
            {
                if (float.IsFinite(image[voxel]))
                {
                    buffer[count++] = image[voxel];
                }
            }

            if (count == 0)
            {
                return double.NaN;
            }

            var values = buffer.AsSpan(0, count);
            Span<double> limits = stackalloc double[2];
            OrderStatistics.Percentiles(values, [options.Trim, 1 - options.Trim], limits);
            var (sum, kept) = (0.0, 0);
            foreach (var value in values)
            {
                if (value >= limits[0] && value <= limits[1])
                {
                    sum += value;
                    kept++;
                }
            }

            // Two voxels lie both beyond limits that are between them.
            return kept > 0 ? sum / kept : (limits[0] + limits[1]) / 2;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(buffer);
        }
    }

    private static double Change(double now, double then) => Ratio(now - then, then);

    /// <summary>NaN where what it is divided by is not above 0: a quotient would change its sign there.</summary>
    private static double Ratio(double numerator, double denominator) => denominator > 0 ? numerator / denominator : double.NaN;

    private static double Mean(ReadOnlySpan<float> image, int[] voxels)
    {
        double sum = 0;
        long count = 0;
        foreach (var voxel in voxels)
        {
            if (float.IsFinite(image[voxel]))
            {
                sum += image[voxel];
                count++;
            }
        }

        return count == 0 ? double.NaN : sum / count;
    }

    /// <summary>What is measured in one series; NaN until it is.</summary>
    private sealed record SeriesSigns(
        double Lesion, double Liver, double Contrast, double RimToCore, double Corona, double Peritumoral, double Mosaic, (double Ratio, double Coverage, double Judged) Capsule)
    {
        internal static SeriesSigns Unknown { get; } = new(
            double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, (double.NaN, double.NaN, double.NaN));
    }
}
