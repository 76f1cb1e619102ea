namespace HccRisk.Features.Pathomics.Tissue;

/// <summary>Where tissue is on a slide.</summary>
public sealed class TissueMask
{
    private readonly bool[] _tissue;
    private readonly int[] _sums;

    internal TissueMask(bool[] tissue, int width, int height, double downsample, double penFraction)
    {
        (_tissue, Width, Height, Downsample, PenFraction) = (tissue, width, height, downsample, penFraction);
        _sums = new int[(width + 1) * (height + 1)];
        for (var y = 0; y < height; y++)
        {
            for (int x = 0, row = 0; x < width; x++)
            {
                row += tissue[(y * width) + x] ? 1 : 0;
                _sums[((y + 1) * (width + 1)) + x + 1] = _sums[(y * (width + 1)) + x + 1] + row;
            }
        }

        Fraction = (double)_sums[^1] / tissue.Length;
    }

    /// <summary>Mask pixels along x.</summary>
    public int Width { get; }

    /// <summary>Mask pixels along y.</summary>
    public int Height { get; }

    /// <summary>Level-0 pixels per mask pixel.</summary>
    public double Downsample { get; }

    /// <summary>Part of the whole picture that is tissue, 0 to 1.</summary>
    public double Fraction { get; }

    /// <summary>Part of the whole picture that has a pen's colour, 0 to 1.</summary>
    public double PenFraction { get; }

    /// <summary>Whether a mask pixel is tissue.</summary>
    /// <param name="x">Column, 0 to Width - 1.</param>
    /// <param name="y">Row, 0 to Height - 1.</param>
    public bool this[int x, int y] => _tissue[(y * Width) + x];

    /// <summary>Part of a level-0 rectangle that is tissue, 0 to 1, by the mask pixels whose centres lie in it; outside the slide is no tissue.</summary>
    /// <param name="x">Left edge, level-0 pixels.</param>
    /// <param name="y">Top edge, level-0 pixels.</param>
    /// <param name="width">Width, level-0 pixels, above zero.</param>
    /// <param name="height">Height, level-0 pixels, above zero.</param>
    public double FractionIn(double x, double y, double width, double height)
    {
        var (left, right) = Range(x, width);
        var (top, bottom) = Range(y, height);
        var area = (double)(right - left) * (bottom - top);
        if (area == 0)
        {
            var (column, row) = ((int)Math.Floor((x + (width / 2)) / Downsample), (int)Math.Floor((y + (height / 2)) / Downsample));
            return column >= 0 && column < Width && row >= 0 && row < Height && this[column, row] ? 1 : 0;
        }

        (left, right) = (Math.Clamp(left, 0, Width), Math.Clamp(right, 0, Width));
        (top, bottom) = (Math.Clamp(top, 0, Height), Math.Clamp(bottom, 0, Height));
        return (Sum(right, bottom) - Sum(left, bottom) - Sum(right, top) + Sum(left, top)) / area;

        (int From, int To) Range(double start, double length) =>
            ((int)Math.Ceiling((start / Downsample) - 0.5), (int)Math.Ceiling(((start + length) / Downsample) - 0.5));
    }

    private int Sum(int column, int row) => _sums[(row * (Width + 1)) + column];
}
