using HccRisk.Imaging;

namespace HccRisk.Radiomics;

/// <summary>Masks of a single series, on the grid of its image: for a series on another grid than the others, or with an outline of its own.</summary>
public sealed record SeriesMasks
{
    /// <summary>The lesion; null (default): the one of the patient.</summary>
    public Mask? Lesion { get; init; }

    /// <summary>Reference tissue; null (default): the one of the patient.</summary>
    public Mask? Reference { get; init; }

    /// <summary>The organ; null (default): the one of the patient.</summary>
    public Mask? Organ { get; init; }
}
