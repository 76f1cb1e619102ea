using HccRisk.Imaging.Dicom.Masks;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Nifti;
using HccRisk.Imaging.Tests.Dicom.Masks;
using HccRisk.Imaging.Tests.Files;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Imaging.Tests;

/// <summary>A mask whose voxels are the image's in another order of axes is the same mask, voxel for voxel.</summary>
public sealed class MaskReindexTests : IDisposable
{
    private static readonly VolumeGeometry Image = ObliqueGrid.Of(7, 5, 4, new Vector3D(1.2, 0.9, 3));
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReindexTo_EveryOrderOfAxes_KeepsEachVoxelAtItsPlace()
    {
        foreach (var order in ObliqueGrid.Orders(Image))
        {
            var mask = Drawn(order);

            var placed = mask.ReindexTo(Image)!;

            Assert.Same(Image, placed.Geometry == mask.Geometry ? Image : placed.Geometry);
            AssertSamePlaces(mask, placed);
        }
    }

    [Fact]
    public void ReindexTo_SameExtentsEverywhere_TellsTheAxesApart()
    {
        var cube = Image with { Width = 5, Height = 5, Depth = 5, Spacing = new Vector3D(2, 2, 2) };
        foreach (var order in ObliqueGrid.Orders(cube))
        {
            var mask = Drawn(order);
            AssertSamePlaces(mask, mask.ReindexTo(cube)!);
        }
    }

    [Fact]
    public void ReindexTo_OtherVoxels_IsNull()
    {
        var flipped = ObliqueGrid.Orders(Image).ElementAt(9);
        Assert.Null(Drawn(flipped with { Origin = flipped.Origin + (flipped.AxisX * 0.2) }).ReindexTo(Image));
        Assert.Null(Drawn(flipped with { Spacing = flipped.Spacing * 1.01 }).ReindexTo(Image));
        Assert.Null(Drawn(Image with { Depth = 5, Origin = Image.ToWorld(1, 0.5, 0) }).ReindexTo(Image));
        Assert.Null(Drawn(Image with { Depth = 5, Spacing = Image.Spacing * 1.01 }).ReindexTo(Image));
        Assert.Null(Drawn(Image with { Origin = Image.ToWorld(1, 0, 0) }).ReindexTo(Image));
        Assert.Null(Drawn(Image with { AxisX = Image.AxisY, AxisY = Image.AxisX }).ReindexTo(Image));
    }

    // A part of the image, the image in the middle of more, and one that reaches beyond two of its faces; the last has no voxel in common.
    [Theory]
    [InlineData(2, 1, 1, 3, 3, 2)]
    [InlineData(-2, -1, -3, 11, 9, 12)]
    [InlineData(4, -2, 1, 6, 5, 2)]
    [InlineData(0, 0, 0, 7, 5, 3)]
    [InlineData(9, 0, 0, 4, 5, 4)]
    public void ReindexTo_CroppedInEveryOrderOfAxes_KeepsWhatTheImageHas(int x, int y, int z, int width, int height, int depth)
    {
        var part = Image with { Width = width, Height = height, Depth = depth, Origin = Image.ToWorld(x, y, z) };
        var own = Places(new Mask(Image, [.. Enumerable.Repeat(true, (int)Image.VoxelCount)]));
        foreach (var order in ObliqueGrid.Orders(part))
        {
            var mask = Drawn(order);
            var expected = Places(mask).Where(own.Contains).ToHashSet();

            var placed = new PlacedMask(mask, []).OnGrid(Image, "lesion.nii");

            Assert.Equal(Image, placed.Mask.Geometry);
            Assert.Equal(expected, Places(placed.Mask));
            var cut = mask.Count - expected.Count;
            var finding = Assert.Single(placed.Findings);
            Assert.Equal(cut > 0 ? SeriesFindingKind.OutsideImage : SeriesFindingKind.OtherExtent, finding.Kind);
            Assert.Contains(cut > 0 ? FormattableString.Invariant($"{cut} of its {mask.Count} voxels inside") : "lesion.nii' has", finding.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void OpenMask_NiftiInAnotherOrder_IsOnTheImagesGridAndAnyOtherOnlyWhenAsked()
    {
        var (flipped, other) = (_folder["flipped.nii"], _folder["other.nii"]);
        var mask = Drawn(ObliqueGrid.Orders(Image).ElementAt(21));
        NiftiFile.WriteMask(flipped, mask);
        NiftiFile.WriteMask(other, Drawn(Image with { Origin = Image.Origin + (Image.AxisX * 0.4) }));

        var placed = ImageFile.OpenMask(flipped, null, new MaskTarget(Image));
        Assert.Empty(placed.Findings);
        AssertSamePlaces(mask, placed.Mask);
        Assert.False(ImageFile.OpenMask(other, null, new MaskTarget(Image)).Mask.Geometry.Matches(Image));
        var resampled = ImageFile.OpenMask(other, null, new MaskTarget(Image), resample: true);
        Assert.Equal(SeriesFindingKind.Resampled, Assert.Single(resampled.Findings).Kind);
        Assert.True(resampled.Mask.Geometry.Matches(Image));
    }

    private static Mask Drawn(VolumeGeometry grid) => new(grid, [.. Enumerable.Range(0, (int)grid.VoxelCount).Select(i => (i * 7919 % 13) < 4)]);

    // By positions in the world, to a hundredth of a millimetre: headers are single precision.
    private static void AssertSamePlaces(Mask expected, Mask actual) => Assert.Equal(Places(expected), Places(actual));

    private static HashSet<(double X, double Y, double Z)> Places(Mask mask)
    {
        var (grid, inside) = (mask.Geometry, mask.Inside.ToArray());
        return [.. Enumerable.Range(0, inside.Length).Where(i => inside[i]).Select(i => grid.ToWorld(i % grid.Width, i / grid.Width % grid.Height, i / (grid.Width * grid.Height)))
            .Select(p => (Math.Round(p.X, 2), Math.Round(p.Y, 2), Math.Round(p.Z, 2)))];
    }
}
