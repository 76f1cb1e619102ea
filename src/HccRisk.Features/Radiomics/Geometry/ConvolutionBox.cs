using System.Numerics;
using HccRisk.Core.Imaging;
using HccRisk.Features.Radiomics.Preprocessing;

namespace HccRisk.Features.Radiomics.Geometry;

/// <summary>A lesion's box with room for every offset within it, each side a power of two, for convolution by Fourier transforms.</summary>
/// <param name="Width">Side along x.</param>
/// <param name="Height">Side along y.</param>
/// <param name="Depth">Side along z.</param>
/// <param name="UsedHeight">Rows that hold data; the others are zero before and not needed after.</param>
/// <param name="UsedDepth">Slices that hold data.</param>
internal readonly record struct ConvolutionBox(int Width, int Height, int Depth, int UsedHeight, int UsedDepth)
{
    internal long Count => (long)Width * Height * Depth;

    internal static ConvolutionBox Around(LesionRegion region)
    {
        static int Side(int count) => (int)BitOperations.RoundUpToPowerOf2((uint)((2 * count) - 1));
        var margin = 2 * region.Padding;
        return new ConvolutionBox(
            Side(region.Width - margin), Side(region.Height - margin), Side(region.Depth - margin), region.Height - margin, region.Depth - margin);
    }

    internal int Index(int x, int y, int z) => x + (Width * (y + (Height * z)));

    /// <summary>Replaces the values by their sums weighted with 1 / distance, themselves left out; exact within the used part.</summary>
    internal void ConvolveWithInverseDistance(Complex[] data, Vector3D spacing)
    {
        var kernel = new Complex[Count];
        for (int z = 0, at = 0; z < Depth; z++)
        {
            var dz = Math.Min(z, Depth - z) * spacing.Z;
            for (var y = 0; y < Height; y++)
            {
                var dy = Math.Min(y, Height - y) * spacing.Y;
                for (var x = 0; x < Width; x++, at++)
                {
                    var dx = Math.Min(x, Width - x) * spacing.X;
                    kernel[at] = at == 0 ? 0 : 1 / Math.Sqrt((dx * dx) + (dy * dy) + (dz * dz));
                }
            }
        }

        (this with { UsedHeight = Height, UsedDepth = Depth }).Forward(kernel);
        Forward(data);

        // The weights are even: their transform is real. Swapping the parts before and after makes the forward transform the inverse.
        for (var i = 0; i < data.Length; i++)
        {
            var product = data[i] * kernel[i].Real;
            data[i] = new Complex(product.Imaginary, product.Real);
        }

        Lines(data, Width * Height, Depth, 1, Width * Height, 0, 1);
        Lines(data, Width, Height, 1, Width, Width * Height, UsedDepth);
        Lines(data, 1, Width, Width, UsedHeight, Width * Height, UsedDepth);
        double scale = 1.0 / Count;
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = new Complex(data[i].Imaginary * scale, data[i].Real * scale);
        }
    }

    private void Forward(Complex[] data)
    {
        Lines(data, 1, Width, Width, UsedHeight, Width * Height, UsedDepth);
        Lines(data, Width, Height, 1, Width, Width * Height, UsedDepth);
        Lines(data, Width * Height, Depth, 1, Width * Height, 0, 1);
    }

    /// <summary>Transforms lines of a stride that start at every inner and outer multiple of two more strides.</summary>
    private static void Lines(Complex[] data, int stride, int length, int innerStride, int inner, int outerStride, int outer)
    {
        if (length == 1)
        {
            return;
        }

        var line = new Complex[length];
        var roots = new Complex[length / 2];
        for (var i = 0; i < roots.Length; i++)
        {
            var (sin, cos) = Math.SinCos(-2 * Math.PI * i / length);
            roots[i] = new Complex(cos, sin);
        }

        for (var o = 0; o < outer; o++)
        {
            for (var i = 0; i < inner; i++)
            {
                var start = (o * outerStride) + (i * innerStride);
                for (var k = 0; k < length; k++)
                {
                    line[k] = data[start + (k * stride)];
                }

                Transform(line, roots);
                for (var k = 0; k < length; k++)
                {
                    data[start + (k * stride)] = line[k];
                }
            }
        }
    }

    /// <summary>Radix 2 in place.</summary>
    private static void Transform(Span<Complex> line, ReadOnlySpan<Complex> roots)
    {
        for (int i = 1, j = 0; i < line.Length; i++)
        {
            var bit = line.Length >> 1;
            for (; (j & bit) != 0; bit >>= 1)
            {
                j ^= bit;
            }

            j ^= bit;
            if (i < j)
            {
                (line[i], line[j]) = (line[j], line[i]);
            }
        }

        for (var half = 1; half < line.Length; half *= 2)
        {
            var step = roots.Length / half;
            for (var start = 0; start < line.Length; start += 2 * half)
            {
                for (var k = 0; k < half; k++)
                {
                    var odd = line[start + half + k] * roots[k * step];
                    var even = line[start + k];
                    line[start + k] = even + odd;
                    line[start + half + k] = even - odd;
                }
            }
        }
    }
}
