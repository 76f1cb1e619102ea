using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Series;
using HccRisk.Imaging.Files;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom.Series;

/// <summary>Made-up series whose arrangement is known; what is odd about each is one thing.</summary>
public sealed class SeriesArrangerTests : IDisposable
{
    private readonly TestSeries _series = new();

    public void Dispose() => _series.Dispose();

    [Fact]
    public void Arrange_AnyOrder_SortsByPositionNotByInstanceNumber()
    {
        _series.Slice(6, 3, instance: 1).Slice(0, 1, instance: 2).Slice(9, 4, instance: 3).Slice(3, 2, instance: 4);

        var layout = _series.Arrange();

        Assert.Empty(layout.Findings);
        Assert.Null(layout.SplitBy);
        // LPS (10, 20, 0): 10 mm to the left and 20 to the back is (-10, -20, 0) where right and front count up.
        Assert.Equal(
            new VolumeGeometry(4, 3, 4, new Vector3D(2, 1.5, 3), new Vector3D(-10, -20, 0), new Vector3D(-1, 0, 0), new Vector3D(0, -1, 0), new Vector3D(0, 0, 1)),
            layout.Phases[0].Geometry);
        Assert.Equal([[1f, 2f, 3f, 4f]], _series.Values());
    }

    [Fact]
    public void Arrange_CoronalSlices_RunAlongTheirNormal()
    {
        // Rows to the left, columns downwards: the normal (1,0,0) x (0,0,-1) is (0,1,0), to the back.
        const string Coronal = @"1\0\0\0\0\-1";
        _series.Slice(5, 2, y: 4, orientation: Coronal).Slice(5, 1, y: 2, orientation: Coronal).Slice(5, 3, y: 6, orientation: Coronal);

        var geometry = _series.Arrange().Phases[0].Geometry;

        Assert.Equal(new Vector3D(0, -1, 0), geometry.AxisZ);
        Assert.Equal(new Vector3D(-10, -2, 5), geometry.Origin);
        Assert.Equal(new Vector3D(0, 0, -1), geometry.AxisY);
        Assert.Equal([[1f, 2f, 3f]], _series.Values());
    }

