using HccRisk.Core.Imaging;

namespace HccRisk.Features.Radiomics;

/// <summary>One series of a patient.</summary>
/// <param name="Name">Prefix of its columns; letters, digits, underscore and hyphen.</param>
/// <param name="Image">The image, on the grid of the lesion mask.</param>
public sealed record RadiomicsSeries(string Name, Volume<float> Image);
