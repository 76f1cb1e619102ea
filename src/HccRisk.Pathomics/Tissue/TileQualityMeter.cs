namespace HccRisk.Pathomics.Tissue;

/// <summary>Measures the quality of tiles. Buffers are reused: one instance serves one thread.</summary>
public sealed class TileQualityMeter
{
    /// <summary>Total optical density below which a pixel is glass: 10 % of the light taken in each colour.</summary>
    private const float GlassDensity = 0.14f;

    /// <summary>Blur is measured on pixels of about this size, micrometres: grain and compression noise are below it.</summary>
    private const double BlurScale = 1;

    /// <summary>Mean squared gradient of rounding noise alone; a tile with no more is flat.</summary>
    private const double FlatGradient = 0.5;

    private readonly TileQualityOptions _options;
    private readonly InkReference _cells;
    private readonly InkReference _mixtures;
    private readonly int _side;
    private readonly int _inkBlock;
    private readonly int _block;
    private readonly double _blockMicrons;
    private readonly double _maxBlur;
    private readonly float[] _green;
    private readonly int[] _colours;

    /// <summary>Creates a meter.</summary>
    /// <param name="tilePixels">Pixels along each side of a tile, at least 8.</param>
    /// <param name="micronsPerPixel">Micrometres per pixel of a tile.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    public TileQualityMeter(int tilePixels, double micronsPerPixel, TileQualityOptions? options = null)
        : this(tilePixels, micronsPerPixel, options, InkReference.Unknown)
    {
    }