    [Fact]
    public void Arrange_SliceMissing_IsAGapThatMayBeInterpolated()
    {
        _series.Slice(0, 10).Slice(3, 20).Slice(6, 30).Slice(12, 50).Slice(15, 60);

        var layout = _series.Arrange();
        Assert.Equal(SeriesFindingKind.Gap, Assert.Single(layout.Findings).Kind);
        Assert.False(layout.Phases[0].IsRegular);
        Assert.Contains("3 to 6 mm", Assert.Throws<ImageFormatException>(() => layout.ReadVolumes(TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);

        Assert.Equal([[10f, 20f, 30f, 40f, 50f, 60f]], _series.Values(new SeriesOptions { Irregular = IrregularSpacing.Interpolate }));
    }

    [Fact]
    public void Arrange_UnequalSpacing_IsAFinding()
    {
        _series.Slice(0, 1).Slice(3, 2).Slice(7, 3).Slice(10, 4);

        Assert.Equal(SeriesFindingKind.UnequalSpacing, Assert.Single(_series.Arrange().Findings).Kind);
        Assert.True(_series.Arrange(new SeriesOptions { SpacingTolerance = 0.5 }).Phases[0].IsRegular);
    }

    [Fact]
    public void Arrange_CopyOfAFile_IsLeftOut()
    {
        _series.Slice(0, 1).Slice(3, 2, uid: "5.5").Slice(6, 3).Slice(3, 2, uid: "5.5");

        Assert.Equal(SeriesFindingKind.DuplicateInstance, Assert.Single(_series.Arrange().Findings).Kind);
        Assert.Equal([[1f, 2f, 3f]], _series.Values());
    }

    [Fact]
    public void Arrange_OneImageTooMany_KeepsTheFirst()
    {
        for (var i = 0; i < 12; i++)
        {
            _series.Slice(3 * i, i + 1);
        }

        _series.Slice(6, 99);

        Assert.Equal(SeriesFindingKind.DuplicatePosition, Assert.Single(_series.Arrange().Findings).Kind);
        Assert.Equal([[.. Enumerable.Range(1, 12).Select(i => (float)i)]], _series.Values());
    }

    [Fact]
    public void Arrange_ManyImagesTooMany_IsNoVolume()
    {
        _series.Slice(0, 1).Slice(3, 2).Slice(6, 3).Slice(0, 4).Slice(3, 5);

        Assert.Contains("5 images at 3 positions", Assert.Throws<ImageFormatException>(() => _series.Arrange()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrange_ImagesOfAnotherOrientation_AreLeftOutAsLocalisers()
    {
        _series.Slice(0, 1).Slice(3, 2).Slice(6, 3).Slice(0, 9, orientation: @"0\1\0\0\0\-1").Slice(9, 8, imageType: @"ORIGINAL\PRIMARY\LOCALIZER");

        Assert.Equal([SeriesFindingKind.Localiser, SeriesFindingKind.Localiser], _series.Arrange().Findings.Select(finding => finding.Kind));
        Assert.Equal([[1f, 2f, 3f]], _series.Values());
    }

    [Fact]
    public void Arrange_ImagesOfAnotherSize_AreLeftOut()
    {
        _series.Slice(0, 1).Slice(3, 2).Slice(6, 3).Slice(9, 4, rows: 5);

        Assert.Equal(SeriesFindingKind.MixedOrientation, Assert.Single(_series.Arrange().Findings).Kind);
    }

    [Fact]
    public void Arrange_TwoOrientationsOfOneSize_IsNoVolume()
    {
        _series.Slice(0, 1).Slice(3, 2).Slice(0, 3, orientation: @"0\1\0\0\0\-1").Slice(3, 4, orientation: @"0\1\0\0\0\-1");

        Assert.Contains("2 groups of images", Assert.Throws<ImageFormatException>(() => _series.Arrange()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrange_ShearedStack_IsNoVolume()
    {
        _series.Slice(0, 1).Slice(3, 2, y: 20.5).Slice(6, 3, y: 21);

        Assert.Contains("1 mm aside", Assert.Throws<ImageFormatException>(() => _series.Arrange()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrange_OneSlice_HasItsThickness()
    {
        _series.Slice(0, 1);

        var layout = _series.Arrange();
        Assert.Equal(SeriesFindingKind.SingleSlice, Assert.Single(layout.Findings).Kind);
        Assert.Equal(3, layout.Phases[0].Geometry.Spacing.Z);
    }

    [Fact]
    public void Arrange_NoPixelSpacing_NamesFileAndTag()
    {
        _series.Slice(0, 1).Slice(3, 2, spacing: false);

        var error = Assert.Throws<DicomFormatException>(() => _series.Arrange());
        Assert.Equal(DicomTags.PixelSpacing, error.Tag);
        Assert.EndsWith("014-2.dcm", error.FilePath, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrange_NoPosition_NamesFileAndTag()
    {
        _series.Slice(0, 1).Slice(3, 2, position: _ => { });

        Assert.Equal(DicomTags.ImagePositionPatient, Assert.Throws<DicomFormatException>(() => _series.Arrange()).Tag);
    }

    [Fact]
    public void Arrange_TwoPatientsInASeries_IsAnError()
    {
        _series.Slice(0, 1).Slice(3, 2, patient: "p2");

        var error = Assert.Throws<ImageFormatException>(() => _series.Arrange());
        Assert.Contains("'p1'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'p2'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_FilesThatAreNoDicom_AreSkippedWithTheReason()
    {
        _series.Slice(0, 1);
        File.WriteAllText(Path.Combine(_series.Folder, "notes.txt"), "nothing of DICOM in here, but long enough");

        var skipped = Assert.Single(_series.Scan().Skipped);
        Assert.EndsWith("notes.txt", skipped.Path, StringComparison.Ordinal);
        Assert.NotEmpty(skipped.Reason);
    }

    [Fact]
    public void Read_FolderWithoutImages_SaysSo() =>
        Assert.Contains("no series of images", Assert.Throws<ImageFormatException>(() => ImageFile.ReadVolume(_series.Folder)).Message, StringComparison.Ordinal);
}
