using System.Buffers;
using System.Runtime.InteropServices;
using HccRisk.Imaging;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Roi;

/// <summary>
/// The morphological mask cut to its bounding box, resampled when asked, with an empty margin all round:
/// what every family works on, so that cost follows the lesion and not the image.
/// </summary>
internal sealed class LesionRegion : IDisposable
{
    /// <summary>Forgives rounding in the interpolation weights, where many voxels of regular grids fall on exactly one half.</summary>
    private const double HalfSlack = 1e-6;

    private byte[] _inside;
    private RegionVoxel[] _voxels;

    private LesionRegion(SamplingGrid grid) => (Grid, _inside, _voxels) = (grid, [], []);

    /// <summary>What it is called in messages.</summary>
    internal string Name { get; private init; } = "lesion";

    /// <summary>The working grid that it lies on.</summary>
    internal SamplingGrid Grid { get; }

    internal Vector3D Spacing => Grid.Spacing;

    /// <summary>Size of the padded box.</summary>
    internal int Width { get; private set; }

    internal int Height { get; private set; }

    internal int Depth { get; private set; }

    internal int Padding { get; private set; }

    /// <summary>Sampling index of the padded box's first voxel, along each axis; may be negative.</summary>
    internal (int X, int Y, int Z) Offset { get; private set; }

    internal int BoxCount => Width * Height * Depth;

    internal int Count { get; private set; }

    /// <summary>1 inside, 0 outside, over the padded box.</summary>
    internal ReadOnlySpan<byte> Inside => _inside.AsSpan(0, BoxCount);

    /// <summary>The voxels inside, x fastest.</summary>
    internal ReadOnlySpan<RegionVoxel> Voxels => _voxels.AsSpan(0, Count);

    internal bool IsResampled => Grid.IsResampled;

    internal static LesionRegion Create(Mask mask, Vector3D? resampleSpacing, int padding, string name = "lesion") =>
        Resample(mask, new RadiomicsOptions { ResampleSpacing = resampleSpacing }, padding, name);

    internal static LesionRegion Resample(Mask mask, RadiomicsOptions options, int padding, string name = "lesion")
    {
        var g = mask.Geometry;
        var box = VoxelBox.Around(mask, name);
        var region = new LesionRegion(SamplingGrid.Create(g, options)) { Name = name, Padding = padding };
        try
        {
            if (region.IsResampled)
            {
                region.FillResampled(mask, box, options);
            }
            else
            {
                region.Fill(mask.Inside, g.Width, g.Height, box, (0, 0, 0));
            }

            return region;
        }
        catch
        {
            region.Dispose();
            throw;
        }
    }

    /// <summary>Every voxel of the box around it and so many voxels more on each side, cut at the grid's edge.</summary>
    internal LesionRegion Block((int X, int Y, int Z) reach)
    {
        var box = BoxAround(reach);
        var flags = new bool[box.Count];
        flags.AsSpan().Fill(true);
        var part = new LesionRegion(Grid) { Name = Name, Padding = Padding };
        part.Fill(flags, box.Width, box.Height, new VoxelBox(0, box.Width - 1, 0, box.Height - 1, 0, box.Depth - 1), (box.X, box.Y, box.Z));
        return part;
    }

    /// <summary>A box of voxels whose content changes, full at first.</summary>
    internal static LesionRegion Refillable(SamplingGrid grid, (int X, int Y, int Z) size, int padding)
    {
        var part = new LesionRegion(grid) { Padding = padding };
        var flags = new bool[size.X * size.Y * size.Z];
        flags.AsSpan().Fill(true);
        part.Fill(flags, size.X, size.Y, new VoxelBox(0, size.X - 1, 0, size.Y - 1, 0, size.Z - 1), (0, 0, 0));
        return part;
    }

