namespace HccRisk.Plots;

/// <summary>One slice of an image with what is drawn over it.</summary>
/// <param name="Label">What it is called, such as its number.</param>
/// <param name="Columns">Pixels along x, at least 1.</param>
/// <param name="Rows">Pixels along y, at least 1.</param>
/// <param name="PixelAspect">Height of a pixel over its width.</param>
/// <param name="Grey">The image, row by row, 0 (black) to 1 (white); what is beyond is drawn so, NaN black.</param>
/// <param name="Values">What is drawn over it, row by row; NaN where the image shows.</param>
public sealed record MapPanel(string Label, int Columns, int Rows, double PixelAspect, IReadOnlyList<float> Grey, IReadOnlyList<float> Values);
