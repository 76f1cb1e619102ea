using HccRisk.Imaging;
using HccRisk.Imaging.Dicom.Masks;

namespace HccRisk.Radiomics.Roi;

/// <summary>Sees to it that each series lies on one grid with its masks.</summary>
internal static class MaskAlignment
{
    /// <summary>
    /// The series of a patient by the grid they lie on, each with its masks on that grid: masks of the same voxels in another order of axes voxel for
    /// voxel, cropped ones filled up, none resampled unless the options ask for it. The first
    /// group has the patient's masks and may be without series.
    /// </summary>
    /// <param name="patient">The images and masks.</param>
    /// <param name="options">How far grids may differ, and whether masks are resampled.</param>
    /// <param name="missing">Receives why an optional series is left out.</param>
    /// <param name="remarks">Receives what became of masks of another extent.</param>
    internal static List<GridGroup> Groups(RadiomicsCase patient, RadiomicsOptions options, List<string> missing, List<string> remarks)
    {
        var sources = new List<RadiomicsCase> { patient with { Series = [], Optional = [] } };
        List<(RadiomicsSeries Series, bool IsOptional, int Place)> series =
        [
            .. patient.Series.Select((s, i) => (s, false, i)),
            .. patient.Optional.Select((o, i) => (Optional: o, Place: patient.Series.Count + i)).Where(o => o.Optional.Image is not null)
                .Select(o => (new RadiomicsSeries(o.Optional.Name, o.Optional.Image!) { Masks = o.Optional.Masks }, true, o.Place)),
        ];
        var home = (options.ResampleMasks ? series.FirstOrDefault(s => s.Series.Masks?.Lesion is null).Series?.Image.Geometry : null)
            ?? series.Select(s => s.Series.Image.Geometry).FirstOrDefault(grid => patient.Lesion.ReindexTo(grid, options.GeometryTolerance)?.Count == patient.Lesion.Count)
            ?? patient.Lesion.Geometry;
        if (series.Count > 0 && series[0].Series is { Masks: null or { Lesion: null } } one)
        {
            // The series is what the masks do not fit, as a user sees it.
            Check(one.Image.Geometry, $"series '{one.Name}'", patient.Lesion, "lesion mask", options);
        }

        var groups = new List<GridGroup> { new(OnGrid(sources[0], home, "lesion mask", options, remarks), []) };
        foreach (var (item, isOptional, place) in series)
        {
            var source = sources[0] with
            {
                Lesion = item.Masks?.Lesion ?? patient.Lesion,
                Reference = item.Masks?.Reference ?? patient.Reference,
                Organ = item.Masks?.Organ ?? patient.Organ,
            };
            RequireReference(source, options);
            var found = Enumerable.Range(0, groups.Count).FirstOrDefault(i => IsSame(sources[i], source) && groups[i].Masks.Lesion.Geometry.Matches(item.Image.Geometry, options.GeometryTolerance), -1);
            if (found < 0)
            {
                try
                {
                    groups.Add(new(OnGrid(source, item.Image.Geometry, $"series '{item.Name}'", options, remarks), []));
                }
                catch (Exception e) when (isOptional && e is GeometryMismatchException or EmptyMaskException)
                {
                    missing.Add($"{item.Name}: {e.Message}");
                    continue;
                }

                sources.Add(source);
                found = groups.Count - 1;
            }

            groups[found].Series.Add((place, item));
        }

        return groups;
    }

    /// <summary>Throws where a mask lies on another grid and is not to be resampled.</summary>
    internal static void Check(VolumeGeometry grid, string name, Mask? mask, string maskName, RadiomicsOptions options)
    {
        if (mask is null || options.ResampleMasks || mask.ReindexTo(grid, options.GeometryTolerance) is not null)
        {
            return;
        }

        try
        {
            grid.EnsureMatches(mask.Geometry, options.GeometryTolerance, name, maskName);
        }
        catch (GeometryMismatchException e)
        {
            throw Refused(e);
        }
    }

    /// <summary>The error with what would bring the mask onto the grid.</summary>
    internal static GeometryMismatchException Refused(GeometryMismatchException cause) =>
        new($"{cause.Message} {nameof(RadiomicsOptions)}.{nameof(RadiomicsOptions.ResampleMasks)} brings masks onto the grid of the series.");

    private static RadiomicsCase OnGrid(RadiomicsCase masks, VolumeGeometry grid, string name, RadiomicsOptions options, List<string> remarks)
    {
        Check(grid, name, masks.Lesion, "lesion mask", options);
        Check(grid, name, masks.Reference, "reference mask", options);
        Check(grid, name, masks.Organ, "organ mask", options);
        RequireVoxels(masks.Reference, "reference");
        RequireVoxels(masks.Organ, "organ");
        return masks with
        {
            Lesion = Bring(masks.Lesion, "lesion", grid, name, options, remarks),
            Reference = masks.Reference is { } reference ? Bring(reference, "reference", grid, name, options, remarks) : null,
            Organ = masks.Organ is { } organ ? Bring(organ, "organ", grid, name, options, remarks) : null,
        };
    }

    private static bool IsSame(RadiomicsCase a, RadiomicsCase b) =>
        ReferenceEquals(a.Lesion, b.Lesion) && ReferenceEquals(a.Reference, b.Reference) && ReferenceEquals(a.Organ, b.Organ);

    private static void RequireReference(RadiomicsCase masks, RadiomicsOptions options)
    {
        if (options.ScalesByTissue && (options.Scaling.Tissue == NormalisationTissue.Liver ? masks.Organ : masks.Reference) is null)
        {
            throw new ArgumentException($"{options.TissueNeeded}{(masks.OrganFault is { } fault ? $" {fault}" : string.Empty)}", nameof(masks));
        }
    }

    private static void RequireVoxels(Mask? mask, string name)
    {
        if (mask?.Count == 0)
        {
            throw new EmptyMaskException($"The {name} mask has no voxel inside.");
        }
    }

    private static Mask Bring(Mask mask, string name, VolumeGeometry grid, string on, RadiomicsOptions options, List<string> remarks)
    {
        var placed = new PlacedMask(mask, []).OnGrid(grid, $"{name} mask", options.ResampleMasks, options.GeometryTolerance);
        remarks.AddRange(placed.Findings.Select(finding => $"{on}: {finding.Kind}: {finding.Message}"));
        return placed.Mask.Count > 0 || mask.Count == 0
            ? placed.Mask
            : throw new EmptyMaskException(FormattableString.Invariant(
                $"The {name} mask has {mask.Count} voxels but none on the series' grid of {grid.Width} x {grid.Height} x {grid.Depth} voxels: they lie outside it or between its voxel centres."));
    }
}
