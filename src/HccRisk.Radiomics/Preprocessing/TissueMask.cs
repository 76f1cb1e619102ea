using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Preprocessing;

/// <summary>The tissue that serves as a scale of intensities.</summary>
internal static class TissueMask
{
    /// <summary>What it is called in messages.</summary>
    internal static string Name(NormalisationTissue tissue) => tissue == NormalisationTissue.Liver ? "liver outside the lesion" : "reference tissue";

    /// <summary>The tissue of a patient on one grid; null where none is needed or there is none.</summary>
    internal static Mask? Of(RadiomicsCase masks, RadiomicsOptions options)
    {
        if (!options.ScalesByTissue || options.Scaling.Tissue == NormalisationTissue.ReferenceMask)
        {
            return masks.Reference;
        }

        if (masks.Organ is not { } organ)
        {
            return null;
        }

        var inside = organ.Inside.ToArray();
        for (var i = 0; i < inside.Length; i++)
        {
            inside[i] &= !masks.Lesion.Inside[i];
        }

        using var distances = LesionDistances.Outside(masks.Lesion, options.Scaling.LiverMargin);
        foreach (var near in distances.Between(0, options.Scaling.LiverMargin))
        {
            inside[near] = false;
        }

        return new Mask(organ.Geometry, inside);
    }
}
