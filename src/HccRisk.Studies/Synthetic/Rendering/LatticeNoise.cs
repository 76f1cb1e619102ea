using System.Buffers;
using System.Numerics.Tensors;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering;

/// <summary>
/// Smooth random fields: independent normals on a coarse lattice, spread by the separable cubic B-spline. The variance is close
/// to one everywhere, the correlation length about the lattice period, the cost a dozen multiplications a voxel.
/// </summary>
internal static class LatticeNoise
{
    // The four weights' squares sum to 0.479 on average over a cell.
    private const double MeanSquareWeight = 151.0 / 315;

    /// <summary>A 3-D field, x fastest; periods in voxels, at least 1.</summary>
    public static void Fill(
        Span<float> field, int width, int height, int depth, double periodX, double periodY, double periodZ, SyntheticRandom random)
    {
        var (nx, ny, nz) = (Nodes(width, periodX), Nodes(height, periodY), Nodes(depth, periodZ));
        var scale = (float)Math.Pow(MeanSquareWeight, -1.5);
        var node = ArrayPool<float>.Shared.Rent(nx);
        var lines = ArrayPool<float>.Shared.Rent(nz * ny * width);
        var planes = ArrayPool<float>.Shared.Rent(nz * height * width);
        for (var line = 0; line < nz * ny; line++)
        {
            DrawNodes(node.AsSpan(0, nx), scale, random);
            SpreadAlong(node, lines.AsSpan(line * width, width), periodX);
        }

        for (var z = 0; z < nz; z++)
        {
            SpreadBlocks(lines.AsSpan(z * ny * width, ny * width), planes.AsSpan(z * height * width, height * width), width, height, periodY);
        }

        SpreadBlocks(planes.AsSpan(0, nz * height * width), field, width * height, depth, periodZ);
        ArrayPool<float>.Shared.Return(node);
        ArrayPool<float>.Shared.Return(lines);
        ArrayPool<float>.Shared.Return(planes);
    }

    /// <summary>A 2-D field, x fastest; periods in pixels, at least 1.</summary>
    public static void Fill(Span<float> field, int width, int height, double periodX, double periodY, SyntheticRandom random)
    {
        var (nx, ny) = (Nodes(width, periodX), Nodes(height, periodY));
        var scale = (float)(1 / MeanSquareWeight);
        var node = ArrayPool<float>.Shared.Rent(nx);
        var lines = ArrayPool<float>.Shared.Rent(ny * width);
        for (var line = 0; line < ny; line++)
        {
            DrawNodes(node.AsSpan(0, nx), scale, random);
            SpreadAlong(node, lines.AsSpan(line * width, width), periodX);
        }

        SpreadBlocks(lines.AsSpan(0, ny * width), field, width, height, periodY);
        ArrayPool<float>.Shared.Return(node);
        ArrayPool<float>.Shared.Return(lines);
    }

    /// <summary>The four cubic B-spline weights at a fraction of a cell.</summary>
    public static void Weights(float t, Span<float> weights)
    {
        var s = 1 - t;
        weights[0] = s * s * s / 6;
        weights[1] = ((3 * t * t * t) - (6 * t * t) + 4) / 6;
        weights[2] = ((3 * s * s * s) - (6 * s * s) + 4) / 6;
        weights[3] = t * t * t / 6;
    }

    private static int Nodes(int count, double period) => (int)((count - 1) / period) + 4;

    private static void DrawNodes(Span<float> nodes, float scale, SyntheticRandom random)
    {
        for (var i = 0; i < nodes.Length; i += 2)
        {
            var (first, second) = random.NormalPair();
            nodes[i] = first * scale;
            if (i + 1 < nodes.Length)
            {
                nodes[i + 1] = second * scale;
            }
        }
    }

    private static void SpreadAlong(ReadOnlySpan<float> nodes, Span<float> line, double period)
    {
        Span<float> w = stackalloc float[4];
        for (var i = 0; i < line.Length; i++)
        {
            var position = i / period;
            var cell = (int)position;
            Weights((float)(position - cell), w);
            line[i] = (w[0] * nodes[cell]) + (w[1] * nodes[cell + 1]) + (w[2] * nodes[cell + 2]) + (w[3] * nodes[cell + 3]);
        }
    }

    // Blocks of equal length (lines of an image, planes of a volume) spread along their own order.
    private static void SpreadBlocks(ReadOnlySpan<float> nodes, Span<float> result, int block, int count, double period)
    {
        Span<float> w = stackalloc float[4];
        for (var i = 0; i < count; i++)
        {
            var position = i / period;
            var cell = (int)position;
            Weights((float)(position - cell), w);
            var target = result.Slice(i * block, block);
            TensorPrimitives.Multiply(nodes.Slice(cell * block, block), w[0], target);
            for (var k = 1; k < 4; k++)
            {
                TensorPrimitives.MultiplyAdd(nodes.Slice((cell + k) * block, block), w[k], target, target);
            }
        }
    }
}
