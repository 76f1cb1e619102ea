using HccRisk.Core.Numerics;
using HccRisk.Pathomics.Stain;
using HccRisk.Pathomics.Tissue;

namespace HccRisk.Pathomics.Nuclei;

/// <summary>
/// Stain statistics and nuclei of one tile: haematoxylin by colour deconvolution, smoothed by the 3 x 3 binomial filter, above the middle of the tile's two Otsu classes,
/// 8-connected pieces of nuclear size. Buffers are reused: one instance serves one thread.
/// </summary>
internal sealed class NucleusFinder
{
    private const int Bins = 256;
    private const float TopDensity = 2f;
    private const float MinTotalDensity = 0.15f;
    private const float MinThreshold = 0.12f;

    // Hepatocyte and tumour nuclei are 5 to 18 micrometres wide.
    private const double SmallestNucleus = 16;
    private const double LargestNucleus = 260;

    /// <summary>Area to divide a clump by where no single nucleus was measured: 9 micrometres wide.</summary>
    private const double TypicalNucleus = 64;

    private const byte Background = 0;
    private const byte Nuclear = 1;
    private const byte Taken = 2;

    private static readonly float[] Density = [.. Enumerable.Range(0, 256).Select(v => (float)StainMatrix.OpticalDensity((byte)v))];
    private static readonly float[] Weights = [.. Enumerable.Range(0, 6).Select(i => (float)StainMatrix.HematoxylinEosin.Weight(i % 3, i / 3))];

    private readonly int _side;
    private readonly double _pixelArea;
    private readonly float[] _hematoxylin;
    private readonly float[] _smooth;
    private readonly float[] _line;
    private readonly byte[] _nuclear;
    private readonly int[] _stack;
    private readonly Morphometer? _morphometer;
    private readonly int[]? _labels;
    private int _label;

    /// <param name="side">Pixels along each side of a tile.</param>
    /// <param name="micronsPerPixel">Micrometres per pixel.</param>
    /// <param name="morphometry">Whether shape, neighbourhood and texture are measured as well.</param>
    /// <param name="marks">Whether the pixels of pieces are marked, for their outlines.</param>
    public NucleusFinder(int side, double micronsPerPixel, bool morphometry = false, bool marks = false)
    {
        _side = side;
        _pixelArea = micronsPerPixel * micronsPerPixel;
        _hematoxylin = new float[side * side];
        _smooth = new float[side * side];
        _line = new float[side * side];
        _nuclear = new byte[side * side];
        _stack = new int[side * side];
        _morphometer = morphometry ? new Morphometer(side, micronsPerPixel) : null;
        _labels = marks ? new int[side * side] : null;
    }

    /// <summary>What was found in the last tile: pieces of nuclear size, and larger ones, which are clumps. Kept only where pieces are marked.</summary>
    public List<NuclearPiece> Pieces { get; } = [];

    /// <summary>The mark of each pixel of the last tile, 0 where there is no piece; empty where pieces are not marked.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>Whether a piece is more than one nucleus.</summary>
    public bool IsClump(in NuclearPiece piece) => piece.Pixels * _pixelArea > LargestNucleus;

    public TileStatistics Measure(ReadOnlySpan<byte> rgb)
    {
        double hSum = 0, hSquares = 0, eSum = 0, eSquares = 0;
        var stained = 0;
        var levels = _morphometer is null ? default : _morphometer.Levels;
        levels.Clear();
        _morphometer?.Clear();
        var (w0, w1, w2, w3, w4, w5) = (Weights[0], Weights[1], Weights[2], Weights[3], Weights[4], Weights[5]);
        for (var i = 0; i < _hematoxylin.Length; i++)
        {
            var pixel = rgb.Slice(i * 3, 3);
            float r = Density[pixel[0]], g = Density[pixel[1]], b = Density[pixel[2]];
            var h = (r * w0) + (g * w1) + (b * w2);
            _hematoxylin[i] = h;
            if (r + g + b > MinTotalDensity)
            {
                var e = (r * w3) + (g * w4) + (b * w5);
                hSum += h;
                hSquares += h * h;
                eSum += e;
                eSquares += e * e;
                stained++;
                if (!levels.IsEmpty)
                {
                    levels[i] = HematoxylinTexture.Level(h);
                }
            }
        }

        Smooth();
        Threshold();
        return Trace() with
        {
            Pixels = stained,
            HematoxylinSum = hSum,
            HematoxylinSquares = hSquares,
            EosinSum = eSum,
            EosinSquares = eSquares,
            Area = stained * _pixelArea,
            Morphometry = _morphometer?.Measure(),
        };
    }

    /// <summary>The 3 x 3 binomial filter where it fits; the border ring stays as it was made, empty.</summary>
    private void Smooth()
    {
        for (var y = 0; y < _side; y++)
        {
            var source = _hematoxylin.AsSpan(y * _side, _side);
            var target = _line.AsSpan(y * _side, _side);
            for (var x = 1; x < _side - 1; x++)
            {
                target[x] = (source[x - 1] + (2 * source[x]) + source[x + 1]) / 4;
            }
        }

        for (var y = 1; y < _side - 1; y++)
        {
            var above = _line.AsSpan((y - 1) * _side, _side);
            var here = _line.AsSpan(y * _side, _side);
            var below = _line.AsSpan((y + 1) * _side, _side);
            var target = _smooth.AsSpan(y * _side, _side);
            for (var x = 1; x < _side - 1; x++)
            {
                target[x] = (above[x] + (2 * here[x]) + below[x]) / 4;
            }
        }
    }

