using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Series;
using HccRisk.Imaging.Nifti;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom.Series;

/// <summary>The real DCE-MR series (60 sagittal slices, three phases in one series) and the IBSI CT phantom, which exists as NIfTI too.</summary>
public sealed class RealSeriesTests
{
    [Fact]
    public void ReadVolumes_DceSeries_HoldsThePixelsOfEachFileAtItsPlace()
    {
        var folder = Shared("data", "dce-mri", "UCSF-BR-06", "image_dce_3dfgre_orig");
        var layout = DicomFolder.Scan(folder, cancellationToken: TestContext.Current.CancellationToken).Select().Arrange();

        Assert.Equal("ContentTime", layout.SplitBy);
        Assert.Empty(layout.Findings);
        Assert.Equal([60, 60, 60], layout.Phases.Select(phase => phase.SliceCount));
        // Content times 10:25:51, 10:32:38, 10:38:32 of the files (dcmdump).
        Assert.Equal([0, 407, 761], layout.Phases.Select(phase => (phase.Time - layout.Phases[0].Time)!.Value.TotalSeconds));
        var geometry = layout.Phases[0].Geometry;
        Assert.Equal((256, 256, 60), (geometry.Width, geometry.Height, geometry.Depth));
        Assert.Equal(2, geometry.Spacing.Z, 1e-6);

        var volumes = layout.ReadVolumes(TestContext.Current.CancellationToken);
        foreach (var path in Directory.GetFiles(folder).Order(StringComparer.Ordinal).Where((_, i) => i % 7 == 0))
        {
            // Pixels by their bytes, the place by the text of the header: no part of the arranging.
            var dataset = DicomFile.Read(path).Dataset;
            var phase = dataset.GetString(DicomTags.ContentTime) switch { "102551" => 0, "103238" => 1, _ => 2 };
            var position = dataset.GetDoubles(DicomTags.ImagePositionPatient);
            var index = geometry.ToIndex(new Vector3D(-position[0], -position[1], position[2]));
            Assert.Equal(0, index.X, 1e-3);
            Assert.Equal(0, index.Y, 1e-3);
            var z = (int)Math.Round(index.Z);
            Assert.Equal(z, index.Z, 1e-3);
            var words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(TestDicom.Pixels(path));
            var slice = volumes[phase].Voxels.Slice(z * words.Length, words.Length);
            for (var i = 0; i < words.Length; i++)
            {
                Assert.True(words[i] == slice[i], $"{path}: pixel {i}");
            }
        }
    }

    [Fact]
    public void ReadVolumes_IbsiPhantom_IsTheNiftiImageVoxelForVoxel()
    {
        var folder = Shared("data", "ibsi", "ibsi_1_ct_radiomics_phantom", "dicom", "image");
        var nifti = NiftiFile.ReadVolume(Shared("data", "ibsi", "ibsi_1_ct_radiomics_phantom", "nifti", "image", "phantom.nii.gz"));

        var volume = DicomFolder.Scan(folder, cancellationToken: TestContext.Current.CancellationToken).Select().ReadVolumes(cancellationToken: TestContext.Current.CancellationToken)[0];

        Assert.Equal(nifti.Geometry.VoxelCount, volume.Geometry.VoxelCount);
        var different = 0;
        for (var z = 0; z < nifti.Geometry.Depth; z++)
        {
            for (var y = 0; y < nifti.Geometry.Height; y++)
            {
                for (var x = 0; x < nifti.Geometry.Width; x++)
                {
                    var at = volume.Geometry.ToIndex(nifti.Geometry.ToWorld(x, y, z));
                    var (i, j, k) = (Math.Round(at.X), Math.Round(at.Y), Math.Round(at.Z));
                    // Headers of single precision: 0.001 of a voxel is 1 micrometre.
                    Assert.True((at - new Vector3D(i, j, k)).Length < 1e-3, $"voxel {x}, {y}, {z} lies at {at}");
                    different += volume[(int)i, (int)j, (int)k] == nifti[x, y, z] ? 0 : 1;
                }
            }
        }

        Assert.Equal(0, different);
    }

    [Fact]
    public void Select_FolderOfSeveralSeries_ListsThemWithDescriptionAndSlices()
    {
        var scan = DicomFolder.Scan(Shared("data", "dce-mri", "UCSF-BR-06"), cancellationToken: TestContext.Current.CancellationToken);

        var error = Assert.Throws<ImageFormatException>(() => scan.Select());
        Assert.Contains("'Sagittal-IR_3DFGRE' (MR, 180 slices", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Sagittal-IR_3DFGRE: PE1' (MR, 60 slices", error.Message, StringComparison.Ordinal);
        Assert.Equal(180, scan.Select("2").SliceCount);
        Assert.Equal("Sagittal-IR_3DFGRE: SER", scan.Select("*: ser").Description);
        Assert.Equal(DicomSeriesKind.Segmentation, Assert.Single(scan.Series, series => series.Kind != DicomSeriesKind.Image).Kind);
        Assert.Contains("Sagittal-IR_3DFGRE: PE1", Assert.Throws<ImageFormatException>(() => scan.Select("T2")).Message, StringComparison.Ordinal);
    }

    private static string Shared(params string[] parts)
    {
        var path = SharedData.TryPath(parts);
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        return path!;
    }
}
