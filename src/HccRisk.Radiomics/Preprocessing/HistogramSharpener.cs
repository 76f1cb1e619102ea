using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace HccRisk.Radiomics.Preprocessing;

/// <summary>
/// What log intensities would be without the blur of a Gaussian field: the expectation of the sharp value given the blurred one, from a
/// histogram deconvolved by a Wiener filter (Sled, Zijdenbos and Evans 1998).
/// </summary>
internal sealed class HistogramSharpener
{
    private readonly BiasFieldOptions _options;
    private readonly int _offset;
    private readonly Complex[] _blur, _histogram, _weighted;
    private readonly double[] _expectation;

    internal HistogramSharpener(BiasFieldOptions options)
    {
        _options = options;
        var size = 2 * (int)BitOperations.RoundUpToPowerOf2((uint)options.HistogramBins);
        _offset = (size - options.HistogramBins) / 2;
        (_blur, _histogram, _weighted) = (new Complex[size], new Complex[size], new Complex[size]);
        _expectation = new double[options.HistogramBins];
    }

    /// <summary>Writes the values inside less their sharp ones; false when all are equal.</summary>
    internal bool Residual(double[] values, bool[] inside, double[] residual)
    {
        var (minimum, maximum) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var v = 0; v < values.Length; v++)
        {
            if (inside[v])
            {
                minimum = Math.Min(minimum, values[v]);
                maximum = Math.Max(maximum, values[v]);
            }
        }

        var width = (maximum - minimum) / (_options.HistogramBins - 1);
        if (!(width > 1e-12 * Math.Max(1, Math.Abs(maximum))))
        {
            return false;
        }

        Count(values, inside, minimum, width);
        Expect(minimum, width);
        for (var v = 0; v < values.Length; v++)
        {
            residual[v] = inside[v] ? values[v] - Sharp((values[v] - minimum) / width) : 0;
        }

        return true;
    }

    /// <summary>Each value is shared by the two bins around it.</summary>
    private void Count(double[] values, bool[] inside, double minimum, double width)
    {
        Array.Clear(_histogram);
        for (var v = 0; v < values.Length; v++)
        {
            if (inside[v])
            {
                var position = (values[v] - minimum) / width;
                var bin = Math.Min((int)position, _options.HistogramBins - 1);
                var upper = bin + 1 < _options.HistogramBins ? position - bin : 0;
                _histogram[bin + _offset] += 1 - upper;
                _histogram[Math.Min(bin + 1, _options.HistogramBins - 1) + _offset] += upper;
            }
        }
    }

    private void Expect(double minimum, double width)
    {
        var size = _histogram.Length;
        var fwhm = _options.FullWidthHalfMaximum / width;
        for (var n = 0; n < size; n++)
        {
            var distance = Math.Min(n, size - n);
            _blur[n] = 2 * Math.Sqrt(Math.Log(2) / Math.PI) / fwhm * Math.Exp(-4 * Math.Log(2) * distance * distance / (fwhm * fwhm));
        }

        Fourier.Forward(_blur, FourierOptions.Matlab);
        Fourier.Forward(_histogram, FourierOptions.Matlab);
        for (var n = 0; n < size; n++)
        {
            // The filter is even, so real.
            var blur = _blur[n].Real;
            _histogram[n] *= blur / ((blur * blur) + _options.WienerNoise);
        }

        Fourier.Inverse(_histogram, FourierOptions.Matlab);
        for (var n = 0; n < size; n++)
        {
            var sharp = Math.Max(0, _histogram[n].Real);
            _histogram[n] = sharp;
            _weighted[n] = sharp * (minimum + ((n - _offset) * width));
        }

        Blur(_histogram);
        Blur(_weighted);
        for (var bin = 0; bin < _expectation.Length; bin++)
        {
            var weight = _histogram[bin + _offset].Real;
            _expectation[bin] = weight > 0 ? _weighted[bin + _offset].Real / weight : minimum + (bin * width);
        }
    }

    private void Blur(Complex[] values)
    {
        Fourier.Forward(values, FourierOptions.Matlab);
        for (var n = 0; n < values.Length; n++)
        {
            values[n] *= _blur[n].Real;
        }

        Fourier.Inverse(values, FourierOptions.Matlab);
    }

    private double Sharp(double position)
    {
        var bin = Math.Clamp((int)position, 0, _expectation.Length - 2);
        return _expectation[bin] + ((position - bin) * (_expectation[bin + 1] - _expectation[bin]));
    }
}
