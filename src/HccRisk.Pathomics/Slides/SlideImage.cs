using HccRisk.Core.Notebooks;
using HccRisk.Imaging.QuickLooks;

namespace HccRisk.Pathomics.Slides;

/// <summary>A small picture of a whole slide.</summary>
/// <param name="Width">Pixels along x.</param>
/// <param name="Height">Pixels along y.</param>
/// <param name="Downsample">Level-0 pixels per pixel of this picture; NaN when it is not a picture of the scan.</param>
/// <param name="Rgb">Interleaved red, green, blue; <c>Width * Height * 3</c> bytes, row by row.</param>
[TypeFormatterSource(typeof(SlideImageFormatter))]
public sealed record SlideImage(int Width, int Height, double Downsample, byte[] Rgb)
{
    /// <summary>Writes the picture as PNG, without metadata; the same pixels give the same bytes.</summary>
    /// <param name="path">The file, <c>.png</c>; replaced at once when complete.</param>
    /// <exception cref="ArgumentException">The name does not end in .png.</exception>
    public void WritePng(string path) => PngFile.Write(path, Rgb, Width, Height);
}
