using System.Numerics;
using System.Runtime.InteropServices;
using HccRisk.Radiomics.Numerics;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Filters;

/// <summary>
/// Gabor filter in slices (IBSI-2): the modulus of the response of a Gaussian times a complex wave, in intensity units. With x the first and y the second
/// axis of a slice, x' = x cos t + y sin t and y' = y cos t - x sin t, the kernel is exp(-(x'² + gamma² y'²) / (2 s²) + 2 pi i x' / l).
/// </summary>
/// <remarks>
/// The kernel is as large as the slice, made odd, but ends where the Gaussian is below e^-32: that is less than rounding of the sum. One Fourier
/// transform of a slice serves all angles; an angle and its opposite have the same modulus.
/// </remarks>
public sealed record GaborFilter : ImageFilter
{
    /// <summary>Standard deviations at which the kernel ends: e^-32 is below 1e-13.</summary>
    private const double Cutoff = 8;

    /// <summary>Standard deviation of the Gaussian along the wave, millimetres, above 0. Default 5.</summary>
    public double Sigma { get; init; } = 5;

    /// <summary>Wavelength, millimetres, above 0. Default 2.</summary>
    public double Wavelength { get; init; } = 2;

    /// <summary>Standard deviation along the wave divided by that across, above 0. Default 1.5.</summary>
    public double Gamma { get; init; } = 1.5;

    /// <summary>Angle, radians; of the first when there are several. Default 0.</summary>
    public double Theta { get; init; }

    /// <summary>Step between the angles of a full turn whose responses become one, radians; null (default): a single angle.</summary>
    public double? ThetaStep { get; init; }

    /// <summary>How responses of several angles become one. Default: their mean.</summary>
    public FilterPooling Pooling { get; init; } = FilterPooling.Mean;

    /// <summary>Whether the response is the mean of those in slices across z, y and x. Default false: across z alone.</summary>
    public bool OverPlanes { get; init; }

    /// <summary>What lies beyond the border. Default: half-sample mirror.</summary>
    public FilterBoundary Boundary { get; init; }

    /// <inheritdoc/>
    public override string Name => string.Concat(
        $"gabor_{FilterNames.Of(Sigma)}mm_{FilterNames.Of(Wavelength)}mm_{FilterNames.Of(Gamma)}",
        ThetaStep is { } step ? $"_step{FilterNames.Of(Degrees(step))}{FilterNames.Of(Pooling)}" : string.Empty,
        Theta == 0 ? string.Empty : $"_from{FilterNames.Of(Degrees(Theta))}",
        OverPlanes ? "_planes_" : "_",
        FilterNames.Of(inSlice: true, Boundary));

    private static double Degrees(double radians) => Math.Round(radians * 180 / Math.PI, 3);

    internal override FilterBlock Respond(FilterImage image, FilterTarget target)
    {
        var result = InPlane(image, target.Box, 0, 1);
        if (!OverPlanes)
        {
            return result;
        }

        var (second, third) = (InPlane(image, target.Box, 0, 2), InPlane(image, target.Box, 1, 2));
        for (var i = 0; i < target.Box.Count; i++)
        {
            result.Values[i] = (result.Values[i] + second.Values[i] + third.Values[i]) / 3;
        }

        return result;
    }

    /// <summary>The angles; of opposite ones a single one.</summary>
    private double[] Angles()
    {
        if (ThetaStep is not { } step)
        {
            return [Theta];
        }

        var count = Math.Max(1, (int)Math.Round(2 * Math.PI / step));
        var angles = count % 2 == 0 ? count / 2 : count;
        return [.. Enumerable.Range(0, angles).Select(i => Theta + (i * step))];
    }

    private FilterBlock InPlane(FilterImage image, GridBox box, int first, int second)
    {
        var across = 3 - first - second;
        var plane = new Plane(this, image, box, first, second);
        var result = FilterBlock.Create(box);
        var ((from, count), (_, firstCount), (_, secondCount)) = (box.Range(across), box.Range(first), box.Range(second));
        int[] strides = [1, box.Width, box.Width * box.Height];
        image.For(count, slice =>
        {
            var pooled = plane.Respond(from + slice, Pooling);
            for (var j = 0; j < secondCount; j++)
            {
                for (var i = 0; i < firstCount; i++)
                {
                    result.Values[(slice * strides[across]) + (i * strides[first]) + (j * strides[second])] = pooled[(j * firstCount) + i];
                }
            }
        });
        return result;
    }

