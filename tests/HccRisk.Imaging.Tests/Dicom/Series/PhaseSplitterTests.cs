using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Tests.Files;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom.Series;

/// <summary>Two volumes of three slices in one series, told apart by one thing each; slice s of volume v has the value 10 v + s.</summary>
public sealed class PhaseSplitterTests : IDisposable
{
    private readonly TestSeries _series = new();

    public void Dispose() => _series.Dispose();

    public static TheoryData<string> Ways =>
        [nameof(DicomTags.TemporalPositionIdentifier), nameof(DicomTags.EchoTime), nameof(DicomTags.ImageType), nameof(DicomTags.AcquisitionNumber), nameof(DicomTags.TriggerTime), nameof(DicomTags.AcquisitionTime), nameof(DicomTags.ContentTime)];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Arrange_TwoVolumes_AreToldApartByWhatDiffers(string way)
    {
        // Instance numbers run through the positions, not through the volumes.
        for (var s = 0; s < 3; s++)
        {
            for (var v = 1; v <= 2; v++)
            {
                var number = v;
                _series.Slice(3 * s, (10 * v) + s, imageType: way == nameof(DicomTags.ImageType) ? $@"DERIVED\PRIMARY\{(v == 1 ? "FAT" : "WATER")}" : @"ORIGINAL\PRIMARY", timing: bytes => Time(bytes, way, number));
            }
        }

        Assert.Equal(way, _series.Arrange().SplitBy);
        Assert.Empty(_series.Arrange().Findings);
        Assert.Equal([[10f, 11f, 12f], [20f, 21f, 22f]], _series.Values());
    }

    [Fact]
    public void Arrange_ATimeOfItsOwnForEverySlice_GoesByTheOrderAtEachPosition()
    {
        // Interleaved slices, as 2-D multi-slice sequences take them.
        foreach (var (s, v, seconds) in new[] { (0, 1, 0), (2, 1, 1), (1, 1, 2), (0, 2, 30), (2, 2, 31), (1, 2, 32) })
        {
            _series.Slice(3 * s, (10 * v) + s, timing: bytes => bytes.Add(DicomTags.AcquisitionTime, $"1200{seconds:00}", DicomVr.TM));
        }

        Assert.Equal(nameof(DicomTags.AcquisitionTime), _series.Arrange().SplitBy);
        Assert.Equal([[10f, 11f, 12f], [20f, 21f, 22f]], _series.Values());
    }

    [Fact]
    public void Arrange_NothingButInstanceNumbers_IsAFinding()
    {
        for (var v = 1; v <= 2; v++)
        {
            for (var s = 0; s < 3; s++)
            {
                _series.Slice(3 * s, (10 * v) + s);
            }
        }

        Assert.Equal(SeriesFindingKind.PhasesByInstanceNumber, Assert.Single(_series.Arrange().Findings).Kind);
        Assert.Equal([[10f, 11f, 12f], [20f, 21f, 22f]], _series.Values());
    }

    [Fact]
    public void Arrange_EchoesAtTwoTimes_AreFourVolumes()
    {
        for (var v = 0; v < 4; v++)
        {
            for (var s = 0; s < 3; s++)
            {
                var (echo, acquisition) = (1 + (v % 2), 1 + (v / 2));
                _series.Slice(3 * s, (10 * v) + s, timing: bytes => bytes.Add(DicomTags.EchoTime, TestSeries.Text(echo), DicomVr.DS).Add(DicomTags.AcquisitionNumber, TestSeries.Text(acquisition), DicomVr.IS));
            }
        }

        var layout = _series.Arrange();
        Assert.Equal("EchoTime and AcquisitionNumber", layout.SplitBy);
        Assert.Equal([1, 1, 2, 2], layout.Phases.Select(phase => phase.EchoTime));
        Assert.Equal([[0f, 1f, 2f], [20f, 21f, 22f], [10f, 11f, 12f], [30f, 31f, 32f]], _series.Values());
    }

    [Fact]
    public void Arrange_VolumeWithoutItsLastSlice_DiffersFromTheOther()
    {
        for (var v = 1; v <= 2; v++)
        {
            for (var s = 0; s < 4 - v; s++)
            {
                var number = v;
                _series.Slice(3 * s, (10 * v) + s, timing: bytes => Time(bytes, nameof(DicomTags.AcquisitionNumber), number));
            }
        }

        Assert.Equal(SeriesFindingKind.PhasesDiffer, Assert.Single(_series.Arrange().Findings).Kind);
        Assert.Equal([[10f, 11f, 12f], [20f, 21f]], _series.Values());
    }

    [Fact]
    public void Open_SeveralVolumes_AreListedAndChosenByNumberOrSelectionFile()
    {
        for (var v = 1; v <= 2; v++)
        {
            for (var s = 0; s < 3; s++)
            {
                var number = v;
                _series.Slice(3 * s, (10 * v) + s, timing: bytes => Time(bytes, nameof(DicomTags.AcquisitionTime), number));
            }
        }

        Assert.Contains("2: 3 slices, 1 s after the first", Assert.Throws<ImageFormatException>(() => ImageFile.ReadVolume(_series.Folder)).Message, StringComparison.Ordinal);
        Assert.Equal(20, ImageFile.Open(_series.Folder, new ImageSelection { Volume = 2 }, cancellationToken: TestContext.Current.CancellationToken).Volume[0, 0, 0]);
        Assert.Contains("volume is 3", Assert.Throws<ImageFormatException>(() => ImageFile.Open(_series.Folder, new ImageSelection { Volume = 3 }, cancellationToken: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);

        using var other = new TemporaryFolder();
        var file = other["arterial.dicom.json"];
        new ImageSelection { Series = "1.2.3", Volume = 2 }.Write(file, _series.Folder);
        Assert.Equal((_series.Folder, new ImageSelection { Series = "1.2.3", Volume = 2 }), ImageSelection.Read(file));
        Assert.Equal(20, ImageFile.ReadVolume(file)[0, 0, 0]);
        File.WriteAllText(file, "[]");
        Assert.Throws<ImageFormatException>(() => ImageFile.ReadVolume(file));
    }

    // Elements go into the file in the order of their tags, which these do not need: the reader sorts.
    private static void Time(DicomBytes bytes, string way, int v) => _ = way switch
    {
        nameof(DicomTags.TemporalPositionIdentifier) => bytes.Add(DicomTags.TemporalPositionIdentifier, $"{v}", DicomVr.IS),
        nameof(DicomTags.EchoTime) => bytes.Add(DicomTags.EchoTime, $"{v}.5", DicomVr.DS),
        nameof(DicomTags.AcquisitionNumber) => bytes.Add(DicomTags.AcquisitionNumber, $"{v}", DicomVr.IS),
        nameof(DicomTags.TriggerTime) => bytes.Add(DicomTags.TriggerTime, $"{v * 100}", DicomVr.DS),
        nameof(DicomTags.AcquisitionTime) => bytes.Add(DicomTags.AcquisitionTime, $"12000{v}", DicomVr.TM),
        nameof(DicomTags.ContentTime) => bytes.Add(DicomTags.ContentTime, $"12000{v}", DicomVr.TM),
        _ => bytes,
    };
}