    /// <summary>Takes other voxels of the same box, x fastest.</summary>
    internal void Refill(ReadOnlySpan<RegionVoxel> voxels)
    {
        var inside = _inside.AsSpan(0, BoxCount);
        inside.Clear();
        foreach (ref readonly var v in voxels)
        {
            inside[v.Index] = 1;
        }

        voxels.CopyTo(_voxels);
        Count = voxels.Length;
    }

    /// <summary>The part in the box around some of its voxels, at least one.</summary>
    internal LesionRegion CutTo(ReadOnlySpan<RegionVoxel> voxels)
    {
        var part = new LesionRegion(Grid) { Name = Name, Padding = Padding };
        part.Fill(MemoryMarshal.Cast<byte, bool>(Inside), Width, Height, VoxelBox.Around(voxels), Offset);
        return part;
    }

    /// <summary>Some of its voxels alone, at least one.</summary>
    internal LesionRegion Only(ReadOnlySpan<RegionVoxel> voxels)
    {
        var flags = new bool[BoxCount];
        foreach (ref readonly var v in voxels)
        {
            flags[v.Index] = true;
        }

        var part = new LesionRegion(Grid) { Name = Name, Padding = Padding };
        part.Fill(flags, Width, Height, VoxelBox.Around(voxels), Offset);
        return part;
    }