    internal override IEnumerable<string> Faults()
    {
        if (Sigma is not (> 0 and <= 100) || Wavelength is not (> 0 and <= 1000) || Gamma is not (> 0 and <= 100))
        {
            yield return FormattableString.Invariant($"Sigma, Wavelength and Gamma are {Sigma}, {Wavelength} and {Gamma}: each above 0");
        }

        if (!double.IsFinite(Theta) || ThetaStep is not (null or (> 0.01 and <= 2 * Math.PI)))
        {
            yield return FormattableString.Invariant($"Theta and ThetaStep are {Theta} and {ThetaStep}: radians, the step above 0.01");
        }

        if (ThetaStep is { } step && Math.Abs((2 * Math.PI / step) - Math.Round(2 * Math.PI / step)) > 1e-6)
        {
            yield return FormattableString.Invariant($"ThetaStep is {step}: a full turn is a whole number of steps");
        }

        if (Pooling == FilterPooling.None && ThetaStep is not null)
        {
            yield return "Pooling is None: several angles need one that is not";
        }

        foreach (var fault in FilterNames.Faults(Boundary).Concat(FilterNames.Faults(Pooling)))
        {
            yield return fault;
        }
    }

    internal override string? FaultFor(FilterImage image)
    {
        var spacing = image.Spacing;
        static bool Differ(double a, double b) => Math.Abs(a - b) > 1e-3 * a;
        return Differ(spacing.X, spacing.Y) || (OverPlanes && Differ(spacing.X, spacing.Z))
            ? FormattableString.Invariant($"its voxels of {spacing.X} x {spacing.Y} x {spacing.Z} mm are not square in every plane of the filter: resample first")
            : FilterNames.FaultOfSize(image, 2, inSlice: !OverPlanes);
    }

    /// <summary>Slices across one axis: kernels of all angles by their Fourier transforms, on a grid that holds what they see of the box.</summary>
    private sealed class Plane
    {
        private static readonly int Lanes = Vector<double>.Count;

        private readonly FilterImage _image;
        private readonly FilterBoundary _boundary;
        private readonly GridBox _box;
        private readonly (int First, int Second) _axes;
        private readonly int _half;
        private readonly int _width;
        private readonly int _height;
        private readonly int _row;
        private readonly List<(double[] Re, double[] Im)> _kernels = [];
        private readonly int[] _columns;
        private readonly int[] _lines;

        internal Plane(GaborFilter filter, FilterImage image, GridBox box, int first, int second)
        {
            (_image, _boundary, _box, _axes) = (image, filter.Boundary, box, (first, second));
            var (s, wave) = (filter.Sigma / image.SpacingOf(first), filter.Wavelength / image.SpacingOf(first));
            var largest = Math.Max(image.Box.Range(first).Count, image.Box.Range(second).Count) / 2;
            _half = Math.Min(largest, (int)Math.Ceiling(Cutoff * s * Math.Max(1, 1 / filter.Gamma)));
            var ((fromX, countX), (fromY, countY)) = (box.Range(first), box.Range(second));
            (_width, _height) = (FourierPlan.LengthFor(countX + (2 * _half)), FourierPlan.LengthFor(countY + (2 * _half)));
            _row = (_width + Lanes - 1) / Lanes * Lanes;
            _columns = Places(fromX, countX, image.Box.Range(first).Count);
            _lines = Places(fromY, countY, image.Box.Range(second).Count);
            foreach (var angle in filter.Angles())
            {
                _kernels.Add(Kernel(filter, s, wave, angle));
            }
        }

        private int[] Places(int from, int count, int size) =>
            [.. Enumerable.Range(from - _half, count + (2 * _half)).Select(i => BoundaryIndex.Of(i, size, _boundary))];

        private (double[] Re, double[] Im) Kernel(GaborFilter filter, double s, double wave, double angle)
        {
            var (re, im) = (new double[_row * _height], new double[_row * _height]);
            var (sin, cos) = Math.SinCos(angle);
            for (var y = -_half; y <= _half; y++)
            {
                for (var x = -_half; x <= _half; x++)
                {
                    var (along, over) = ((x * cos) + (y * sin), (y * cos) - (x * sin));
                    var weight = Math.Exp(-((along * along) + (filter.Gamma * filter.Gamma * over * over)) / (2 * s * s));
                    var (wi, wr) = Math.SinCos(2 * Math.PI * along / wave);
                    var at = (x < 0 ? x + _width : x) + (_row * (y < 0 ? y + _height : y));
                    (re[at], im[at]) = (weight * wr, weight * wi);
                }
            }

            Transform(re, im, new FourierLines(_width), new FourierLines(_height), _height);
            return (re, im);
        }

