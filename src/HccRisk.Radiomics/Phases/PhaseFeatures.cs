using HccRisk.Core.Columns;
using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Phases;

/// <summary>
/// Enhancement over the contrast phases, from mean intensities of the lesion as read (no resampling, normalisation or
/// re-segmentation: ratios of z-scores mean nothing), each on the grid of its own series, so that phases on several grids compare without
/// resampling an image. With L, R and S the means of lesion, reference tissue and surrounding shell:
/// <c>phase_relative_mean_p</c> = L_p / R_p; <c>phase_rim_contrast_p</c> = (L_p - S_p) / S_p;
/// <c>phase_arterial_hyperenhancement</c> = (L_arterial - L_pre) / L_pre;
/// <c>phase_washout_q</c> = 1 - (L_q / R_q) / (L_arterial / R_arterial) for the portal venous and the delayed phase: washout is against the liver, and two
/// phases of MR seldom share a scale.
/// Without reference mask, without a finite voxel in shell or reference, or with denominator 0 the value is NaN. The signs of <see cref="LiverSigns"/> follow where they are asked for.
/// </summary>
internal static class PhaseFeatures
{
    internal static FeatureColumn[] Columns(IReadOnlyList<string> seriesNames, PhaseOptions phases) =>
        [.. Features(seriesNames, phases).Select(f => new FeatureColumn(f.Column))];

    /// <param name="names">Names of all series, in the order of the columns.</param>
    /// <param name="groups">The series there are, each with the masks on its grid: means need no common one.</param>
    /// <param name="phases">Which series is which.</param>
    /// <param name="zones">The zones of liver signs on the grid of a group.</param>
    /// <param name="missing">Receives what cannot be measured, and why.</param>
    /// <param name="result">Receives the values.</param>
    internal static void Compute(
        IReadOnlyList<string> names, IReadOnlyList<GridGroup> groups, PhaseOptions phases, Func<GridGroup, LiverZones> zones, List<string> missing, Span<double> result)
    {
        var means = new Means(names.Count);
        if (groups.Any(g => g.Series.Count > 0 && g.Masks.Reference is null))
        {
            missing.Add("phase_*: what is against reference tissue is not defined: there is no mask of it");
        }

        foreach (var group in groups.Where(g => g.Series.Count > 0))
        {
            var around = phases.Signs is null ? null : zones(group);
            var rim = around?.Surroundings ?? RimOf(group.Masks.Lesion, phases);
            missing.AddRange(around?.Missing ?? []);
            foreach (var (place, series) in group.Series.Where(s => s.Place < names.Count))
            {
                var image = series.Image.Voxels;
                var mean = Mean(image, group.Masks.Lesion.Inside);
                if (!double.IsFinite(mean))
                {
                    missing.Add($"Series '{series.Name}': phase_*: the lesion holds NaN or infinite voxels.");
                    continue;
                }

                means.Lesion[place] = mean;
                means.Rim[place] = Mean(image, rim);
                means.Reference[place] = group.Masks.Reference is { } reference ? FiniteMean(image, reference.Inside) : double.NaN;
                if (around is not null)
                {
                    var isCapsulePhase = series.Name == phases.PortalVenous || series.Name == phases.Delayed;
                    means.Signs.Measure(place, series, mean, around, phases.Signs!, isCapsulePhase, missing);
                }
            }
        }

        var at = 0;
        foreach (var (_, value) in Features(names, phases))
        {
            result[at++] = value(means);
        }
    }

    /// <summary>What has a column, in order: two of each series, then the changes between phases that the given series allow.</summary>
    private static IEnumerable<(string Column, Func<Means, double> Value)> Features(IReadOnlyList<string> names, PhaseOptions phases) =>
    [
        .. OfMeans(names, phases),
        .. phases.Signs is null ? [] : LiverSigns.Features(names, phases).Select(f => (f.Column, new Func<Means, double>(means => f.Value(means.Signs)))),
    ];

    private static IEnumerable<(string Column, Func<Means, double> Value)> OfMeans(IReadOnlyList<string> names, PhaseOptions phases)
    {
        foreach (var (place, name) in names.Index())
        {
            yield return ($"phase_relative_mean_{name}", means => means.Relative(place));
            yield return ($"phase_rim_contrast_{name}", means => Change(means.Lesion[place], means.Rim[place]));
        }

        var places = names.Index().ToDictionary(n => n.Item, n => n.Index, StringComparer.Ordinal);
        if (!places.TryGetValue(phases.Arterial, out var arterial))
        {
            yield break;
        }

        if (places.TryGetValue(phases.PreContrast, out var pre))
        {
            yield return ("phase_arterial_hyperenhancement", means => Change(means.Lesion[arterial], means.Lesion[pre]));
        }

        if (places.TryGetValue(phases.PortalVenous, out var portal))
        {
            yield return ("phase_washout_portal_venous", means => 1 - Ratio(means.Relative(portal), means.Relative(arterial)));
        }

        if (places.TryGetValue(phases.Delayed, out var delayed))
        {
            yield return ("phase_washout_delayed", means => 1 - Ratio(means.Relative(delayed), means.Relative(arterial)));
        }
    }

    private static int[] RimOf(Mask lesion, PhaseOptions phases)
    {
        using var distances = LesionDistances.Outside(lesion, phases.RimWidth);
        return distances.Between(0, phases.RimWidth);
    }

    private static double Change(double now, double then) => Ratio(now - then, then);

    private static double Ratio(double numerator, double denominator) => denominator == 0 ? double.NaN : numerator / denominator;

    private static double Mean(ReadOnlySpan<float> image, ReadOnlySpan<bool> inside)
    {
        double sum = 0;
        long count = 0;
        for (var i = inside.IndexOf(true); i >= 0 && i < inside.Length; i++)
        {
            if (inside[i])
            {
                sum += image[i];
                count++;
            }
        }

        return sum / count;
    }

    private static double FiniteMean(ReadOnlySpan<float> image, ReadOnlySpan<bool> inside)
    {
        double sum = 0;
        long count = 0;
        for (var i = 0; i < inside.Length; i++)
        {
            if (inside[i] && float.IsFinite(image[i]))
            {
                sum += image[i];
                count++;
            }
        }

        return count == 0 ? double.NaN : sum / count;
    }

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

    /// <summary>Means of each series; NaN until they are measured.</summary>
    private sealed class Means(int series)
    {
        internal double[] Lesion { get; } = Unknown(series);

        internal double[] Rim { get; } = Unknown(series);

        internal double[] Reference { get; } = Unknown(series);

        internal LiverSigns Signs { get; } = new(series);

        /// <summary>The lesion against the reference tissue.</summary>
        internal double Relative(int place) => Ratio(Lesion[place], Reference[place]);

        private static double[] Unknown(int count) => [.. Enumerable.Repeat(double.NaN, count)];
    }
}
