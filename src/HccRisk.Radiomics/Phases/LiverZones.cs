using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Phases;

/// <summary>The voxels that liver signs are measured in, on one grid: indices in it. An empty list is a zone that the patient does not have.</summary>
internal sealed class LiverZones
{
    private LiverZones()
    {
    }

    /// <summary>Reference tissue.</summary>
    internal required int[] Tissue { get; init; }

    /// <summary>The lesion as deep as the rim.</summary>
    internal required int[] Rim { get; init; }

    /// <summary>The lesion deeper than that.</summary>
    internal required int[] Core { get; init; }

    /// <summary>Outside the lesion, in the organ where there is a mask of it.</summary>
    internal required int[] Corona { get; init; }

    /// <summary>The same, as wide as peritumoral hypointensity is looked for.</summary>
    internal required int[] Peritumoral { get; init; }

    /// <summary>Outside the lesion as far as it is compared with, in the organ or not.</summary>
    internal required int[] Surroundings { get; init; }

    /// <summary>Rays through the surface.</summary>
    internal required CapsuleRays Capsule { get; init; }

    /// <summary>Cubes of the lesion.</summary>
    internal required MosaicParts Mosaic { get; init; }

    /// <summary>What is not there, and why, one line each.</summary>
    internal required IReadOnlyList<string> Missing { get; init; }

    /// <param name="masks">The masks of one grid.</param>
    /// <param name="phases">Widths.</param>
    internal static LiverZones Of(RadiomicsCase masks, PhaseOptions phases)
    {
        var (lesion, organ, options) = (masks.Lesion, masks.Organ, phases.Signs!);
        var missing = new List<string>();
        using var outside = LesionDistances.Outside(lesion, phases.Reach);
        using var inside = LesionDistances.Inside(lesion, options.RimDepth);

        int[] Named(string name, int[] voxels, string absent)
        {
            if (voxels.Length == 0)
            {
                missing.Add($"phase_{name}_*: {absent}");
            }

            return voxels;
        }

        if (organ is null)
        {
            missing.Add($"phase_corona_*, phase_peritumoral_* and phase_capsule_* are not cut to the organ: {masks.OrganFault ?? "there is no organ mask"}");
        }

        var where = organ is null ? "there is no voxel within {0} mm outside the lesion" : "no voxel of the organ lies within {0} mm outside the lesion";
        string Absent(double reach) => string.Format(System.Globalization.CultureInfo.InvariantCulture, where, reach);
        return new LiverZones
        {
            Tissue = TissueOf(masks, options, outside, missing),
            Rim = inside.Between(0, options.RimDepth),
            Core = Named("rim_to_core", inside.Between(options.RimDepth, double.PositiveInfinity), FormattableString.Invariant($"no voxel of the lesion is deeper than its rim of {options.RimDepth} mm")),
            Corona = Named("corona", outside.Between(0, options.Corona, organ), Absent(options.Corona)),
            Peritumoral = Named("peritumoral", outside.Between(0, options.Peritumoral, organ), Absent(options.Peritumoral)),
            Surroundings = outside.Between(0, phases.RimWidth),
            Capsule = new CapsuleRays(lesion, organ, options),
            Mosaic = new MosaicParts(lesion, options.MosaicVolume),
            Missing = missing,
        };
    }

    private static int[] TissueOf(
        RadiomicsCase masks, LiverSignOptions options, LesionDistances outside, List<string> missing)
    {
        var isOrgan = options.Reference == LiverReference.OrganRing;
        var (mask, name) = isOrgan ? (masks.Organ, "organ") : (masks.Reference, "reference");
        if (mask is null)
        {
            var fault = isOrgan ? masks.OrganFault : null;
            missing.Add($"phase signs against the liver are not defined: {fault ?? $"there is no {name} mask"}");
            return [];
        }

        var voxels = options.Reference != LiverReference.ReferenceMask ? outside.Between(options.RingFrom, options.RingTo, mask)
            : [.. mask.Inside.ToArray().Index().Where(v => v.Item).Select(v => v.Index)];
        if (voxels.Length == 0)
        {
            missing.Add(FormattableString.Invariant(
                $"phase signs against the liver are not defined: no voxel of the {name} mask lies {options.RingFrom} to {options.RingTo} mm from the lesion"));
        }

        return voxels;
    }
}
