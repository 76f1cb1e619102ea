using HccRisk.Features.Pathomics.Stain;
using HccRisk.Features.Pathomics.Tissue;

namespace HccRisk.Features.Pathomics.Nuclei;

/// <summary>
/// Stain statistics and nuclei of one tile: haematoxylin by colour deconvolution, smoothed 3 x 3, above the tile's Otsu threshold,
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

    private static readonly float[] Density = [.. Enumerable.Range(0, 256).Select(v => (float)StainMatrix.OpticalDensity((byte)v))];
    private static readonly float[] Weights = [.. Enumerable.Range(0, 6).Select(i => (float)StainMatrix.HematoxylinEosin.Weight(i % 3, i / 3))];

    private readonly int _side;
    private readonly double _pixelArea;
    private readonly float[] _hematoxylin;
    private readonly float[] _smooth;
    private readonly float[] _line;
    private readonly bool[] _nuclear;
    private readonly int[] _stack;

    public NucleusFinder(int side, double micronsPerPixel)
    {
        _side = side;
        _pixelArea = micronsPerPixel * micronsPerPixel;
        _hematoxylin = new float[side * side];
        _smooth = new float[side * side];
        _line = new float[side * side];
        _nuclear = new bool[side * side];
        _stack = new int[side * side];
    }

    public TileStatistics Measure(ReadOnlySpan<byte> rgb)
    {
        double hSum = 0, hSquares = 0, eSum = 0, eSquares = 0;
        var stained = 0;
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
        };
    }

    /// <summary>Mean of 3 x 3, the border repeated.</summary>
    private void Smooth()
    {
        for (var y = 0; y < _side; y++)
        {
            var source = _hematoxylin.AsSpan(y * _side, _side);
            var target = _line.AsSpan(y * _side, _side);
            for (var x = 0; x < _side; x++)
            {
                target[x] = (source[Math.Max(0, x - 1)] + source[x] + source[Math.Min(_side - 1, x + 1)]) / 3;
            }
        }

        for (var y = 0; y < _side; y++)
        {
            var above = _line.AsSpan(Math.Max(0, y - 1) * _side, _side);
            var here = _line.AsSpan(y * _side, _side);
            var below = _line.AsSpan(Math.Min(_side - 1, y + 1) * _side, _side);
            var target = _smooth.AsSpan(y * _side, _side);
            for (var x = 0; x < _side; x++)
            {
                target[x] = (above[x] + here[x] + below[x]) / 3;
            }
        }
    }

    private void Threshold()
    {
        Span<long> histogram = stackalloc long[Bins];
        histogram.Clear();
        foreach (var h in _smooth)
        {
            histogram[Math.Clamp((int)(h * (Bins / TopDensity)), 0, Bins - 1)]++;
        }

        var threshold = Math.Max(MinThreshold, (Otsu.Threshold(histogram) + 1) * (TopDensity / Bins));
        for (var i = 0; i < _smooth.Length; i++)
        {
            _nuclear[i] = _smooth[i] >= threshold;
        }
    }

    private TileStatistics Trace()
    {
        double nuclei = 0, areaSum = 0, areaSquares = 0, hematoxylin = 0;
        long measured = 0, pixels = 0;
        for (var start = 0; start < _nuclear.Length; start++)
        {
            if (!_nuclear[start])
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

            // A piece across the left or top edge belongs to the neighbouring tile (the unbiased counting frame of Gundersen).
            if (!piece.TouchesLeftOrTop)
            {
                nuclei += Math.Max(1, area / LargestNucleus);
            }

            if (area <= LargestNucleus && !piece.TouchesLeftOrTop && !piece.TouchesRightOrBottom)
            {
                measured++;
                areaSum += area;
                areaSquares += area * area;
            }
        }

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
    private (int Pixels, double Hematoxylin, bool TouchesLeftOrTop, bool TouchesRightOrBottom) Fill(int start)
    {
        int depth = 0, pixels = 0;
        double hematoxylin = 0;
        bool leftOrTop = false, rightOrBottom = false;
        _stack[depth++] = start;
        _nuclear[start] = false;
        while (depth > 0)
        {
            var at = _stack[--depth];
            var (x, y) = (at % _side, at / _side);
            pixels++;
            hematoxylin += _hematoxylin[at];
            leftOrTop |= x == 0 || y == 0;
            rightOrBottom |= x == _side - 1 || y == _side - 1;
            for (var v = Math.Max(0, y - 1); v <= Math.Min(_side - 1, y + 1); v++)
            {
                for (var u = Math.Max(0, x - 1); u <= Math.Min(_side - 1, x + 1); u++)
                {
                    var next = (v * _side) + u;
                    if (_nuclear[next])
                    {
                        _nuclear[next] = false;
                        _stack[depth++] = next;
                    }
                }
            }
        }

        return (pixels, hematoxylin, leftOrTop, rightOrBottom);
    }
}
