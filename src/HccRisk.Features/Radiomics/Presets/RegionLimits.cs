using HccRisk.Features.Radiomics.Preprocessing;

namespace HccRisk.Features.Radiomics.Presets;

/// <summary>The least that a region must be, after resampling and after re-segmentation (<c>minimumROIDimensions</c>, <c>minimumROISize</c>).</summary>
/// <param name="Dimensions">Axes along which it has more than one voxel.</param>
/// <param name="Size">Voxels it must exceed; null: any number will do.</param>
internal readonly record struct RegionLimits(int Dimensions, int? Size)
{
    /// <exception cref="ArgumentException">The region has fewer dimensions or voxels.</exception>
    internal void Check(ReadOnlySpan<RegionVoxel> voxels)
    {
        var box = VoxelBox.Around(voxels);
        var dimensions = (box.Width > 1 ? 1 : 0) + (box.Height > 1 ? 1 : 0) + (box.Depth > 1 ? 1 : 0);
        if (dimensions < Dimensions)
        {
            throw new ArgumentException(FormattableString.Invariant($"The region has {dimensions} dimensions (a box of {box.Width} x {box.Height} x {box.Depth} voxels), 'minimumROIDimensions' is {Dimensions}."));
        }

        if (voxels.Length <= Size)
        {
            throw new ArgumentException(FormattableString.Invariant($"The region has {voxels.Length} voxels, more than 'minimumROISize' {Size} are needed."));
        }
    }
}
