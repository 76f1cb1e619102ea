using HccRisk.Core.Imaging;

namespace HccRisk.Features.Radiomics.Preprocessing;

/// <summary>Sees to it that series and masks lie on one grid.</summary>
internal static class MaskAlignment
{
    /// <summary>The patient with masks on the series' grid; none is resampled unless the options ask for it.</summary>
    internal static RadiomicsCase Align(RadiomicsCase patient, RadiomicsOptions options)
    {
        if (patient.Reference is null && options.Normalisation is IntensityNormalisation.ZScoreReference or IntensityNormalisation.ReferenceMean)
        {
            throw new ArgumentException($"The normalisation {options.Normalisation} needs a reference mask.", nameof(patient));
        }

        List<RadiomicsSeries> series = [.. patient.Series, .. patient.Optional.Where(o => o.Image is not null).Select(o => new RadiomicsSeries(o.Name, o.Image!))];
        if (!options.ResampleMasks || series.Count == 0)
        {
            foreach (var one in series)
            {
                Check(one.Image.Geometry, $"series '{one.Name}'", patient.Lesion, "lesion mask", options);
            }

            Check(patient.Lesion.Geometry, "lesion mask", patient.Reference, "reference mask", options);
            Check(patient.Lesion.Geometry, "lesion mask", patient.Organ, "organ mask", options);
        }

        RequireVoxels(patient.Reference, "reference");
        RequireVoxels(patient.Organ, "organ");
        if (!options.ResampleMasks || series.Count == 0)
        {
            return patient;
        }

        var grid = series[0].Image.Geometry;
        foreach (var one in series.Skip(1))
        {
            one.Image.Geometry.EnsureMatches(grid, options.GeometryTolerance, $"series '{one.Name}'", $"series '{series[0].Name}'");
        }

        return patient with
        {
            Lesion = Bring(patient.Lesion, "lesion", grid, options),
            Reference = patient.Reference is { } reference ? Bring(reference, "reference", grid, options) : null,
            Organ = patient.Organ is { } organ ? Bring(organ, "organ", grid, options) : null,
        };
    }

    /// <summary>Throws where a mask lies on another grid and is not to be resampled.</summary>
    internal static void Check(VolumeGeometry grid, string name, Mask? mask, string maskName, RadiomicsOptions options)
    {
        if (mask is not null && !options.ResampleMasks)
        {
            grid.EnsureMatches(mask.Geometry, options.GeometryTolerance, name, maskName);
        }
    }

    private static void RequireVoxels(Mask? mask, string name)
    {
        if (mask?.Count == 0)
        {
            throw new EmptyMaskException($"The {name} mask has no voxel inside.");
        }
    }

    private static Mask Bring(Mask mask, string name, VolumeGeometry grid, RadiomicsOptions options)
    {
        if (grid.Matches(mask.Geometry, options.GeometryTolerance))
        {
            return mask;
        }

        var moved = mask.ResampleTo(grid);
        return moved.Count > 0 || mask.Count == 0
            ? moved
            : throw new EmptyMaskException(FormattableString.Invariant(
                $"The {name} mask has {mask.Count} voxels but none on the series' grid of {grid.Width} x {grid.Height} x {grid.Depth} voxels: they lie outside it or between its voxel centres."));
    }
}
