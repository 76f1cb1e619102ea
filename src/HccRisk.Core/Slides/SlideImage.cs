namespace HccRisk.Core.Slides;

/// <summary>A small picture of a whole slide.</summary>
/// <param name="Width">Pixels along x.</param>
/// <param name="Height">Pixels along y.</param>
/// <param name="Downsample">Level-0 pixels per pixel of this picture; NaN when it is not a picture of the scan.</param>
/// <param name="Rgb">Interleaved red, green, blue; <c>Width * Height * 3</c> bytes, row by row.</param>
public sealed record SlideImage(int Width, int Height, double Downsample, byte[] Rgb);
