namespace HccRisk.Radiomics;

/// <summary>Files with the masks of a single series, on the grid of its image; what is null is taken from the patient's masks.</summary>
public sealed record SeriesMaskFiles
{
    /// <summary>Path of the lesion mask; null (default): the one of the patient.</summary>
    public string? Lesion { get; init; }

    /// <summary>The value of the lesion's voxels; null (default): every voxel that is not zero.</summary>
    public int? LesionLabel { get; init; }

    /// <summary>Path of the reference tissue's mask; null (default): the one of the patient.</summary>
    public string? Reference { get; init; }

    /// <summary>The value of the reference tissue's voxels; null (default): every voxel that is not zero.</summary>
    public int? ReferenceLabel { get; init; }

    /// <summary>Path of the organ's mask; null (default): the one of the patient.</summary>
    public string? Organ { get; init; }

    /// <summary>The value of the organ's voxels; null (default): every voxel that is not zero.</summary>
    public int? OrganLabel { get; init; }
}
