using HccRisk.Imaging.Dicom.Masks;
using HccRisk.Imaging.Dicom.Series;
using HccRisk.Imaging.Nifti;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom.Masks;

/// <summary>The structure set of the IBSI CT phantom, whose mask exists as NIfTI too, and the fractional segmentation of the DCE-MR series.</summary>
public sealed class RealMaskTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public void ReadMask_IbsiStructureSet_IsTheNiftiMaskVoxelForVoxel()
    {
        var layout = Layout("data", "ibsi", "ibsi_1_ct_radiomics_phantom", "dicom", "image");
        var structures = DicomStructureSet.Read(Shared("data", "ibsi", "ibsi_1_ct_radiomics_phantom", "dicom", "mask", "DCM_RS_00060.dcm"));
        var nifti = NiftiFile.ReadMask(Shared("data", "ibsi", "ibsi_1_ct_radiomics_phantom", "nifti", "mask", "mask.nii.gz"));

        var placed = structures.ReadMask("gtv-1", MaskTarget.Of(layout));

        // The count of the IBSI-1 reference for the CT phantom's region.
        Assert.Equal(125_256, placed.Mask.Count);
        Assert.Equal(nifti.ResampleTo(placed.Mask.Geometry).Inside, placed.Mask.Inside);
        Assert.Empty(placed.Findings);
    }

    [Fact]
    public void ReadMask_DceSegmentation_HoldsThePixelsOfItsFramesAtTheirPositions()
    {
        var layout = Layout("data", "dce-mri", "UCSF-BR-06", "image_dce_3dfgre_orig");
        var path = Shared("data", "dce-mri", "UCSF-BR-06", "mask", "1-1.dcm");
        var pixels = TestDicom.Pixels(path);
        var segmentation = DicomSegmentation.Read(path);

        var placed = segmentation.ReadMask("breast", MaskTarget.Of(layout));

        Assert.Equal(255, segmentation.MaximumFractionalValue);
        Assert.Equal(("Breast", "T-D0050", 42), (segmentation.Segments[0].Label, segmentation.Segments[0].Category!.Value, segmentation.Segments[0].FrameCount));
        Assert.Empty(placed.Findings);
        Assert.Equal(pixels.Count(pixel => pixel >= 128), placed.Mask.Count);
        // Frame 1 lies at x = 139.8 mm (dcmdump), the first slice at 157.8, each next one 2 mm on: frame f is 9 + f slices from that end,
        // and our slices run towards +x of our world, which is from that end.
        for (var i = 0; i < pixels.Length; i++)
        {
            Assert.True(placed.Mask.Inside[i + (9 * 65536)] == pixels[i] >= 128, $"pixel {i}");
        }

        Assert.Equal(pixels.Count(pixel => pixel > 0), segmentation.ReadMask(null, null, new SegmentationOptions { FractionalThreshold = 0.001 }).Mask.Count);
    }

    [Fact]
    public void ReadMask_DceSegmentation_GivesThePublishedEnhancingVolumeWithTheEnhancementMap()
    {
        var layout = Layout("data", "dce-mri", "UCSF-BR-06", "image_dce_3dfgre_orig");
        var map = Layout("data", "dce-mri", "UCSF-BR-06", "image_dce_pe1").ReadVolumes(Token)[0];
        var phases = layout.ReadVolumes(Token);
        var mask = DicomSegmentation.Read(Shared("data", "dce-mri", "UCSF-BR-06", "mask", "1-1.dcm")).ReadMask(null, MaskTarget.Of(layout)).Mask;
        map.Geometry.EnsureMatches(mask.Geometry);
        var over = 0;
        for (var i = 0; i < mask.Inside.Length; i++)
        {
            if (mask.Inside[i])
            {
                // The map holds whole percents, 0 for a loss of signal.
                var percent = 100.0 * (phases[1].Voxels[i] - phases[0].Voxels[i]) / phases[0].Voxels[i];
                Assert.True(Math.Abs(map.Voxels[i] - Math.Max(0, percent)) <= 1, $"voxel {i}: {map.Voxels[i]} against {percent}");
                over += map.Voxels[i] >= 70 ? 1 : 0;
            }
        }

        // (0117,10b3) of the file: 41,105 voxels enhance by 70 % or more after those with fewer than 4 neighbours are removed, 1.6 % of them.
        Assert.InRange(over, 41_105, 41_105 * 1.02);
    }

    private static SeriesLayout Layout(params string[] parts) => DicomFolder.Scan(Shared(parts), cancellationToken: Token).Select().Arrange();

    private static string Shared(params string[] parts)
    {
        var path = SharedData.TryPath(parts);
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        return path!;
    }
}