    private void Threshold()
    {
        Span<long> histogram = stackalloc long[Bins];
        histogram.Clear();
        foreach (var h in _hematoxylin)
        {
            histogram[Math.Clamp((int)(h * (Bins / TopDensity)), 0, Bins - 1)]++;
        }

        // Half-way between the classes as they were before smoothing, the edge of a smoothed nucleus is where it was.
        var threshold = Math.Max(MinThreshold, Otsu.Midpoint(histogram) * (TopDensity / Bins));
        for (var i = 0; i < _smooth.Length; i++)
        {
            _nuclear[i] = _smooth[i] >= threshold ? Nuclear : Background;
        }
    }

    private TileStatistics Trace()
    {
        double nuclei = 0, areaSum = 0, areaSquares = 0, hematoxylin = 0, clumped = 0;
        long measured = 0, pixels = 0;
        Pieces.Clear();
        _labels.AsSpan().Clear();
        _label = 0;
        for (var start = 0; start < _nuclear.Length; start++)
        {
            if (_nuclear[start] != Nuclear)
            {
                continue;
            }

            var piece = Fill(start);
            var area = piece.Pixels * _pixelArea;
            if (area < SmallestNucleus)
            {
                continue;
            }

            pixels += piece.Pixels;
            hematoxylin += piece.Hematoxylin;
            if (_labels is not null)
            {
                Pieces.Add(piece);
            }

            if (area > LargestNucleus)
            {
                clumped += area;
                continue;
            }

            _morphometer?.Add(piece);
            if (!piece.TouchesEdge)
            {
                // A nucleus counts by the inverse of its chance to lie wholly inside the tile (Miles and Lantuejoul): no edge bias.
                // The outermost ring has no smoothed value, the next one is the edge.
                nuclei += (double)(_side * _side) / ((_side - piece.Width - 3) * (_side - piece.Height - 3));
                measured++;
                areaSum += area;
                areaSquares += area * area;
            }
        }

        // Nuclei that cannot be told apart are counted by their area, which has no edge bias.
        nuclei += clumped / (measured > 0 ? areaSum / measured : TypicalNucleus);
        return new TileStatistics
        {
            Nuclei = nuclei,
            NuclearPixels = pixels,
            NuclearArea = pixels * _pixelArea,
            NuclearHematoxylin = hematoxylin,
            Measured = measured,
            MeasuredAreaSum = areaSum,
            MeasuredAreaSquares = areaSquares,
        };
    }

    /// <summary>Takes one 8-connected piece out of the mask.</summary>
    private NuclearPiece Fill(int start)
    {
        int depth = 0, pixels = 0, openSides = 0, openCorners = 0;
        double hematoxylin = 0, squares = 0;
        long sumX = 0, sumY = 0, sumXX = 0, sumYY = 0, sumXY = 0;
        var (left, top, right, bottom) = (_side, _side, 0, 0);
        _stack[depth++] = start;
        _nuclear[start] = Taken;
        _label++;
        while (depth > 0)
        {
            var at = _stack[--depth];
            var (x, y) = (at % _side, at / _side);
            pixels++;
            if (_labels is not null)
            {
                _labels[at] = _label;
            }

            double h = _hematoxylin[at];
            hematoxylin += h;
            squares += h * h;
            (sumX, sumY, sumXX, sumYY, sumXY) = (sumX + x, sumY + y, sumXX + (x * x), sumYY + (y * y), sumXY + (x * y));
            (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
            for (var v = Math.Max(0, y - 1); v <= Math.Min(_side - 1, y + 1); v++)
            {
                for (var u = Math.Max(0, x - 1); u <= Math.Min(_side - 1, x + 1); u++)
                {
                    var next = (v * _side) + u;
                    if (_nuclear[next] == Nuclear)
                    {
                        _nuclear[next] = Taken;
                        _stack[depth++] = next;
                    }
                    else if (_nuclear[next] == Background)
                    {
                        // What is taken and touches this pixel is of the same piece.
                        if (u == x || v == y)
                        {
                            openSides++;
                        }
                        else
                        {
                            openCorners++;
                        }
                    }
                }
            }
        }

        var touches = left <= 1 || top <= 1 || right >= _side - 2 || bottom >= _side - 2;
        return new NuclearPiece
        {
            Pixels = pixels,
            Hematoxylin = hematoxylin,
            HematoxylinSquares = squares,
            Label = _label,
            Left = left,
            Top = top,
            Width = right - left + 1,
            Height = bottom - top + 1,
            TouchesEdge = touches,
            SumX = sumX,
            SumY = sumY,
            SumXX = sumXX,
            SumYY = sumYY,
            SumXY = sumXY,
            OpenSides = openSides,
            OpenCorners = openCorners,
        };
    }
}