    /// <summary>The same with its axes in another order.</summary>
    /// <param name="order">Which axis each of the new ones was.</param>
    internal LesionRegion Turn((int X, int Y, int Z) order)
    {
        AxisSampling[] axes = [Grid.X, Grid.Y, Grid.Z];
        int[] sizes = [Width, Height, Depth], strides = [1, Width, Width * Height], offsets = [Offset.X, Offset.Y, Offset.Z];
        var (width, height, depth) = (sizes[order.X], sizes[order.Y], sizes[order.Z]);
        var flags = new bool[BoxCount];
        for (int z = 0, at = 0; z < depth; z++)
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++, at++)
                {
                    flags[at] = _inside[(x * strides[order.X]) + (y * strides[order.Y]) + (z * strides[order.Z])] != 0;
                }
            }
        }

        var part = new LesionRegion(new SamplingGrid(Grid.Source, axes[order.X], axes[order.Y], axes[order.Z])) { Name = Name, Padding = Padding };
        part.Fill(flags, width, height, VoxelBox.Around(flags, width, height, depth), (offsets[order.X], offsets[order.Y], offsets[order.Z]));
        return part;
    }

    /// <summary>The box of the working grid with the voxels and a margin in millimetres around them, cut at the grid's edge.</summary>
    internal GridBox BoxWithin(double margin)
    {
        int Reach(AxisSampling sampling) => (int)Math.Min(Math.Ceiling(margin / sampling.Spacing), sampling.Count);
        return BoxAround((Reach(Grid.X), Reach(Grid.Y), Reach(Grid.Z)));
    }

    /// <summary>The box of the working grid with the voxels and so many more on each side, cut at the grid's edge.</summary>
    internal GridBox BoxAround((int X, int Y, int Z) reach)
    {
        static (int First, int Count) Axis(int first, int count, AxisSampling sampling, int reach)
        {
            var from = Math.Max(0, first - reach);
            return (from, Math.Min(sampling.Count, first + count + reach) - from);
        }

        var (x, width) = Axis(Offset.X + Padding, Width - (2 * Padding), Grid.X, reach.X);
        var (y, height) = Axis(Offset.Y + Padding, Height - (2 * Padding), Grid.Y, reach.Y);
        var (z, depth) = Axis(Offset.Z + Padding, Depth - (2 * Padding), Grid.Z, reach.Z);
        return new GridBox(x, y, z, width, height, depth);
    }

    public void Dispose()
    {
        if (_inside.Length > 0)
        {
            BoxScratch<byte>.Return(_inside);
            ArrayPool<RegionVoxel>.Shared.Return(_voxels);
            (_inside, _voxels, Count) = ([], [], 0);
        }
    }

    private void FillResampled(Mask mask, VoxelBox box, RadiomicsOptions options)
    {
        var (x0, x1) = Grid.X.Covering(box.MinX, box.MaxX);
        var (y0, y1) = Grid.Y.Covering(box.MinY, box.MaxY);
        var (z0, z1) = Grid.Z.Covering(box.MinZ, box.MaxZ);
        var (width, height, depth) = (x1 - x0, y1 - y0, z1 - z0);
        var flags = BoxScratch<bool>.Rent(width * height * depth);
        try
        {
            var sampled = new GridBox(x0, y0, z0, width, height, depth);
            if (options.MaskInterpolation == MaskInterpolation.Nearest)
            {
                NearestSampler.Sample(mask.Inside, Grid, sampled, flags);
            }
            else
            {
                SampleLinear(mask, sampled, options.MaskThreshold - HalfSlack, flags);
            }

            var inside = flags.AsSpan(0, sampled.Count);
            if (!inside.Contains(true))
            {
                throw new EmptyMaskException(FormattableString.Invariant(
                    $"The {Name} mask has {mask.Count} voxels but none after resampling to {Spacing.X} x {Spacing.Y} x {Spacing.Z} mm."));
            }

            Fill(inside, width, height, VoxelBox.Around(inside, width, height, depth), (x0, y0, z0));
        }
        finally
        {
            BoxScratch<bool>.Return(flags);
        }
    }

    private void SampleLinear(Mask mask, GridBox box, double threshold, Span<bool> flags)
    {
        var sampler = new TrilinearSampler(Grid.Source, Grid.X, box.X, box.X + box.Width);
        var source = mask.Inside;
        var at = 0;
        for (var z = box.Z; z < box.Z + box.Depth; z++)
        {
            for (var y = box.Y; y < box.Y + box.Height; y++)
            {
                var rows = sampler.Rows(Grid.Y.Locate(y, Grid.Source.Height), Grid.Z.Locate(z, Grid.Source.Depth));
                for (var x = box.X; x < box.X + box.Width; x++)
                {
                    flags[at++] = sampler.Sample(source, rows, x) >= threshold;
                }
            }
        }
    }

    /// <summary>Copies a box of flags into the padded box; <paramref name="origin"/> is the sampling index of the flags' first voxel.</summary>
    private void Fill(ReadOnlySpan<bool> flags, int width, int height, VoxelBox box, (int X, int Y, int Z) origin)
    {
        (Width, Height, Depth) = (box.Width + (2 * Padding), box.Height + (2 * Padding), box.Depth + (2 * Padding));
        if ((long)Width * Height * Depth > Array.MaxLength)
        {
            throw new ArgumentException($"The lesion's box of {box.Width} x {box.Height} x {box.Depth} voxels is too large.");
        }

        Offset = (origin.X + box.MinX - Padding, origin.Y + box.MinY - Padding, origin.Z + box.MinZ - Padding);
        _inside = BoxScratch<byte>.Rent(BoxCount);
        _inside.AsSpan(0, BoxCount).Clear();
        var count = 0;
        for (var z = box.MinZ; z <= box.MaxZ; z++)
        {
            for (var y = box.MinY; y <= box.MaxY; y++)
            {
                count += flags.Slice((((z * height) + y) * width) + box.MinX, box.Width).Count(true);
            }
        }

        _voxels = ArrayPool<RegionVoxel>.Shared.Rent(count);
        for (var z = 0; z < box.Depth; z++)
        {
            for (var y = 0; y < box.Height; y++)
            {
                var row = flags.Slice(((((z + box.MinZ) * height) + y + box.MinY) * width) + box.MinX, box.Width);
                var target = (((((z + Padding) * Height) + y + Padding) * Width) + Padding);
                for (var x = 0; x < row.Length; x++)
                {
                    if (row[x])
                    {
                        _inside[target + x] = 1;
                        _voxels[Count++] = new RegionVoxel(x + Padding, y + Padding, z + Padding, target + x);
                    }
                }
            }
        }
    }
}
