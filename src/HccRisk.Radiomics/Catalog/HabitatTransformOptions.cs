using HccRisk.Cohorts;
using HccRisk.Radiomics.Habitats;

namespace HccRisk.Radiomics.Catalog;

/// <summary>Which columns hold the paths of a patient's phases, and how habitats are learned from them.</summary>
public sealed record HabitatTransformOptions
{
    /// <summary>The vector column written. Default <c>Habitats</c>.</summary>
    public string OutputColumn { get; init; } = "Habitats";

    /// <summary>
    /// Name of each phase and the text column with the paths of its images, registered to each other. A patient may lack one (an empty path): nothing is
    /// learned from that patient, and its features are NaN.
    /// </summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Series { get; init; }

    /// <summary>Text column with the paths of the lesion masks. Default <c>Mask</c>.</summary>
    public string MaskColumn { get; init; } = "Mask";

    /// <summary>The value of the lesion's voxels; null (default): every voxel that is not zero.</summary>
    public int? MaskLabel { get; init; }

    /// <summary>Text column with the paths of the reference tissue's masks (an empty one is none); null (default): there is no such column.</summary>
    public string? ReferenceColumn { get; init; }

    /// <summary>The value of the reference tissue's voxels; null (default): every voxel that is not zero.</summary>
    public int? ReferenceLabel { get; init; }

    /// <summary>How habitats are learned and measured.</summary>
    public HabitatOptions Habitats { get; init; } = new();

    /// <summary>What happens to a row whose files cannot be measured: an exception (default), or nothing is learned from it and its features are NaN.</summary>
    public BadFilePolicy BadFiles { get; init; }

    internal IReadOnlyList<string> Inputs => [.. Series.Select(s => s.Value), MaskColumn, .. new[] { ReferenceColumn }.OfType<string>()];

    internal string[] Phases => [.. Series.Select(s => s.Key)];

    /// <summary>The files of a row.</summary>
    /// <param name="input">A path each of <see cref="Inputs"/>; empty where it is missing.</param>
    /// <exception cref="InvalidDataException">There is no path of the mask.</exception>
    internal RadiomicsFiles FilesOf(IReadOnlyList<string> input)
    {
        static string? Possible(string path) => path.Length > 0 ? path : null;
        return new RadiomicsFiles
        {
            Series = [.. Series.Select((s, i) => KeyValuePair.Create(s.Key, input[i]))],
            Lesion = Possible(input[Series.Count]) ?? throw new InvalidDataException("there is no path of the lesion mask"),
            LesionLabel = MaskLabel,
            Reference = ReferenceColumn is null ? null : Possible(input[Series.Count + 1]),
            ReferenceLabel = ReferenceLabel,
        };
    }
}
