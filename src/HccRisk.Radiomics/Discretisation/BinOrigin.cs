namespace HccRisk.Radiomics.Discretisation;

/// <summary>Where the first bin of a fixed width starts.</summary>
public enum BinOrigin
{
    /// <summary>At the lower bound of the re-segmentation range, or the region's minimum without one (IBSI).</summary>
    RangeOrMinimum = 0,

    /// <summary>At the largest multiple of the bin width that is not above the region's minimum (pyradiomics).</summary>
    MultipleOfWidth = 1,
}
