namespace HccRisk.Features.Radiomics;

/// <summary>The image files of one patient, in any format of <see cref="HccRisk.Core.IO.ImageFile"/>.</summary>
public sealed record RadiomicsFiles
{
    /// <summary>Name and path of each series, in the order of the columns.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Series { get; init; }

    /// <summary>Path of the lesion mask.</summary>
    public required string Lesion { get; init; }

    /// <summary>The value of the lesion's voxels; null (default): every voxel that is not zero.</summary>
    public int? LesionLabel { get; init; }

    /// <summary>Path of the reference tissue's mask; null (default): none.</summary>
    public string? Reference { get; init; }

    /// <summary>The value of the reference tissue's voxels; null (default): every voxel that is not zero.</summary>
    public int? ReferenceLabel { get; init; }
}
