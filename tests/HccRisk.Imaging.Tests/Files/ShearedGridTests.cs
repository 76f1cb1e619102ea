using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Nifti;
using HccRisk.Imaging.Nrrd;
using HccRisk.Imaging.Tests.Dicom;
using HccRisk.Imaging.Tests.Dicom.Series;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Imaging.Tests.Files;

/// <summary>Images that are no upright grid are refused by name; one that does not belong to the volume is left out and said.</summary>
public sealed class ShearedGridTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestSeries _series = new();

    public void Dispose()
    {
        _folder.Dispose();
        _series.Dispose();
    }

    [Fact]
    public void Open_ShearedCase_IsRefused()
    {
        var path = SharedData.TryPath("cases", "sheared", "image.nii.gz");
        Assert.SkipWhen(path is null, SharedData.MissingReason);

        Assert.Contains("not at right angles", Assert.Throws<NiftiFormatException>(() => ImageFile.Open(path!, cancellationToken: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.36, 0, 0)]
    [InlineData(0, 0.05, 0)]
    [InlineData(0, 0, -0.02)]
    public void ReadVolume_ShearedSForm_IsRefusedAndRoundingIsNot(double xy, double xz, double yz)
    {
        var path = _folder["sheared.nii"];
        File.WriteAllBytes(path, new NiftiBytes().SForm(1, 1.2, xy, xz, 0, 0, 0.9, yz, 0, 0, 0, 3, 0).File);
        Assert.Contains("degrees between", Assert.Throws<NiftiFormatException>(() => NiftiFile.ReadVolume(path)).Message, StringComparison.Ordinal);
        Assert.Throws<NiftiFormatException>(() => NiftiFile.ReadMask(path));

        File.WriteAllBytes(path, new NiftiBytes().SForm(1, 1.2, xy / 1e4, xz / 1e4, 0, 0, 0.9, yz / 1e4, 0, 0, 0, 3, 0).File);
        Assert.Equal(2, NiftiFile.ReadVolume(path).Geometry.Width);
    }

    [Theory]
    [InlineData("(1,0,0) (0.3,1,0) (0,0,2)")]
    [InlineData("(1,0,0) (0,1,0) (0,0.1,2)")]
    public void ReadVolume_NrrdDirectionsNotAtRightAngles_IsRefused(string directions)
    {
        var path = _folder["sheared.nrrd"];
        File.WriteAllText(path, $"NRRD0004\ntype: uchar\ndimension: 3\nspace: left-posterior-superior\nsizes: 2 2 2\nspace directions: {directions}\nencoding: ascii\nspace origin: (0,0,0)\n\n1 2 3 4 5 6 7 8\n");

        Assert.Contains("not at right angles", Assert.Throws<NrrdFormatException>(() => NrrdFile.ReadVolume(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SFormAndQFormThatDisagree_IsAFinding()
    {
        var path = _folder["two.nii"];
        File.WriteAllBytes(path, new NiftiBytes().QForm(1, 0, 0, 0, 5, 0, 0).SForm(1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0).File);
        Assert.Contains("5 mm", Assert.Single(ImageFile.Open(path, cancellationToken: TestContext.Current.CancellationToken).Findings, f => f.Kind == SeriesFindingKind.OrientationsDiffer).Message, StringComparison.Ordinal);

        File.WriteAllBytes(path, new NiftiBytes().QForm(1, 0, 0, 0, 5, 0, 0).SForm(1, 1, 0, 0, 5, 0, 1, 0, 0, 0, 0, 1, 0).File);
        Assert.Empty(ImageFile.Open(path, cancellationToken: TestContext.Current.CancellationToken).Findings);
    }

    [Fact]
    public void Open_SecondaryCaptureCase_IsTheVolumeWithAFinding()
    {
        var path = SharedData.TryPath("cases", "secondary-capture", "image");
        Assert.SkipWhen(path is null, SharedData.MissingReason);

        var opened = ImageFile.Open(path!, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(8, opened.Volume.Geometry.Depth);
        Assert.Contains("1 of 9 images", Assert.Single(opened.Findings, f => f.Kind == SeriesFindingKind.NotOfVolume).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrange_ImagesWithoutPlaceOrInColour_AreLeftOutUnlessTheyAreTheMost()
    {
        for (var z = 0; z < 12; z += 3)
        {
            _series.Slice(z, z);
        }

        _series.Slice(0, 99, position: _ => { }).Slice(0, 98, spacing: false);
        _series.Write("colour.dcm", new DicomBytes(TransferSyntax.ExplicitVrLittleEndian)
            .Add(DicomTags.SopInstanceUid, "9.9.9", DicomVr.UI).Add(DicomTags.PatientId, "p1", DicomVr.LO).Add(DicomTags.SeriesInstanceUid, "1.2.3", DicomVr.UI)
            .Add(DicomTags.ImagePositionPatient, @"10\20\6", DicomVr.DS).Add(DicomTags.ImageOrientationPatient, @"1\0\0\0\1\0", DicomVr.DS)
            .Image(TestSeries.Rows, TestSeries.Columns, 8, samples: 3, photometric: "RGB").Add(DicomTags.PixelSpacing, @"1.5\2", DicomVr.DS)
            .Add(DicomTags.PixelData, DicomVr.OB, new byte[3 * TestSeries.Rows * TestSeries.Columns]));

        Assert.Equal(3, _series.Arrange().Findings.Count(f => f.Kind == SeriesFindingKind.NotOfVolume));
        Assert.Equal([[0f, 3f, 6f, 9f]], _series.Values());

        _series.Slice(0, 99, position: _ => { });
        Assert.Equal(DicomTags.ImagePositionPatient, Assert.Throws<DicomFormatException>(() => _series.Slice(0, 97, position: _ => { }).Arrange()).Tag);
    }

    [Fact]
    public void Arrange_Mosaic_IsRefusedByName()
    {
        _series.Slice(0, 1, imageType: @"ORIGINAL\PRIMARY\M\ND\MOSAIC");

        Assert.Contains("MOSAIC", Assert.Throws<ImageFormatException>(() => _series.Arrange()).Message, StringComparison.Ordinal);
    }
}
