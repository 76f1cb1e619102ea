using System.Numerics;
using System.Runtime.InteropServices;
using HccRisk.Radiomics.Numerics;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Filters;

/// <summary>
/// The Fourier transform of an image, or of each of its slices, that every filter with a transfer function shares. The image is real: half of the
/// frequencies along x say all.
/// </summary>
internal sealed class FourierTransfer
{
    private static readonly int Lanes = Vector<double>.Count;

    private readonly FilterImage _image;
    private readonly bool _inSlice;
    private readonly int _half;
    private readonly int _row;
    private readonly double[] _re;
    private readonly double[] _im;

    private FourierTransfer(FilterImage image, bool inSlice)
    {
        (_image, _inSlice) = (image, inSlice);
        var box = image.Box;
        _half = (box.Width / 2) + 1;
        _row = (_half + Lanes - 1) / Lanes * Lanes;
        (_re, _im) = (new double[_row * box.Height * box.Depth], new double[_row * box.Height * box.Depth]);
        image.For(box.Depth, RowsForward);
        image.For(box.Depth, z => Lines(_re, _im, 1, z, 0, box.Height));
        if (!inSlice)
        {
            image.For(box.Height, y => Lines(_re, _im, 2, y, 0, box.Depth));
        }
    }

    /// <summary>What a filter does to a frequency in units of the highest along each axis.</summary>
    internal delegate (double Re, double Im) Function(double x, double y, double z);

    internal static FourierTransfer Of(FilterImage image, bool inSlice) =>
        image.Shared((nameof(FourierTransfer), inSlice), () => new FourierTransfer(image, inSlice));

    /// <summary>The real part of the response in a box.</summary>
    /// <param name="box">The box.</param>
    /// <param name="transfer">The transfer function.</param>
    /// <param name="isCentred">Whether frequency 0 is in the middle of the grid; false: (k - c) / c, c = (N - 1) / 2, which has it there for an odd N alone.</param>
    internal FilterBlock Respond(GridBox box, Function transfer, bool isCentred = false)
    {
        var all = _image.Box;
        var (re, im) = (new double[_re.Length], new double[_im.Length]);
        _image.For(all.Depth, z => Multiply(transfer, isCentred, z, re, im));
        if (!_inSlice)
        {
            _image.For(all.Height, y => Lines(im, re, 2, y, box.Z, box.Depth));
        }

        _image.For(box.Depth, z => Lines(im, re, 1, box.Z + z, box.Y, box.Height));
        var result = FilterBlock.Create(box);
        _image.For(box.Depth, z => RowsBackward(re, im, z, result));
        return result;
    }

    /// <summary>The place of a frequency, the k-th from the lowest, on the grid (k - c) / c.</summary>
    private static double Frequency(int index, int count, bool isCentred)
    {
        var centre = isCentred ? count / 2 : (count - 1) / 2.0;
        return count == 1 ? 0 : (((index + (count / 2)) % count) - centre) / centre;
    }

    /// <summary>
    /// A grid whose middle is not frequency 0 has no point symmetry, so that a response has an imaginary part. The real part is that of the mean of the transfer
    /// functions of a frequency and, conjugate, of its opposite.
    /// </summary>
    private void Multiply(Function transfer, bool isCentred, int z, double[] re, double[] im)
    {
        var box = _image.Box;
        double At(int index, int count) => Frequency(index % count, count, isCentred);
        var (fz, gz) = _inSlice ? (0, 0) : (At(z, box.Depth), At(box.Depth - z, box.Depth));
        for (var y = 0; y < box.Height; y++)
        {
            var (fy, gy) = (At(y, box.Height), At(box.Height - y, box.Height));
            var at = _row * (y + (box.Height * z));
            for (var x = 0; x < _half; x++, at++)
            {
                var (a, b) = (transfer(At(x, box.Width), fy, fz), transfer(At(box.Width - x, box.Width), gy, gz));
                var (c, s) = (0.5 * (a.Re + b.Re), 0.5 * (a.Im - b.Im));
                (re[at], im[at]) = ((_re[at] * c) - (_im[at] * s), (_re[at] * s) + (_im[at] * c));
            }
        }
    }

