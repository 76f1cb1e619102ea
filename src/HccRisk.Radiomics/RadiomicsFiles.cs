using HccRisk.Imaging.Files;

namespace HccRisk.Radiomics;

/// <summary>The image files of one patient, in any format of <see cref="ImageFile"/>.</summary>
public sealed record RadiomicsFiles
{
    /// <summary>Name and path of each series, in the order of the columns.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Series { get; init; }

    /// <summary>
    /// Name and path of series that a patient may lack (null or empty path); their columns follow those of <see cref="Series"/>. One that is absent,
    /// cannot be read, does not lie on the lesion mask's grid or is not finite inside the lesion is NaN on record. Default: none.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Optional { get; init; } = [];

    /// <summary>Files of masks that belong to a single series, by its name. Default: none, the masks below are of every series.</summary>
    public IReadOnlyDictionary<string, SeriesMaskFiles> SeriesMasks { get; init; } = new Dictionary<string, SeriesMaskFiles>(StringComparer.Ordinal);

    /// <summary>Path of the lesion mask, of which <c>shape</c> is measured, and of every series without one of its own.</summary>
    public required string Lesion { get; init; }

    /// <summary>The value of the lesion's voxels; null (default): every voxel that is not zero.</summary>
    public int? LesionLabel { get; init; }

    /// <summary>Path of the reference tissue's mask; null (default): none.</summary>
    public string? Reference { get; init; }

    /// <summary>The value of the reference tissue's voxels; null (default): every voxel that is not zero.</summary>
    public int? ReferenceLabel { get; init; }

    /// <summary>
    /// Path of the mask of the organ (liver) that shells are cut to and that may be a region itself; null (default): none. One that cannot be
    /// used makes the regions that need it NaN on record. It is read only when the options ask for regions.
    /// </summary>
    public string? Organ { get; init; }

    /// <summary>The value of the organ's voxels; null (default): every voxel that is not zero.</summary>
    public int? OrganLabel { get; init; }
}
