namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>A mask on the grid of an image, and what was odd about putting it there.</summary>
/// <param name="Mask">The mask; it may be empty.</param>
/// <param name="Findings">What is odd; empty when nothing is.</param>
public sealed record PlacedMask(Mask Mask, IReadOnlyList<SeriesFinding> Findings)
{
    /// <summary>The mask on the grid of an image: voxel for voxel where its voxels are the image's in whatever order of axes, or a part of them, or more: that is a finding.</summary>
    /// <param name="grid">The image's grid.</param>
    /// <param name="name">What the mask is called in the finding, such as its path.</param>
    /// <param name="resample">Whether a mask of other voxels takes the nearest, which is a finding; false: it stays on its own grid.</param>
    /// <param name="tolerance">How far the same voxel may lie apart in the two grids, as a fraction of the smallest spacing.</param>
    /// <returns>The mask; its grid matches the image's unless the voxels are others and are not to be resampled.</returns>
    public PlacedMask OnGrid(VolumeGeometry grid, string name, bool resample = false, double tolerance = 0.01)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (Mask.ReindexTo(grid, tolerance) is { } same)
        {
            return Mask.ExtentText(same) is { } text
                ? new PlacedMask(same, [.. Findings, new SeriesFinding(same.Count < Mask.Count ? SeriesFindingKind.OutsideImage : SeriesFindingKind.OtherExtent, $"'{name}' {text}")])
                : this with { Mask = same };
        }

        if (!resample)
        {
            return this;
        }

        var resampled = new SeriesFinding(SeriesFindingKind.Resampled, FormattableString.Invariant(
            $"'{name}' has voxels that are not those of the image ({Difference(grid)}): each voxel of the image takes the nearest"));
        return new PlacedMask(Mask.ResampleTo(grid), Mask.CountOutside(grid) is > 0 and var outside
            ? [.. Findings, resampled, new SeriesFinding(SeriesFindingKind.OutsideImage, FormattableString.Invariant(
                $"{outside} of the {Mask.Count} voxels inside '{name}' lie beyond the image and are cut off"))]
            : [.. Findings, resampled]);
    }

    private string Difference(VolumeGeometry grid)
    {
        var own = Mask.Geometry;
        var differences = own.Differences(grid, "");
        return differences.Length > 0 ? differences : $"{own.Width} x {own.Height} x {own.Depth} against {grid.Width} x {grid.Height} x {grid.Depth}";
    }
}
