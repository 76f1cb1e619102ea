using System.Buffers;
using HccRisk.Imaging;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Filters;

/// <summary>Values on a sphere around each voxel: which are not below the voxel, and their kurtosis.</summary>
/// <param name="Points">Points of the unit sphere.</param>
/// <param name="Bits">For each voxel of the box a bit a point, in words of 64.</param>
/// <param name="Kurtosis">For each voxel, excess, with divisor n.</param>
internal sealed record SphereSigns(Vector3D[] Points, ulong[] Bits, double[] Kurtosis)
{
    internal static SphereSigns Of(FilterImage image, FilterTarget target, double radius, int subdivisions)
    {
        var box = target.Box;
        var points = Icosphere(subdivisions);
        var words = (points.Length + 63) / 64;
        var result = new SphereSigns(points, new ulong[box.Count * words], new double[box.Count]);
        var coefficients = image.Shared("cubic spline", () => CubicCoefficients.Of(image));
        var size = box.Width * box.Height;
        var shape = new FilterImage(coefficients.Values, image.Box.Width, image.Box.Height, image.Box.Depth, image.Spacing);
        image.For(box.Depth, k =>
        {
            var slice = box with { Z = box.Z + k, Depth = 1 };
            var samples = new FilterBlock[points.Length];
            for (var p = 0; p < points.Length; p++)
            {
                // The point's x goes along z and its z along x.
                var (x, y, z) = (radius * points[p].Z, radius * points[p].Y, radius * points[p].X);
                LineKernel?[] kernels = [Cubic(x), Cubic(y), Cubic(z)];
                var seen = LineConvolution.Seen(slice, shape, kernels, FilterBoundary.MirrorWholeSample);
                samples[p] = LineConvolution.Apply(coefficients.Cut(seen), shape, kernels, FilterBoundary.MirrorWholeSample, slice);
                Store(samples[p], image, slice, (x, y, z));
            }

            Span<double> values = stackalloc double[points.Length];
            for (var i = 0; i < size; i++)
            {
                var at = (k * size) + i;
                if (target.Inside is { } inside && !inside[at])
                {
                    continue;
                }

                var (vx, vy) = (i % box.Width, i / box.Width);
                var centre = image.Block.Values[box.X + vx + (image.Box.Width * (box.Y + vy + (image.Box.Height * (box.Z + k))))];
                for (var p = 0; p < points.Length; p++)
                {
                    values[p] = samples[p].Values[i];
                    result.Bits[(at * words) + (p / 64)] |= values[p] >= centre ? 1UL << (p % 64) : 0;
                }

                result.Kurtosis[at] = KurtosisOf(values);
            }
        });
        return result;
    }

    private static double KurtosisOf(ReadOnlySpan<double> values)
    {
        double sum = 0, second = 0, fourth = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        var mean = sum / values.Length;
        foreach (var value in values)
        {
            var square = (value - mean) * (value - mean);
            second += square;
            fourth += square * square;
        }

        return second == 0 ? -3 : (fourth * values.Length / (second * second)) - 3;
    }

    /// <summary>Zero beyond the border, and in the type of the image.</summary>
    private static void Store(FilterBlock samples, FilterImage image, GridBox slice, (double X, double Y, double Z) shift)
    {
        static bool Within(double place, int count) => place >= 0 && place <= count - 1;
        var isSlice = Within(slice.Z + shift.Z, image.Box.Depth);
        var at = 0;
        for (var y = slice.Y; y < slice.Y + slice.Height; y++)
        {
            var isRow = isSlice && Within(y + shift.Y, image.Box.Height);
            for (var x = slice.X; x < slice.X + slice.Width; x++, at++)
            {
                ref var value = ref samples.Values[at];
                value = !isRow || !Within(x + shift.X, image.Box.Width) ? 0
                    : image.Type == VoxelType.Float64 ? value
                    : image.Type == VoxelType.Float32 ? (float)value : Math.Round(value, MidpointRounding.AwayFromZero);
            }
        }
    }

    /// <summary>The four weights of a cubic B-spline at a place between voxels.</summary>
    private static LineKernel Cubic(double shift)
    {
        var floor = (int)Math.Floor(shift);
        var t = shift - floor;
        var u = 1 - t;

        // A convolution with h takes h[k] from the voxel at centre - k.
        double[] weights = [t * t * t / 6, (4 - (6 * u * u) + (3 * u * u * u)) / 6, (4 - (6 * t * t) + (3 * t * t * t)) / 6, u * u * u / 6];
        return LineKernel.Convolution(weights, floor + 2);
    }

    /// <summary>An icosahedron whose triangles are cut into four, each time, at the middles of their edges.</summary>
    private static Vector3D[] Icosphere(int subdivisions)
    {
        var golden = (1 + Math.Sqrt(5)) / 2;
        var points = new List<Vector3D>();
        foreach (var (a, b) in ((double, double)[])[(1, golden), (-1, golden), (1, -golden), (-1, -golden)])
        {
            points.AddRange([new Vector3D(a, b, 0), new Vector3D(0, a, b), new Vector3D(b, 0, a)]);
        }

        // Nearest neighbours of an icosphere are joined by edges; the middles of edges are new points.
        points = [.. points.Select(Unit)];
        for (var i = 0; i < subdivisions; i++)
        {
            var shortest = Distance(points, 0, Enumerable.Range(1, points.Count - 1).MinBy(j => Distance(points, 0, j)));
            var middles = new List<Vector3D>();
            for (var a = 0; a < points.Count; a++)
            {
                for (var b = a + 1; b < points.Count; b++)
                {
                    if (Distance(points, a, b) < 1.4 * shortest)
                    {
                        middles.Add(Unit((points[a] + points[b]) * 0.5));
                    }
                }
            }

            points.AddRange(middles);
        }

        return [.. points];
    }

    private static double Distance(List<Vector3D> points, int a, int b) => Math.Sqrt((points[a] - points[b]).Dot(points[a] - points[b]));

    private static Vector3D Unit(Vector3D v) => v * (1 / Math.Sqrt(v.Dot(v)));
}
