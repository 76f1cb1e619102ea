using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Presets;

/// <summary>What a parameter file says of the region and of single features.</summary>
internal sealed record RegionSettings
{
    /// <summary>Axes along which the region must have more than one voxel (<c>minimumROIDimensions</c>). Default 0: any region will do.</summary>
    internal int MinimumDimensions { get; init; }

    /// <summary>Voxels it must exceed (<c>minimumROISize</c>); null (default): any number will do.</summary>
    internal int? MinimumSize { get; init; }

    /// <summary>Added to intensities where they are squared (<c>voxelArrayShift</c>). Default 0.</summary>
    internal int Shift { get; init; }

    /// <summary>
    /// Whether shape is of the voxels that re-segmentation leaves (<c>resegmentShape</c>). Default false: of the region in the box around them.
    /// </summary>
    internal bool ResegmentsShape { get; init; }

    internal string ToCanonicalString() => FormattableString.Invariant($"dimensions={MinimumDimensions};size={MinimumSize};shift={Shift};resegmentShape={ResegmentsShape}");

    /// <summary>Checks a region after resampling or re-segmentation.</summary>
    /// <exception cref="ArgumentException">The region has fewer dimensions or voxels.</exception>
    internal void Check(ReadOnlySpan<RegionVoxel> voxels)
    {
        if (voxels.IsEmpty)
        {
            return;
        }

        var box = VoxelBox.Around(voxels);
        var dimensions = (box.Width > 1 ? 1 : 0) + (box.Height > 1 ? 1 : 0) + (box.Depth > 1 ? 1 : 0);
        if (dimensions < MinimumDimensions)
        {
            throw new ArgumentException(FormattableString.Invariant($"The region has {dimensions} dimensions (a box of {box.Width} x {box.Height} x {box.Depth} voxels), 'minimumROIDimensions' is {MinimumDimensions}."));
        }

        if (voxels.Length <= MinimumSize)
        {
            throw new ArgumentException(FormattableString.Invariant($"The region has {voxels.Length} voxels, more than 'minimumROISize' {MinimumSize} are needed."));
        }
    }
}
