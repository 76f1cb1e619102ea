using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Stability;

/// <summary>A box of the working grid of an image, and where its samples lie in the image once the grid is turned and shifted.</summary>
internal sealed class CroppedGrid
{
    private readonly SamplingGrid _grid;
    private readonly VoxelBox _box;

    /// <param name="source">Grid of the image.</param>
    /// <param name="options">Spacing of the working grid.</param>
    /// <param name="around">Voxels of the image that must be in it; null: the whole image.</param>
    /// <param name="margin">Millimetres around them.</param>
    public CroppedGrid(VolumeGeometry source, RadiomicsOptions options, VoxelBox? around, double margin)
    {
        _grid = SamplingGrid.Create(source, options);
        var inner = around ?? new VoxelBox(0, source.Width - 1, 0, source.Height - 1, 0, source.Depth - 1);
        var ((x0, x1), (y0, y1), (z0, z1)) = (Range(_grid.X, inner.MinX, inner.MaxX, margin), Range(_grid.Y, inner.MinY, inner.MaxY, margin), Range(_grid.Z, inner.MinZ, inner.MaxZ, margin));
        _box = new VoxelBox(x0, x1, y0, y1, z0, z1);
        Geometry = source with
        {
            Width = _box.Width,
            Height = _box.Height,
            Depth = _box.Depth,
            Spacing = _grid.Spacing,
            Origin = source.ToWorld(_grid.X.Start + (x0 * _grid.X.Step), _grid.Y.Start + (y0 * _grid.Y.Step), _grid.Z.Start + (z0 * _grid.Z.Step)),
        };
    }

    /// <summary>Grid of the box.</summary>
    public VolumeGeometry Geometry { get; }

    /// <summary>Where samples lie after a turn about a voxel of the image, and a shift.</summary>
    /// <param name="move">The turn and the shift.</param>
    /// <param name="centre">Index of the centre in the image.</param>
    public RowPositions Positions(Perturbation move, Vector3D centre)
    {
        var (sin, cos) = Math.SinCos(move.Rotation * Math.PI / 180);
        var s = _grid.Source.Spacing;

        // From the working grid to the image: index, millimetres from the centre, turned, index.
        var stepX = (X: cos * _grid.X.Step, Y: sin * _grid.X.Step * s.X / s.Y);
        var stepY = (X: -sin * _grid.Y.Step * s.Y / s.X, Y: cos * _grid.Y.Step);
        var (fromX, fromY) = (_grid.X.Start + ((_box.MinX + move.Translation.X) * _grid.X.Step) - centre.X, _grid.Y.Start + ((_box.MinY + move.Translation.Y) * _grid.Y.Step) - centre.Y);
        return new RowPositions(
            centre.X + (cos * fromX) - (sin * fromY * s.Y / s.X),
            centre.Y + (sin * fromX * s.X / s.Y) + (cos * fromY),
            _grid.Z.Start + ((_box.MinZ + move.Translation.Z) * _grid.Z.Step),
            stepX,
            stepY,
            _grid.Z.Step);
    }

    private static (int First, int Last) Range(AxisSampling axis, int first, int last, double margin)
    {
        var reach = (int)Math.Min(Math.Ceiling(margin / axis.Spacing) + 1, axis.Count);
        var (from, end) = axis.Covering(first, last);
        return (Math.Max(0, from - reach), Math.Min(axis.Count, end + reach) - 1);
    }

    /// <summary>Indices in the image of the first sample, and the steps between samples.</summary>
    internal readonly record struct RowPositions(double X, double Y, double Z, (double X, double Y) StepX, (double X, double Y) StepY, double StepZ);
}
