using HccRisk.Core.Notebooks;

namespace HccRisk.Imaging.QuickLooks;

/// <summary>A picture in memory.</summary>
/// <param name="Width">Pixels along x.</param>
/// <param name="Height">Pixels along y.</param>
/// <param name="Rgb">Red, green, blue; <c>Width * Height * 3</c> bytes, row by row.</param>
[TypeFormatterSource(typeof(QuickLookPictureFormatter))]
public sealed record QuickLookPicture(int Width, int Height, byte[] Rgb);
