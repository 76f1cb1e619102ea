using System.Numerics;

namespace HccRisk.Radiomics.Numerics;

/// <summary>
/// Forward discrete Fourier transforms of one length, of as many lines at a time as a vector has lanes: element k of a span holds
/// element k of each line. Stockham's self-sorting order with radices 4, 5, 3 and 2; a line's result does not depend on the lanes beside it.
/// </summary>
internal sealed class FourierPlan
{
    /// <summary>Sine of a third, cosines and sines of one and two fifths of a turn.</summary>
    private const double Sin3 = 0.86602540378443864676, Cos5A = 0.30901699437494742410, Cos5B = -0.80901699437494742410,
        Sin5A = 0.95105651629515357212, Sin5B = 0.58778525229247312917;

    private readonly int[] _radices;
    private readonly double[] _cos;
    private readonly double[] _sin;
    private readonly Vector<double>[] _workRe;
    private readonly Vector<double>[] _workIm;

    /// <summary>A plan has scratch space of its own: one thread at a time.</summary>
    internal FourierPlan(int length)
    {
        Length = length;
        _radices = Factorise(length);
        (_cos, _sin) = (new double[length], new double[length]);
        for (var i = 0; i < length; i++)
        {
            (_sin[i], _cos[i]) = Math.SinCos(-2 * Math.PI * i / length);
        }

        (_workRe, _workIm) = (new Vector<double>[length], new Vector<double>[length]);
    }

    internal int Length { get; }

    /// <summary>The least even length, or 1, that is no less than <paramref name="count"/> and a product of 2, 3 and 5.</summary>
    internal static int LengthFor(int count)
    {
        if (count <= 1)
        {
            return 1;
        }

        var length = count + (count & 1);
        while (Rest(length) != 1)
        {
            length += 2;
        }

        return length;
    }

    /// <summary>Whether a length is a product of 2, 3 and 5.</summary>
    internal static bool IsSupported(int length) => Rest(length) == 1;

    /// <summary>Transforms in place.</summary>
    internal void Transform(Span<Vector<double>> re, Span<Vector<double>> im)
    {
        Span<Vector<double>> fromRe = re[..Length], fromIm = im[..Length], toRe = _workRe, toIm = _workIm;
        var (length, stride) = (Length, 1);
        foreach (var radix in _radices)
        {
            var part = length / radix;
            for (var p = 0; p < part; p++)
            {
                var (input, output) = (stride * p, stride * radix * p);
                switch (radix)
                {
                    case 2: Two(fromRe[input..], fromIm[input..], toRe[output..], toIm[output..], stride, part * stride, p); break;
                    case 3: Three(fromRe[input..], fromIm[input..], toRe[output..], toIm[output..], stride, part * stride, p); break;
                    case 4: Four(fromRe[input..], fromIm[input..], toRe[output..], toIm[output..], stride, part * stride, p); break;
                    default: Five(fromRe[input..], fromIm[input..], toRe[output..], toIm[output..], stride, part * stride, p); break;
                }
            }

            (length, stride) = (part, stride * radix);
            var swap = fromRe;
            fromRe = toRe;
            toRe = swap;
            swap = fromIm;
            fromIm = toIm;
            toIm = swap;
        }

        if (_radices.Length % 2 == 1)
        {
            fromRe.CopyTo(re);
            fromIm.CopyTo(im);
        }
    }

    private static int Rest(int length)
    {
        foreach (var prime in (ReadOnlySpan<int>)[2, 3, 5])
        {
            while (length % prime == 0)
            {
                length /= prime;
            }
        }

        return length;
    }

    private static int[] Factorise(int length)
    {
        var radices = new List<int>();
        foreach (var radix in (ReadOnlySpan<int>)[4, 5, 3, 2])
        {
            for (; length % radix == 0; length /= radix)
            {
                radices.Add(radix);
            }
        }

        return length == 1 ? [.. radices] : throw new ArgumentException($"A length is a product of 2, 3 and 5, not a multiple of {length}.", nameof(length));
    }

    /// <summary>The root of one that turns output <paramref name="k"/> of butterfly <paramref name="p"/>.</summary>
    private (Vector<double> Cos, Vector<double> Sin) Root(int stride, int p, int k)
    {
        var at = stride * p * k;
        return (new Vector<double>(_cos[at]), new Vector<double>(_sin[at]));
    }

    private void Two(
        ReadOnlySpan<Vector<double>> xr, ReadOnlySpan<Vector<double>> xi, Span<Vector<double>> yr, Span<Vector<double>> yi, int stride, int step, int p)
    {
        var (c, s) = Root(stride, p, 1);
        for (var q = 0; q < stride; q++)
        {
            var (ar, ai, br, bi) = (xr[q], xi[q], xr[q + step], xi[q + step]);
            (yr[q], yi[q]) = (ar + br, ai + bi);
            var (dr, di) = (ar - br, ai - bi);
            (yr[q + stride], yi[q + stride]) = ((dr * c) - (di * s), (dr * s) + (di * c));
        }
    }

