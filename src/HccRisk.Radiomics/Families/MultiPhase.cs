using HccRisk.Core.Columns;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Regions;

namespace HccRisk.Radiomics.Families;

/// <summary>
/// Enhancement over the contrast phases, from mean intensities of the lesion as read (no resampling, normalisation or
/// re-segmentation: ratios of z-scores mean nothing), each on the grid of its own series, so that phases on several grids compare without
/// resampling an image. With L, R and S the means of lesion, reference tissue and surrounding shell:
/// <c>phase_relative_mean_p</c> = L_p / R_p; <c>phase_rim_contrast_p</c> = (L_p - S_p) / S_p;
/// <c>phase_arterial_hyperenhancement</c> = (L_arterial - L_pre) / L_pre;
/// <c>phase_washout_q</c> = 1 - (L_q / R_q) / (L_arterial / R_arterial) for the portal venous and the delayed phase: washout is against the liver, and two
/// phases of MR seldom share a scale.
/// Without reference mask, without a finite voxel in shell or reference, or with denominator 0 the value is NaN.
/// </summary>
internal static class MultiPhase
{
    internal static List<FeatureColumn> Columns(IReadOnlyList<string> seriesNames, PhaseOptions phases)
    {
        var columns = new List<FeatureColumn>();
        foreach (var name in seriesNames)
        {
            columns.Add(new FeatureColumn($"phase_relative_mean_{name}"));
            columns.Add(new FeatureColumn($"phase_rim_contrast_{name}"));
        }

        foreach (var (column, _, _, _) in Changes(seriesNames, phases))
        {
            columns.Add(new FeatureColumn(column));
        }

        return columns;
    }

    /// <param name="names">Names of all series, in the order of the columns.</param>
    /// <param name="groups">The series there are, each with the masks on its grid: means need no common one.</param>
    /// <param name="phases">Which series is which.</param>
    /// <param name="missing">Receives what cannot be measured, and why.</param>
    /// <param name="result">Receives the values.</param>
    internal static void Compute(IReadOnlyList<string> names, IReadOnlyList<GridGroup> groups, PhaseOptions phases, List<string> missing, Span<double> result)
    {
        result.Fill(double.NaN);
        var means = new double[names.Count];
        means.AsSpan().Fill(double.NaN);
        if (groups.Any(g => g.Series.Count > 0 && g.Masks.Reference is null))
        {
            missing.Add("phase_*: what is against reference tissue is not defined: there is no mask of it");
        }

        foreach (var group in groups.Where(g => g.Series.Count > 0))
        {
            using var distances = LesionDistances.Outside(group.Masks.Lesion, phases.RimWidth);
            var rim = distances.Between(0, phases.RimWidth);
            foreach (var (place, series) in group.Series)
            {
                var image = series.Image.Voxels;
                var mean = Mean(image, group.Masks.Lesion.Inside);
                if (!double.IsFinite(mean))
                {
                    missing.Add($"Series '{series.Name}': phase_*: the lesion holds NaN or infinite voxels.");
                    continue;
                }

                means[place] = mean;
                var around = Mean(image, rim);
                result[2 * place] = group.Masks.Reference is { } reference ? Ratio(mean, FiniteMean(image, reference.Inside)) : double.NaN;
                result[(2 * place) + 1] = Ratio(mean - around, around);
            }
        }

        var at = 2 * names.Count;
        foreach (var (_, phase, before, isRelative) in Changes(names, phases))
        {
            var (now, then) = isRelative ? (result[2 * phase], result[2 * before]) : (means[phase], means[before]);
            result[at++] = isRelative ? 1 - Ratio(now, then) : Ratio(now - then, then);
        }
    }

    /// <summary>The changes from one phase to another that the given series allow, as indices of series, and whether they are against reference tissue.</summary>
    private static IEnumerable<(string Column, int Phase, int Before, bool IsRelative)> Changes(IReadOnlyList<string> names, PhaseOptions phases)
    {
        int IndexOf(string name)
        {
            for (var i = 0; i < names.Count; i++)
            {
                if (string.Equals(names[i], name, StringComparison.Ordinal))
                {
                    return i;
                }
            }

            return -1;
        }

        var arterial = IndexOf(phases.Arterial);
        if (arterial < 0)
        {
            yield break;
        }

        if (IndexOf(phases.PreContrast) is >= 0 and var pre)
        {
            yield return ("phase_arterial_hyperenhancement", arterial, pre, false);
        }

        if (IndexOf(phases.PortalVenous) is >= 0 and var portal)
        {
            yield return ("phase_washout_portal_venous", portal, arterial, true);
        }

        if (IndexOf(phases.Delayed) is >= 0 and var delayed)
        {
            yield return ("phase_washout_delayed", delayed, arterial, true);
        }
    }

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

    private static double Mean(ReadOnlySpan<float> image, List<int> voxels)
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
}
