using HccRisk.Imaging;
using HccRisk.Imaging.Nifti;
using HccRisk.Oracles;
using HccRisk.Radiomics.Quality;
using Xunit;

namespace HccRisk.Radiomics.Tests.Quality;

public sealed class MaskReviewTests
{
    private static readonly VolumeGeometry Grid = VolumeGeometry.AxisAligned(20, 18, 12, new Vector3D(1, 1, 2));

    [Fact]
    public void Of_SolidLesionInTissue_FindsNothing()
    {
        var lesion = Boxes((5, 9, 5, 9, 3, 6));

        Assert.Empty(MaskReview.Of(lesion, Image(lesion, inside: 120, outside: 100)));
    }

    [Fact]
    public void Of_TwoBoxes_AreParts()
    {
        Assert.Equal("the lesion has 2 parts of 27, 8 voxels", Single(MaskFindingKind.Parts, Boxes((2, 4, 2, 4, 2, 4), (8, 9, 8, 9, 8, 9))));

        // At a corner they touch.
        Assert.Empty(MaskReview.Of(Boxes((2, 4, 2, 4, 2, 4), (5, 6, 5, 6, 5, 6))));
    }

    [Fact]
    public void Of_LesionAtTheEdge_NamesTheAxes() =>
        Assert.Equal("the lesion reaches the edge of the image along x, z: a part of it may lie beyond", Single(MaskFindingKind.TouchesEdge, Boxes((0, 4, 5, 9, 9, 11))));

    [Fact]
    public void Of_OneSlice_NamesTheAxis()
    {
        Assert.Equal("the lesion is one voxel thick along z, where the image has more", Single(MaskFindingKind.OneSlice, Boxes((5, 9, 5, 9, 4, 4))));

        // A picture of one slice has no other.
        var flat = VolumeGeometry.AxisAligned(9, 9, 1, new Vector3D(1, 1, 1));
        Assert.Empty(MaskReview.Of(new Mask(flat, [.. Enumerable.Range(0, 81).Select(i => i is 40 or 41 or 49 or 50)])));
    }

    [Fact]
    public void Of_EnclosedVoxels_AreHoles()
    {
        var inside = Boxes((4, 10, 4, 10, 2, 8)).Inside.ToArray();
        inside[At(7, 7, 5)] = inside[At(8, 7, 5)] = inside[At(5, 5, 3)] = false;

        Assert.Equal("the lesion encloses 2 holes of 3 voxels in all", Single(MaskFindingKind.Holes, new Mask(Grid, inside)));

        // A tunnel to the outside is none.
        for (var x = 0; x < 9; x++)
        {
            inside[At(x, 7, 5)] = false;
        }

        inside[At(5, 5, 3)] = true;
        Assert.Empty(MaskReview.Of(new Mask(Grid, inside)));
    }

    [Fact]
    public void Of_LesionThatReachesIntoLung_IsAir()
    {
        // HU: tissue 60 in half of the lesion's slices, lung -850 in one of four.
        var lesion = Boxes((5, 9, 5, 9, 3, 6));
        var image = new Volume<float>(Grid, [.. Enumerable.Range(0, (int)Grid.VoxelCount).Select(i => i / 360 >= 6 ? -850f : i % 20 == 0 ? -1000 : 60)]);

        var finding = Assert.Single(MaskReview.Of(lesion, image));

        Assert.Equal(MaskFindingKind.Air, finding.Kind);
        Assert.StartsWith("25 per cent of the lesion are as dark as air (below -735", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_UnusableInput_SaysWhy()
    {
        Assert.Throws<EmptyMaskException>(() => MaskReview.Of(new Mask(Grid, new bool[Grid.VoxelCount])));
        var other = VolumeGeometry.AxisAligned(2, 2, 2, new Vector3D(1, 1, 1));
        Assert.Throws<GeometryMismatchException>(() => MaskReview.Of(Boxes((5, 9, 5, 9, 3, 6)), new Volume<float>(other, new float[8])));
    }

    [Fact]
    public void Extract_FilesWithAnOddMask_SaysSoInTheRemarks()
    {
        using var folder = new TemporaryFolder();
        var lesion = Boxes((2, 4, 2, 4, 2, 4), (8, 9, 8, 9, 8, 9));
        NiftiFile.Write(folder["t1.nii.gz"], Image(lesion, 120, 100));
        NiftiFile.WriteMask(folder["mask.nii.gz"], lesion);

        var features = new RadiomicsExtractor().Extract(new RadiomicsFiles { Series = [new("t1", folder["t1.nii.gz"])], Lesion = folder["mask.nii.gz"] }, TestContext.Current.CancellationToken);

        Assert.Equal(["lesion mask: Parts: the lesion has 2 parts of 27, 8 voxels"], features.Remarks);
    }

    private static string Single(MaskFindingKind kind, Mask lesion)
    {
        var finding = Assert.Single(MaskReview.Of(lesion));
        Assert.Equal(kind, finding.Kind);
        return finding.Message;
    }

    private static int At(int x, int y, int z) => x + (20 * (y + (18 * z)));

    private static Mask Boxes(params (int X0, int X1, int Y0, int Y1, int Z0, int Z1)[] boxes) => new(Grid, [.. Enumerable.Range(0, (int)Grid.VoxelCount).Select(i =>
        boxes.Any(b => i % 20 >= b.X0 && i % 20 <= b.X1 && i / 20 % 18 >= b.Y0 && i / 20 % 18 <= b.Y1 && i / 360 >= b.Z0 && i / 360 <= b.Z1))]);

    private static Volume<float> Image(Mask lesion, float inside, float outside) => new(Grid, [.. lesion.Inside.ToArray().Select((m, i) => (m ? inside : outside) + (i % 7))]);
}
