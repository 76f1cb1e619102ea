using HccRisk.Imaging;

namespace HccRisk.Radiomics;

/// <summary>A series that a patient may lack: the columns are there all the same, and NaN.</summary>
/// <param name="Name">Prefix of its columns; letters, digits, underscore and hyphen.</param>
/// <param name="Image">The image, on the grid of its masks; null when there is none.</param>
public sealed record OptionalSeries(string Name, Volume<float>? Image)
{
    /// <summary>Masks of this series alone; null (default): those of the patient.</summary>
    public SeriesMasks? Masks { get; init; }

    /// <summary>Why there is no image, for the record; null for nothing to say.</summary>
    public string? Reason { get; init; }
}