    private void Three(
        ReadOnlySpan<Vector<double>> xr, ReadOnlySpan<Vector<double>> xi, Span<Vector<double>> yr, Span<Vector<double>> yi, int stride, int step, int p)
    {
        var (c1, s1) = Root(stride, p, 1);
        var (c2, s2) = Root(stride, p, 2);
        for (var q = 0; q < stride; q++)
        {
            var (ar, ai) = (xr[q], xi[q]);
            var (sumR, sumI) = (xr[q + step] + xr[q + (2 * step)], xi[q + step] + xi[q + (2 * step)]);
            var (turnR, turnI) = ((xi[q + step] - xi[q + (2 * step)]) * Sin3, (xr[q + (2 * step)] - xr[q + step]) * Sin3);
            var (midR, midI) = (ar - (sumR * 0.5), ai - (sumI * 0.5));
            (yr[q], yi[q]) = (ar + sumR, ai + sumI);
            var (r, i) = (midR + turnR, midI + turnI);
            (yr[q + stride], yi[q + stride]) = ((r * c1) - (i * s1), (r * s1) + (i * c1));
            (r, i) = (midR - turnR, midI - turnI);
            (yr[q + (2 * stride)], yi[q + (2 * stride)]) = ((r * c2) - (i * s2), (r * s2) + (i * c2));
        }
    }

    private void Four(
        ReadOnlySpan<Vector<double>> xr, ReadOnlySpan<Vector<double>> xi, Span<Vector<double>> yr, Span<Vector<double>> yi, int stride, int step, int p)
    {
        var (c1, s1) = Root(stride, p, 1);
        var (c2, s2) = Root(stride, p, 2);
        var (c3, s3) = Root(stride, p, 3);
        for (var q = 0; q < stride; q++)
        {
            var (evenR, evenI) = (xr[q] + xr[q + (2 * step)], xi[q] + xi[q + (2 * step)]);
            var (oddR, oddI) = (xr[q + step] + xr[q + (3 * step)], xi[q + step] + xi[q + (3 * step)]);
            var (gapR, gapI) = (xr[q] - xr[q + (2 * step)], xi[q] - xi[q + (2 * step)]);

            // Times -i.
            var (turnR, turnI) = (xi[q + step] - xi[q + (3 * step)], xr[q + (3 * step)] - xr[q + step]);
            (yr[q], yi[q]) = (evenR + oddR, evenI + oddI);
            var (r, i) = (gapR + turnR, gapI + turnI);
            (yr[q + stride], yi[q + stride]) = ((r * c1) - (i * s1), (r * s1) + (i * c1));
            (r, i) = (evenR - oddR, evenI - oddI);
            (yr[q + (2 * stride)], yi[q + (2 * stride)]) = ((r * c2) - (i * s2), (r * s2) + (i * c2));
            (r, i) = (gapR - turnR, gapI - turnI);
            (yr[q + (3 * stride)], yi[q + (3 * stride)]) = ((r * c3) - (i * s3), (r * s3) + (i * c3));
        }
    }

    private void Five(
        ReadOnlySpan<Vector<double>> xr, ReadOnlySpan<Vector<double>> xi, Span<Vector<double>> yr, Span<Vector<double>> yi, int stride, int step, int p)
    {
        var (c1, s1) = Root(stride, p, 1);
        var (c2, s2) = Root(stride, p, 2);
        var (c3, s3) = Root(stride, p, 3);
        var (c4, s4) = Root(stride, p, 4);
        for (var q = 0; q < stride; q++)
        {
            var (ar, ai) = (xr[q], xi[q]);
            var (outerR, outerI) = (xr[q + step] + xr[q + (4 * step)], xi[q + step] + xi[q + (4 * step)]);
            var (innerR, innerI) = (xr[q + (2 * step)] + xr[q + (3 * step)], xi[q + (2 * step)] + xi[q + (3 * step)]);
            var (outerGapR, outerGapI) = (xr[q + step] - xr[q + (4 * step)], xi[q + step] - xi[q + (4 * step)]);
            var (innerGapR, innerGapI) = (xr[q + (2 * step)] - xr[q + (3 * step)], xi[q + (2 * step)] - xi[q + (3 * step)]);
            (yr[q], yi[q]) = (ar + outerR + innerR, ai + outerI + innerI);

            var (midR, midI) = (ar + (outerR * Cos5A) + (innerR * Cos5B), ai + (outerI * Cos5A) + (innerI * Cos5B));
            var (turnR, turnI) = ((outerGapI * Sin5A) + (innerGapI * Sin5B), Vector.Negate((outerGapR * Sin5A) + (innerGapR * Sin5B)));
            var (r, i) = (midR + turnR, midI + turnI);
            (yr[q + stride], yi[q + stride]) = ((r * c1) - (i * s1), (r * s1) + (i * c1));
            (r, i) = (midR - turnR, midI - turnI);
            (yr[q + (4 * stride)], yi[q + (4 * stride)]) = ((r * c4) - (i * s4), (r * s4) + (i * c4));

            (midR, midI) = (ar + (outerR * Cos5B) + (innerR * Cos5A), ai + (outerI * Cos5B) + (innerI * Cos5A));
            (turnR, turnI) = ((outerGapI * Sin5B) - (innerGapI * Sin5A), (innerGapR * Sin5A) - (outerGapR * Sin5B));
            (r, i) = (midR + turnR, midI + turnI);
            (yr[q + (2 * stride)], yi[q + (2 * stride)]) = ((r * c2) - (i * s2), (r * s2) + (i * c2));
            (r, i) = (midR - turnR, midI - turnI);
            (yr[q + (3 * stride)], yi[q + (3 * stride)]) = ((r * c3) - (i * s3), (r * s3) + (i * c3));
        }
    }
}
