using HccRisk.Cohorts;

namespace HccRisk.Radiomics.Catalog;

/// <summary>Which columns hold the paths of a patient's images, and how they are measured.</summary>
public sealed record RadiomicsTransformOptions
{
    /// <summary>The vector column written. Default <c>Radiomics</c>.</summary>
    public string OutputColumn { get; init; } = "Radiomics";

    /// <summary>Name of each series and the text column with the paths of its images, in the order of the features.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Series { get; init; }

    /// <summary>Name and column of series that a patient may lack (an empty path): their features follow, and are NaN then. Default: none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Optional { get; init; } = [];

    /// <summary>Text column with the paths of the lesion masks. Default <c>Mask</c>.</summary>
    public string MaskColumn { get; init; } = "Mask";

    /// <summary>The value of the lesion's voxels; null (default): every voxel that is not zero.</summary>
    public int? MaskLabel { get; init; }

    /// <summary>Text column with the paths of the reference tissue's masks (an empty one is none); null (default): there is no such column.</summary>
    public string? ReferenceColumn { get; init; }

    /// <summary>The value of the reference tissue's voxels; null (default): every voxel that is not zero.</summary>
    public int? ReferenceLabel { get; init; }

    /// <summary>Text column with the paths of the organ's masks (an empty one is none); null (default): there is no such column.</summary>
    public string? OrganColumn { get; init; }

    /// <summary>The value of the organ's voxels; null (default): every voxel that is not zero.</summary>
    public int? OrganLabel { get; init; }

    /// <summary>How features are computed.</summary>
    public RadiomicsOptions Radiomics { get; init; } = new();

    /// <summary>What happens to a row whose files cannot be measured. Default: an exception.</summary>
    public BadFilePolicy BadFiles { get; init; }
}