        /// <summary>The pooled modulus of one slice, the first axis fastest.</summary>
        internal double[] Respond(int slice, FilterPooling pooling)
        {
            var (planX, planY) = (new FourierLines(_width), new FourierLines(_height));
            var (re, im) = (new double[_row * _height], new double[_row * _height]);
            int[] strides = [1, _image.Box.Width, _image.Box.Width * _image.Box.Height];
            var (first, second) = (strides[_axes.First], strides[_axes.Second]);
            var start = slice * strides[3 - _axes.First - _axes.Second];
            for (var y = 0; y < _lines.Length; y++)
            {
                for (var x = 0; x < _columns.Length && _lines[y] >= 0; x++)
                {
                    re[(y * _row) + x] = _columns[x] < 0 ? 0 : _image.Block.Values[start + (_columns[x] * first) + (_lines[y] * second)];
                }
            }

            Transform(re, im, planX, planY, _lines.Length);
            var (countX, countY) = (_box.Range(_axes.First).Count, _box.Range(_axes.Second).Count);
            var result = new double[countX * countY];
            var (productRe, productIm) = (new double[_row * _height], new double[_row * _height]);
            foreach (var (index, (kernelRe, kernelIm)) in _kernels.Index())
            {
                Multiply(re, im, kernelRe, kernelIm, productRe, productIm);
                Columns(productIm, productRe, planY);
                Rows(productIm, productRe, planX, _half, countY);
                for (var y = 0; y < countY; y++)
                {
                    for (var x = 0; x < countX; x++)
                    {
                        var at = ((y + _half) * _row) + x + _half;
                        var modulus = Math.Sqrt((productRe[at] * productRe[at]) + (productIm[at] * productIm[at])) / ((double)_width * _height);
                        ref var value = ref result[(y * countX) + x];
                        value = index == 0 ? modulus : pooling switch
                        {
                            FilterPooling.Maximum => Math.Max(value, modulus),
                            FilterPooling.Minimum => Math.Min(value, modulus),
                            _ => value + modulus,
                        };
                    }
                }
            }

            if (pooling == FilterPooling.Mean)
            {
                foreach (ref var value in result.AsSpan())
                {
                    value /= _kernels.Count;
                }
            }

            return result;
        }

        private static void Multiply(double[] ar, double[] ai, double[] br, double[] bi, double[] re, double[] im)
        {
            for (var i = 0; i < re.Length; i += Lanes)
            {
                var (a, b, c, d) = (new Vector<double>(ar, i), new Vector<double>(ai, i), new Vector<double>(br, i), new Vector<double>(bi, i));
                ((a * c) - (b * d)).CopyTo(re, i);
                ((a * d) + (b * c)).CopyTo(im, i);
            }
        }

        /// <summary>Rows, of which those from <paramref name="used"/> on are zero, then columns.</summary>
        private void Transform(double[] re, double[] im, FourierLines planX, FourierLines planY, int used)
        {
            Rows(re, im, planX, 0, used);
            Columns(re, im, planY);
        }

        private void Columns(double[] re, double[] im, FourierLines plan)
        {
            var (a, b) = (new Vector<double>[_height], new Vector<double>[_height]);
            for (var x = 0; x < _row; x += Lanes)
            {
                for (var y = 0; y < _height; y++)
                {
                    (a[y], b[y]) = (new Vector<double>(re, (y * _row) + x), new Vector<double>(im, (y * _row) + x));
                }

                plan.Transform(a, b);
                for (var y = 0; y < _height; y++)
                {
                    a[y].CopyTo(re, (y * _row) + x);
                    b[y].CopyTo(im, (y * _row) + x);
                }
            }
        }

        private void Rows(double[] re, double[] im, FourierLines plan, int from, int count)
        {
            var (a, b) = (new Vector<double>[_width], new Vector<double>[_width]);
            Span<double> x = MemoryMarshal.Cast<Vector<double>, double>(a.AsSpan()), y = MemoryMarshal.Cast<Vector<double>, double>(b.AsSpan());
            for (var first = from; first < from + count; first += Lanes)
            {
                var lanes = Math.Min(Lanes, from + count - first);
                for (var lane = 0; lane < lanes; lane++)
                {
                    for (int i = 0, at = (first + lane) * _row; i < _width; i++, at++)
                    {
                        (x[(i * Lanes) + lane], y[(i * Lanes) + lane]) = (re[at], im[at]);
                    }
                }

                plan.Transform(a, b);
                for (var lane = 0; lane < lanes; lane++)
                {
                    for (int i = 0, at = (first + lane) * _row; i < _width; i++, at++)
                    {
                        (re[at], im[at]) = (x[(i * Lanes) + lane], y[(i * Lanes) + lane]);
                    }
                }
            }
        }
    }
}