    /// <summary>Transforms along y (axis 1) of a slice or along z (axis 2) of a row, in place; only a range of the results is written.</summary>
    private void Lines(double[] re, double[] im, int axis, int other, int from, int count)
    {
        var box = _image.Box;
        var length = axis == 1 ? box.Height : box.Depth;
        var plan = new FourierLines(length);
        var (start, stride) = axis == 1 ? (_row * box.Height * other, _row) : (_row * other, _row * box.Height);
        var (a, b) = (new Vector<double>[length], new Vector<double>[length]);
        for (var x = 0; x < _row; x += Lanes)
        {
            for (var i = 0; i < length; i++)
            {
                var at = start + x + (i * stride);
                (a[i], b[i]) = (new Vector<double>(re, at), new Vector<double>(im, at));
            }

            plan.Transform(a, b);
            for (var i = from; i < from + count; i++)
            {
                var at = start + x + (i * stride);
                a[i].CopyTo(re, at);
                b[i].CopyTo(im, at);
            }
        }
    }

    /// <summary>Rows of a slice: two real ones are the parts of a complex one.</summary>
    private void RowsForward(int z)
    {
        var box = _image.Box;
        var (width, height) = (box.Width, box.Height);
        var plan = new FourierLines(width);
        var (re, im) = (new Vector<double>[width], new Vector<double>[width]);
        Span<double> a = MemoryMarshal.Cast<Vector<double>, double>(re.AsSpan()), b = MemoryMarshal.Cast<Vector<double>, double>(im.AsSpan());
        for (var first = 0; first < height; first += 2 * Lanes)
        {
            a.Clear();
            b.Clear();
            for (var lane = 0; lane < 2 * Lanes && first + lane < height; lane++)
            {
                var row = _image.Block.Values.AsSpan(width * (first + lane + (height * z)), width);
                var target = lane < Lanes ? a : b;
                for (var x = 0; x < width; x++)
                {
                    target[(x * Lanes) + (lane % Lanes)] = row[x];
                }
            }

            plan.Transform(re, im);
            for (var lane = 0; lane < Lanes && first + lane < height; lane++)
            {
                var at = _row * (first + lane + (height * z));
                var second = at + (_row * Lanes);
                for (var k = 0; k < _half; k++)
                {
                    var (p, q) = ((k * Lanes) + lane, ((width - k) % width * Lanes) + lane);
                    (_re[at + k], _im[at + k]) = (0.5 * (a[p] + a[q]), 0.5 * (b[p] - b[q]));
                    if (first + lane + Lanes < height)
                    {
                        (_re[second + k], _im[second + k]) = (0.5 * (b[p] + b[q]), 0.5 * (a[q] - a[p]));
                    }
                }
            }
        }
    }

    private void RowsBackward(double[] re, double[] im, int slice, FilterBlock result)
    {
        var (all, box) = (_image.Box, result.Box);
        var width = all.Width;
        var plan = new FourierLines(width);
        var scale = 1.0 / ((double)width * all.Height * (_inSlice ? 1 : all.Depth));
        var (first, second) = (new Vector<double>[width], new Vector<double>[width]);
        Span<double> a = MemoryMarshal.Cast<Vector<double>, double>(first.AsSpan()), b = MemoryMarshal.Cast<Vector<double>, double>(second.AsSpan());
        for (var y = 0; y < box.Height; y += 2 * Lanes)
        {
            a.Clear();
            b.Clear();
            for (var lane = 0; lane < 2 * Lanes && y + lane < box.Height; lane++)
            {
                var at = _row * (box.Y + y + lane + (all.Height * (box.Z + slice)));
                for (var k = 0; k < width; k++)
                {
                    // The second of two rows is i times its spectrum; above the half stand the conjugates.
                    var (from, sign) = k < _half ? (at + k, 1) : (at + width - k, -1);
                    var (r, i) = (re[from], sign * im[from]);
                    var place = (k * Lanes) + (lane % Lanes);
                    (a[place], b[place]) = lane < Lanes ? (a[place] + r, b[place] + i) : (a[place] - i, b[place] + r);
                }
            }

            plan.Transform(second, first);
            for (var lane = 0; lane < 2 * Lanes && y + lane < box.Height; lane++)
            {
                var row = result.Values.AsSpan(box.Width * (y + lane + (box.Height * slice)), box.Width);
                var source = lane < Lanes ? a : b;
                for (var x = 0; x < box.Width; x++)
                {
                    row[x] = scale * source[((box.X + x) * Lanes) + (lane % Lanes)];
                }
            }
        }
    }
}
