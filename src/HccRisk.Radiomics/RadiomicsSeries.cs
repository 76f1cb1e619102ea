using HccRisk.Imaging;

namespace HccRisk.Radiomics;

/// <summary>One series of a patient.</summary>
/// <param name="Name">Prefix of its columns; letters, digits, underscore and hyphen.</param>
/// <param name="Image">The image, on the grid of its masks.</param>
public sealed record RadiomicsSeries(string Name, Volume<float> Image)
{
    /// <summary>Masks of this series alone; null (default): those of the patient.</summary>
    public SeriesMasks? Masks { get; init; }
}
