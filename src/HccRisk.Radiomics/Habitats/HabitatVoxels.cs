using HccRisk.Imaging;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Habitats;

/// <summary>The intensities of a lesion's voxels in every phase.</summary>
/// <param name="Masks">Lesion and reference on the grid of the phases.</param>
/// <param name="Series">The phases, in the order asked for, by the patient's masks.</param>
/// <param name="Voxels">Index of each voxel of the lesion in that grid, ascending.</param>
/// <param name="Values">The normalised intensities, voxel by voxel, a number a phase.</param>
internal sealed record HabitatVoxels(RadiomicsCase Masks, IReadOnlyList<RadiomicsSeries> Series, int[] Voxels, double[] Values)
{
    /// <summary>Gathers them; null, with the reason, where the patient lacks a phase or it does not cover the lesion.</summary>
    /// <exception cref="GeometryMismatchException">Phases lie on several grids.</exception>
    internal static (HabitatVoxels? Voxels, string? Missing) Of(RadiomicsCase patient, IReadOnlyList<string> phases, RadiomicsOptions options, CancellationToken cancellationToken)
    {
        options = options with { ResampleSpacing = null, ResegmentationMinimum = null, ResegmentationMaximum = null, ResegmentationSigmas = null, ResegmentationRange = null };
        var series = new List<RadiomicsSeries>();
        foreach (var phase in phases)
        {
            if (patient.Series.FirstOrDefault(s => s.Name == phase)?.Image is { } image || (image = patient.Optional.FirstOrDefault(o => o.Name == phase)?.Image) is not null)
            {
                series.Add(new RadiomicsSeries(phase, image));
                continue;
            }

            return (null, $"{phase}: {patient.Optional.FirstOrDefault(o => o.Name == phase)?.Reason ?? "the patient does not have it"}");
        }

        var groups = MaskAlignment.Groups(patient with { Series = series, Optional = [] }, options, [], []);
        if (groups.FirstOrDefault(g => g.Series.Count == phases.Count) is not { } group)
        {
            throw new GeometryMismatchException(
                $"Habitats need phases on one grid, registered to each other; '{groups[^1].Series[0].Series.Name}' lies on another than '{series[0].Name}'.");
        }

        var lesion = group.Masks.Lesion;
        using var region = LesionRegion.Resample(lesion, options, 1);
        var values = new double[region.Count * phases.Count];
        for (var p = 0; p < phases.Count; p++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var one = group.Series[p].Series;
            if (options.BiasField is not null)
            {
                one = one with { Image = BiasFieldStage.Correct(one, options, cancellationToken).Corrected };
            }

            try
            {
                using var intensities = SeriesIntensities.Create(region, one, IntensityScale.Create(options, one, group.Masks.Reference), options);
                for (var i = 0; i < region.Count; i++)
                {
                    values[(i * phases.Count) + p] = intensities.Values[i];
                }
            }
            catch (InvalidIntensityException e)
            {
                return (null, e.Message);
            }
        }

        var (g, offset) = (lesion.Geometry, region.Offset);
        var voxels = new int[region.Count];
        for (var i = 0; i < voxels.Length; i++)
        {
            var v = region.Voxels[i];
            voxels[i] = v.X + offset.X + (g.Width * (v.Y + offset.Y + (g.Height * (v.Z + offset.Z))));
        }

        return (new HabitatVoxels(group.Masks, series, voxels, values), null);
    }

    /// <summary>The files of the phases, all of them needed; and why one is missing, or null.</summary>
    internal static (RadiomicsFiles Files, string? Missing) PhasesOf(RadiomicsFiles files, IReadOnlyList<string> phases)
    {
        var given = files.Series.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)).Concat(files.Optional).Where(s => !string.IsNullOrEmpty(s.Value)).ToList();
        var missing = phases.FirstOrDefault(p => !given.Exists(s => s.Key == p));
        return missing is not null ? (files, $"{missing}: the patient does not have it") : (files with
        {
            Series = [.. phases.Select(p => KeyValuePair.Create(p, given.First(s => s.Key == p).Value!))],
            Optional = [],
            SeriesMasks = new Dictionary<string, SeriesMaskFiles>(StringComparer.Ordinal),
        }, null);
    }

    /// <summary>The intensities of so many voxels, evenly spaced; of all where there are fewer.</summary>
    internal static double[] Thin(double[] values, int width, int most)
    {
        var n = values.Length / width;
        if (n <= most)
        {
            return values;
        }

        var kept = new double[most * width];
        for (var i = 0; i < most; i++)
        {
            values.AsSpan((int)(((2L * i) + 1) * n / (2L * most)) * width, width).CopyTo(kept.AsSpan(i * width));
        }

        return kept;
    }
}
