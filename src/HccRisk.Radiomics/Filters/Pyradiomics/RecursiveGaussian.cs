using System.Numerics;
using System.Runtime.InteropServices;

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
    /// null.
    /// </summary>
    internal void Add(
        ReadOnlySpan<double> source, int count, int stride, int width, Span<double> smooth, Span<double> second, (int From, int Count) used, int usedStride)
    {
        var lanes = Vector<double>.Count;
        var state = new Vector<double>[4];
        Span<double> lane = stackalloc double[lanes];
        for (var x = 0; x < width; x += lanes)
        {
            var whole = width - x >= lanes;
            for (var direction = 0; direction < 2; direction++)
            {
                var back = direction == 1;
                var edge = Load(source, (back ? (count - 1) * stride : 0) + x, whole ? lanes : width - x, lane);
                for (var k = 0; k < 2; k++)
                {
                    // The border voxel for ever: the state of a geometric series, of which the backward one misses the first term.
                    var limit = (back ? _poles[k] : Complex.One) / (Complex.One - _poles[k]);
                    (state[2 * k], state[(2 * k) + 1]) = (edge * limit.Real, edge * limit.Imaginary);
                }

                Run(source, count, stride, x, whole ? lanes : width - x, back, state, smooth, second, used, usedStride, lane);
            }
        }
    }

    private void Run(
        ReadOnlySpan<double> source,
        int count,
        int stride,
        int x,
        int valid,
        bool back,
        Vector<double>[] state,
        Span<double> smooth,
        Span<double> second,
        (int From, int Count) used,
        int usedStride,
        Span<double> lane)
    {
        var (zr, zi) = (new Vector<double>(_poles[0].Real), new Vector<double>(_poles[0].Imaginary));
        var (yr, yi) = (new Vector<double>(_poles[1].Real), new Vector<double>(_poles[1].Imaginary));
        var (ar, ai, br, bi) = (state[0], state[1], state[2], state[3]);
        var (start, end, step) = back ? (count - 1, used.From - 1, -1) : (0, used.From + used.Count, 1);
        for (var n = start; n != end; n += step)
        {
            var value = Load(source, (n * stride) + x, valid, lane);
            if (!back && n > 0)
            {
                (ar, ai) = ((zr * ar) - (zi * ai) + value, (zr * ai) + (zi * ar));
                (br, bi) = ((yr * br) - (yi * bi) + value, (yr * bi) + (yi * br));
            }

            if (n >= used.From && n < used.From + used.Count)
            {
                var at = ((n - used.From) * usedStride) + x;
                if (!smooth.IsEmpty)
                {
                    var sum = (new Vector<double>(_smooth[0].Real) * ar) - (new Vector<double>(_smooth[0].Imaginary) * ai)
                        + (new Vector<double>(_smooth[1].Real) * br) - (new Vector<double>(_smooth[1].Imaginary) * bi);
                    AddTo(smooth, at, valid, sum);
                }

                if (!second.IsEmpty)
                {
                    var sum = (new Vector<double>(_second[0].Real) * ar) - (new Vector<double>(_second[0].Imaginary) * ai)
                        + (new Vector<double>(_second[1].Real) * br) - (new Vector<double>(_second[1].Imaginary) * bi);
                    AddTo(second, at, valid, sum);
                }
            }

            if (back)
            {
                ar += value;
                br += value;
                (ar, ai) = ((zr * ar) - (zi * ai), (zr * ai) + (zi * ar));
                (br, bi) = ((yr * br) - (yi * bi), (yr * bi) + (yi * br));
            }
        }
    }

    private static Vector<double> Load(ReadOnlySpan<double> source, int at, int valid, Span<double> lane)
    {
        if (valid == lane.Length)
        {
            return Vector.LoadUnsafe(ref MemoryMarshal.GetReference(source), (nuint)at);
        }

        lane.Clear();
        source.Slice(at, valid).CopyTo(lane);
        return new Vector<double>(lane);
    }

    private static void AddTo(Span<double> target, int at, int valid, Vector<double> sum)
    {
        if (valid == Vector<double>.Count)
        {
            (new Vector<double>(target[at..]) + sum).CopyTo(target[at..]);
            return;
        }

        for (var i = 0; i < valid; i++)
        {
            target[at + i] += sum[i];
        }
    }
}
