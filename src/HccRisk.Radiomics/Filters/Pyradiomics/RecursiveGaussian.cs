using System.Numerics;
using System.Runtime.Intrinsics;

namespace HccRisk.Radiomics.Filters.Pyradiomics;

/// <summary>
/// The Gaussian that ITK uses, a sum of damped waves (Deriche 1993), and its second derivative, along one axis: both are weighted sums of the same two
/// complex recursions, run forward and back, the border voxel repeated for ever.
/// </summary>
internal sealed class RecursiveGaussian
{
    private const double W = 0.6681, L = 1.3932, V = 2.0787, M = 1.3732;

    private readonly Complex[] _poles;
    private readonly Complex[] _smooth;
    private readonly Complex[] _second;

    /// <param name="s">Standard deviation in voxels of the axis.</param>
    /// <param name="factor">By which the second derivative is multiplied.</param>
    internal RecursiveGaussian(double s, double factor)
    {
        _poles = [Complex.Exp(new Complex(-L / s, W / s)), Complex.Exp(new Complex(-M / s, V / s))];

        // a cos x + b sin x is the real part of (a - i b) e^(i x).
        Complex[] zero = [new(1.3530, -1.8151), new(-0.3531, -0.0902)], two = [new(-1.3563, -5.2318), new(0.3446, 2.2355)];
        var (sum, moment) = Sums(zero);
        var (sumTwo, momentTwo) = Sums(two);
        var beta = -sumTwo / sum;
        var scale = 2 / (momentTwo + (beta * moment)) * factor;
        _smooth = [zero[0] / sum, zero[1] / sum];
        _second = [(two[0] + (beta * zero[0])) * scale, (two[1] + (beta * zero[1])) * scale];
    }

    /// <summary>Sums of the even kernel and of its product with the squared distance, in closed form.</summary>
    private (double Sum, double Moment) Sums(Complex[] weights)
    {
        var (sum, moment) = (0.0, 0.0);
        for (var k = 0; k < 2; k++)
        {
            var (z, w) = (_poles[k], weights[k]);
            var gap = Complex.One - z;
            sum += (w * (Complex.One + z) / gap).Real;
            moment += 2 * (w * z * (Complex.One + z) / (gap * gap * gap)).Real;
        }

        return (sum, moment);
    }

    /// <summary>
    /// Adds the smoothed and the second derivative of many lines: element n of line x stands at n * stride + x, x below the width. Either result may be
    /// empty.
    /// </summary>
    internal void Add(
        ReadOnlySpan<double> source, int count, int stride, int width, Span<double> smooth, Span<double> second, (int From, int Count) used, int usedStride)
    {
        for (var x = 0; x < width; x += Vector512<double>.Count)
        {
            var valid = Math.Min(Vector512<double>.Count, width - x);
            Run(source, count, stride, x, valid, back: false, smooth, second, used, usedStride);
            Run(source, count, stride, x, valid, back: true, smooth, second, used, usedStride);
        }
    }

    /// <summary>Eight lines side by side, which are a line of cache: each step waits for the one before, and the lanes for nobody.</summary>
    private void Run(
        ReadOnlySpan<double> source,
        int count,
        int stride,
        int x,
        int valid,
        bool back,
        Span<double> smooth,
        Span<double> second,
        (int From, int Count) used,
        int usedStride)
    {
        Vector512<double> zr = Of(_poles[0].Real), zi = Of(_poles[0].Imaginary), yr = Of(_poles[1].Real), yi = Of(_poles[1].Imaginary);
        Vector512<double> s0r = Of(_smooth[0].Real), s0i = Of(-_smooth[0].Imaginary), s1r = Of(_smooth[1].Real), s1i = Of(-_smooth[1].Imaginary);
        Vector512<double> t0r = Of(_second[0].Real), t0i = Of(-_second[0].Imaginary), t1r = Of(_second[1].Real), t1i = Of(-_second[1].Imaginary);

        // The border voxel for ever: the state of a geometric series, of which the backward one misses the first term.
        var edge = Load(source, (back ? (count - 1) * stride : 0) + x, valid);
        Complex first = (back ? _poles[0] : Complex.One) / (Complex.One - _poles[0]), other = (back ? _poles[1] : Complex.One) / (Complex.One - _poles[1]);
        Vector512<double> ar = edge * first.Real, ai = edge * first.Imaginary, br = edge * other.Real, bi = edge * other.Imaginary;
        var (start, end, step) = back ? (count - 1, used.From - 1, -1) : (0, used.From + used.Count, 1);
        for (var n = start; n != end; n += step)
        {
            var value = Load(source, (n * stride) + x, valid);
            if (!back && n > 0)
            {
                (ar, ai) = (Fused(zr, ar, Fused(-zi, ai, value)), Fused(zr, ai, zi * ar));
                (br, bi) = (Fused(yr, br, Fused(-yi, bi, value)), Fused(yr, bi, yi * br));
            }

            if (n >= used.From && n < used.From + used.Count)
            {
                var at = ((n - used.From) * usedStride) + x;
                if (!smooth.IsEmpty)
                {
                    AddTo(smooth, at, valid, Fused(s0r, ar, s0i * ai) + Fused(s1r, br, s1i * bi));
                }

                if (!second.IsEmpty)
                {
                    AddTo(second, at, valid, Fused(t0r, ar, t0i * ai) + Fused(t1r, br, t1i * bi));
                }
            }

            if (back)
            {
                ar += value;
                br += value;
                (ar, ai) = (Fused(zr, ar, -(zi * ai)), Fused(zr, ai, zi * ar));
                (br, bi) = (Fused(yr, br, -(yi * bi)), Fused(yr, bi, yi * br));
            }
        }
    }

    private static Vector512<double> Of(double value) => Vector512.Create(value);

    private static Vector512<double> Fused(Vector512<double> a, Vector512<double> b, Vector512<double> c) => Vector512.FusedMultiplyAdd(a, b, c);

    private static Vector512<double> Load(ReadOnlySpan<double> source, int at, int valid)
    {
        if (valid == Vector512<double>.Count)
        {
            return Vector512.Create(source.Slice(at, Vector512<double>.Count));
        }

        Span<double> lane = stackalloc double[Vector512<double>.Count];
        lane.Clear();
        source.Slice(at, valid).CopyTo(lane);
        return Vector512.Create<double>(lane);
    }

    private static void AddTo(Span<double> target, int at, int valid, Vector512<double> sum)
    {
        if (valid == Vector512<double>.Count)
        {
            var place = target.Slice(at, Vector512<double>.Count);
            (Vector512.Create<double>(place) + sum).CopyTo(place);
            return;
        }

        for (var i = 0; i < valid; i++)
        {
            target[at + i] += sum[i];
        }
    }
}
