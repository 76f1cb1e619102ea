using System.Numerics;

namespace HccRisk.Radiomics.Numerics;

/// <summary>
/// Discrete Fourier transforms of one length, whichever, of as many lines at a time as a vector has lanes. Lengths that are no product of 2, 3 and 5 go
/// through a convolution of one that is (Bluestein). Scratch space of its own: one thread at a time.
/// </summary>
internal sealed class FourierLines
{
    private readonly FourierPlan _plan;
    private readonly double[]? _chirpRe, _chirpIm, _kernelRe, _kernelIm;
    private readonly Vector<double>[] _re = [], _im = [];

    internal FourierLines(int length)
    {
        Length = length;
        if (FourierPlan.IsSupported(length))
        {
            _plan = new FourierPlan(length);
            return;
        }

        _plan = new FourierPlan(FourierPlan.LengthFor((2 * length) - 1));
        (_chirpRe, _chirpIm) = (new double[length], new double[length]);
        (_re, _im) = (new Vector<double>[_plan.Length], new Vector<double>[_plan.Length]);
        for (var i = 0; i < length; i++)
        {
            // The square modulo 2 n keeps the angle exact.
            (_chirpIm[i], _chirpRe[i]) = Math.SinCos(-Math.PI * ((long)i * i % (2L * length)) / length);
        }

        for (var i = 0; i < length; i++)
        {
            (_re[i], _im[i]) = (new Vector<double>(_chirpRe[i]), new Vector<double>(-_chirpIm[i]));
            if (i > 0)
            {
                (_re[_plan.Length - i], _im[_plan.Length - i]) = (_re[i], _im[i]);
            }
        }

        _plan.Transform(_re, _im);
        (_kernelRe, _kernelIm) = (new double[_plan.Length], new double[_plan.Length]);
        for (var i = 0; i < _plan.Length; i++)
        {
            (_kernelRe[i], _kernelIm[i]) = (_re[i][0] / _plan.Length, _im[i][0] / _plan.Length);
        }
    }

    internal int Length { get; }

    /// <summary>Transforms in place, without a factor. The inverse is this with real and imaginary part exchanged, divided by the length.</summary>
    internal void Transform(Span<Vector<double>> re, Span<Vector<double>> im)
    {
        if (_chirpRe is null)
        {
            _plan.Transform(re, im);
            return;
        }

        for (var i = 0; i < Length; i++)
        {
            var (c, s) = (new Vector<double>(_chirpRe[i]), new Vector<double>(_chirpIm![i]));
            (_re[i], _im[i]) = ((re[i] * c) - (im[i] * s), (re[i] * s) + (im[i] * c));
        }

        _re.AsSpan(Length).Clear();
        _im.AsSpan(Length).Clear();
        _plan.Transform(_re, _im);
        for (var i = 0; i < _plan.Length; i++)
        {
            var (c, s) = (new Vector<double>(_kernelRe![i]), new Vector<double>(_kernelIm![i]));
            (_re[i], _im[i]) = ((_re[i] * c) - (_im[i] * s), (_re[i] * s) + (_im[i] * c));
        }

        _plan.Transform(_im, _re);
        for (var i = 0; i < Length; i++)
        {
            var (c, s) = (new Vector<double>(_chirpRe[i]), new Vector<double>(_chirpIm![i]));
            (re[i], im[i]) = ((_re[i] * c) - (_im[i] * s), (_re[i] * s) + (_im[i] * c));
        }
    }
}
