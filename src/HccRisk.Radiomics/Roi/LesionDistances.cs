using HccRisk.Imaging;

namespace HccRisk.Radiomics.Roi;

/// <summary>Distances of the voxels near a lesion: of those outside to the lesion, or of those inside to what is not lesion.</summary>
internal sealed class LesionDistances : IDisposable
{
    /// <summary>Forgives spacings that were stored in single precision, in squared distances.</summary>
    private const double Slack = 1 + 1e-5;

    private readonly VolumeGeometry _geometry;
    private readonly VoxelBox _box;
    private readonly double[] _squared;

    private LesionDistances(VolumeGeometry geometry, VoxelBox box) =>
        (_geometry, _box, _squared) = (geometry, box, BoxScratch<double>.Rent(checked(box.Width * box.Height * box.Depth)));

    /// <summary>Distances to the lesion, true up to <paramref name="reach"/> millimetres; the lesion is not empty.</summary>
    internal static LesionDistances Outside(Mask lesion, double reach)
    {
        var g = lesion.Geometry;
        var inner = VoxelBox.Around(lesion, "lesion");
        var (x, y, z) = (Steps(reach, g.Spacing.X, g.Width), Steps(reach, g.Spacing.Y, g.Height), Steps(reach, g.Spacing.Z, g.Depth));
        var box = new VoxelBox(
            Math.Max(0, inner.MinX - x), Math.Min(g.Width - 1, inner.MaxX + x),
            Math.Max(0, inner.MinY - y), Math.Min(g.Height - 1, inner.MaxY + y),
            Math.Max(0, inner.MinZ - z), Math.Min(g.Depth - 1, inner.MaxZ + z));
        return Create(lesion, box, seed: true, reach);
    }

    /// <summary>Distances of the lesion's voxels to the nearest voxel outside it, true up to <paramref name="reach"/> millimetres; beyond the image is outside.</summary>
    internal static LesionDistances Inside(Mask lesion, double reach)
    {
        var b = VoxelBox.Around(lesion, "lesion");
        return Create(lesion, new VoxelBox(b.MinX - 1, b.MaxX + 1, b.MinY - 1, b.MaxY + 1, b.MinZ - 1, b.MaxZ + 1), seed: false, reach);
    }

    /// <summary>The voxels farther than <paramref name="from"/> and as far as <paramref name="to"/> millimetres, in order: indices in the mask's grid.</summary>
    /// <param name="from">Millimetres.</param>
    /// <param name="to">Millimetres.</param>
    /// <param name="within">A mask on that grid that they lie in; null: anywhere.</param>
    internal int[] Between(double from, double to, Mask? within = null)
    {
        var (above, limit) = (from * from * Slack, to * to * Slack);
        var places = BoxScratch<int>.Rent(_box.Width * _box.Height * _box.Depth);
        var (at, count) = (0, 0);
        for (var z = _box.MinZ; z <= _box.MaxZ; z++)
        {
            for (var y = _box.MinY; y <= _box.MaxY; y++)
            {
                var row = _geometry.Width * (y + (_geometry.Height * z));
                for (var x = _box.MinX; x <= _box.MaxX; x++, at++)
                {
                    // Beside the image is no distance in reach, or 0.
                    places[count] = row + x;
                    count += _squared[at] > above && _squared[at] <= limit ? 1 : 0;
                }
            }
        }

        if (within is not null)
        {
            var kept = 0;
            foreach (var place in places.AsSpan(0, count))
            {
                places[kept] = place;
                kept += within.Inside[place] ? 1 : 0;
            }

            count = kept;
        }

        var result = places.AsSpan(0, count).ToArray();
        BoxScratch<int>.Return(places);
        return result;
    }

    /// <summary>Distance of a voxel by its index in the mask's grid, millimetres; within the box.</summary>
    internal double At(int index)
    {
        var (x, y, z) = (index % _geometry.Width, index / _geometry.Width % _geometry.Height, index / _geometry.Width / _geometry.Height);
        return Math.Sqrt(_squared[x - _box.MinX + (_box.Width * (y - _box.MinY + (_box.Height * (z - _box.MinZ))))]);
    }

    public void Dispose() => BoxScratch<double>.Return(_squared);

    private static int Steps(double reach, double spacing, int extent) => (int)Math.Min(Math.Ceiling(reach / spacing), extent);

    private static LesionDistances Create(Mask lesion, VoxelBox box, bool seed, double reach)
    {
        var result = new LesionDistances(lesion.Geometry, box);
        var g = lesion.Geometry;
        var squared = result._squared.AsSpan(0, box.Width * box.Height * box.Depth);
        var (first, last) = (Math.Max(box.MinX, 0), Math.Min(box.MaxX, g.Width - 1));
        for (var z = 0; z < box.Depth; z++)
        {
            for (var y = 0; y < box.Height; y++)
            {
                var (imageY, imageZ) = (y + box.MinY, z + box.MinZ);
                var row = squared.Slice(box.Width * (y + (box.Height * z)), box.Width);
                row.Fill(seed ? double.PositiveInfinity : 0);
                if (imageY < 0 || imageY >= g.Height || imageZ < 0 || imageZ >= g.Depth)
                {
                    continue;
                }

                var source = lesion.Inside.Slice(g.Width * (imageY + (g.Height * imageZ)), g.Width);
                for (var x = first; x <= last; x++)
                {
                    row[x - box.MinX] = source[x] == seed ? 0 : double.PositiveInfinity;
                }
            }
        }

        DistanceTransform.Compute(squared, box.Width, box.Height, box.Depth, g.Spacing, reach * Slack);
        return result;
    }
}