    /// <summary>Creates a meter for the tiles of one slide, whose stains are known.</summary>
    internal TileQualityMeter(int tilePixels, double micronsPerPixel, TileQualityOptions? options, InkReference inks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tilePixels, 8);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(micronsPerPixel);
        _options = options ?? new TileQualityOptions();
        _options.Validate();
        (_cells, _mixtures) = (inks.OfCells(), inks.OfTile());
        _side = tilePixels;
        _inkBlock = (int)Math.Clamp(Math.Round(inks.MicronsPerPixel / micronsPerPixel), 1, tilePixels);
        _colours = new int[(tilePixels + _inkBlock - 1) / _inkBlock * 3];
        _block = Math.Clamp((int)Math.Round(BlurScale / micronsPerPixel), 1, tilePixels / 4);
        _blockMicrons = _block * micronsPerPixel;
        _maxBlur = _blockMicrons > 1.5 * BlurScale ? Math.Max(_options.MaxBlurMicrons, 2 * _blockMicrons) : _options.MaxBlurMicrons;
        _green = new float[tilePixels / _block * (tilePixels / _block)];
    }

    /// <summary>Measures one tile.</summary>
    /// <param name="rgb">Its pixels: red, green, blue, row by row.</param>
    /// <param name="foldFraction">What <see cref="TissueMask.FoldFractionIn"/> says of it, 0 to 1.</param>
    public TileQuality Measure(ReadOnlySpan<byte> rgb, double foldFraction = 0)
    {
        var pixels = _side * _side;
        if (rgb.Length != pixels * 3)
        {
            throw new ArgumentException($"'rgb' has {rgb.Length} bytes; {_side} x {_side} pixels need {pixels * 3}.", nameof(rgb));
        }

        Span<int> inks = stackalloc int[5];
        var blank = 0;
        for (var top = 0; top < _side; top += _inkBlock)
        {
            blank += CountInks(rgb, top, Math.Min(_side, top + _inkBlock), inks);
        }

        inks[0] = 0;
        var pen = 0;
        var commonest = PenMark.None;
        for (var k = 1; k < inks.Length; k++)
        {
            pen += inks[k];
            commonest = inks[k] > inks[(int)commonest] ? (PenMark)k : commonest;
        }

        var quality = new TileQuality
        {
            BlankFraction = (double)blank / pixels,
            PenFraction = (double)pen / pixels,
            Pen = commonest,
            BlurMicrons = Blur(rgb),
            FoldFraction = foldFraction,
        };
        return quality with { Faults = Judge(quality) };
    }

    /// <summary>
    /// Counts the inks of a row of blocks as large as the pixels of the picture from which the slide's stains are known. Ink is what is ink there, where nearly every
    /// pixel mixes the stains, and pixel by pixel: one nucleus may be bluer than any mixture, and a few cells together denser than most.
    /// </summary>
    /// <returns>Pixels of glass.</returns>
    private int CountInks(ReadOnlySpan<byte> rgb, int top, int bottom, Span<int> inks)
    {
        var blank = 0;
        Array.Clear(_colours);
        for (var y = top; y < bottom; y++)
        {
            var row = rgb.Slice(y * _side * 3, _side * 3);
            for (var x = 0; x < _side; x++)
            {
                var (r, g, b) = (row[x * 3], row[(x * 3) + 1], row[(x * 3) + 2]);
                blank += InkReference.Total(r, g, b) < GlassDensity ? 1 : 0;
                var block = _colours.AsSpan(x / _inkBlock * 3, 3);
                block[0] += r;
                block[1] += g;
                block[2] += b;
            }
        }

        for (var left = 0; left < _side; left += _inkBlock)
        {
            var right = Math.Min(_side, left + _inkBlock);
            var (block, count) = (left / _inkBlock * 3, (right - left) * (bottom - top));
            byte Mean(int colour) => (byte)((_colours[block + colour] + (count / 2)) / count);
            for (var y = top; y < bottom && _mixtures.Classify(Mean(0), Mean(1), Mean(2)) != PenMark.None; y++)
            {
                for (var i = ((y * _side) + left) * 3; i < ((y * _side) + right) * 3; i += 3)
                {
                    if (InkReference.Total(rgb[i], rgb[i + 1], rgb[i + 2]) >= GlassDensity)
                    {
                        inks[(int)_cells.Classify(rgb[i], rgb[i + 1], rgb[i + 2])]++;
                    }
                }
            }
        }

        return blank;
    }

    private TileFaults Judge(in TileQuality quality) =>
        (quality.BlankFraction > _options.MaxBlankFraction ? TileFaults.Blank : TileFaults.None)
        | (quality.PenFraction > _options.MaxPenFraction ? TileFaults.Pen : TileFaults.None)
        | (quality.BlurMicrons > _maxBlur ? TileFaults.Blurred : TileFaults.None)
        | (quality.FoldFraction > _options.MaxFoldFraction ? TileFaults.Folded : TileFaults.None);

    /// <summary>
    /// White noise under a Gaussian of width s has a mean squared gradient of n / s^4 and a mean squared Laplacian of 2 n / s^6, so
    /// s = sqrt(2 gradient / Laplacian).
    /// </summary>
    private double Blur(ReadOnlySpan<byte> rgb)
    {
        var side = _side / _block;
        var weight = 1f / (_block * _block);
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var sum = 0;
                for (var v = 0; v < _block; v++)
                {
                    var at = (((((y * _block) + v) * _side) + (x * _block)) * 3) + 1;
                    for (var u = 0; u < _block; u++, at += 3)
                    {
                        sum += rgb[at];
                    }
                }

                _green[(y * side) + x] = sum * weight;
            }
        }

        double gradient = 0, laplacian = 0;
        for (var y = 1; y < side - 1; y++)
        {
            var above = _green.AsSpan((y - 1) * side, side);
            var here = _green.AsSpan(y * side, side);
            var below = _green.AsSpan((y + 1) * side, side);
            float rowGradient = 0, rowLaplacian = 0;
            for (var x = 1; x < side - 1; x++)
            {
                var (right, down) = (here[x + 1] - here[x], below[x] - here[x]);
                var curvature = right + down + (here[x - 1] - here[x]) + (above[x] - here[x]);
                rowGradient += (right * right) + (down * down);
                rowLaplacian += curvature * curvature;
            }

            gradient += rowGradient;
            laplacian += rowLaplacian;
        }

        var count = (double)(side - 2) * (side - 2);
        return gradient / count <= FlatGradient || laplacian == 0 ? double.NaN : _blockMicrons * Math.Sqrt(2 * gradient / laplacian);
    }
}
