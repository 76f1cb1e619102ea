using System.Buffers.Binary;
using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Pixels;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Tests.Dicom.Series;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom;

/// <summary>Which rule turns stored pixels into values. Real-world value maps and nested Philips elements are made up here: no real file of either was at hand.</summary>
public sealed class PixelScalingTests : IDisposable
{
    private const string Scale = "Philips MR Imaging DD 001";
    private const string Frames = "Philips MR Imaging DD 005";
    private static readonly DicomTag Maps = DicomTags.RealWorldValueMappingSequence;
    private readonly TestSeries _series = new();

    public void Dispose() => _series.Dispose();

    [Fact]
    public void Open_PhilipsCase_HasOneAndAHalfTimesTheSignal()
    {
        var (pre, arterial) = (SharedData.TryPath("cases", "philips", "pre"), SharedData.TryPath("cases", "philips", "art"));
        Assert.SkipWhen(pre is null || arterial is null, SharedData.MissingReason);

        var (before, after) = (ImageFile.Open(pre!, cancellationToken: TestContext.Current.CancellationToken), ImageFile.Open(arterial!, cancellationToken: TestContext.Current.CancellationToken));

        // Stored values are whole numbers of about 1,000: their mean is known to 1e-4.
        Assert.Equal(1.5, Mean(after) / Mean(before), 1e-4);
        Assert.Equal((PixelScaling.PhilipsPrivate, PixelScaling.PhilipsPrivate), (before.Scaling, after.Scaling));
    }

    [Theory]
    [InlineData(false, 0x10, DicomVr.FL)]
    [InlineData(true, 0x10, DicomVr.FL)]
    [InlineData(false, 0x21, DicomVr.FL)]
    [InlineData(false, 0x10, DicomVr.UN)]
    [InlineData(false, 0x10, DicomVr.DS)]
    public void ReadValues_PhilipsClassic_DividesTheDisplayedValueByBothSlopes(bool isImplicit, int block, DicomVr vr)
    {
        var bytes = Image(isImplicit).Add(DicomTags.RescaleIntercept, "-100", DicomVr.DS).Add(DicomTags.RescaleSlope, "2.5", DicomVr.DS);
        Philips(bytes, block, Scale, 40, vr);

        // (1000 x 2.5 - 100) / (2.5 x 40).
        Assert.Equal(24f, Values(bytes)[0]);
    }

    [Fact]
    public void ReadValues_BlockOfAnotherCreator_IsNotPhilips() =>
        Assert.Equal(2400f, Values(Philips(Image().Add(DicomTags.RescaleIntercept, "-100", DicomVr.DS).Add(DicomTags.RescaleSlope, "2.5", DicomVr.DS), 0x10, "SOMEBODY ELSE", 40, DicomVr.FL))[0]);

    [Fact]
    public void ReadValues_WithoutRescale_ScaleInterceptIsWhereZeroIsStored() =>
        Assert.Equal(20f, Values(Philips(Image(), 0x10, Scale, 40, DicomVr.FL, intercept: 200))[0]);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void ReadValues_PhilipsEnhanced_TakesTheScaleOfEachFrame(bool isImplicit, bool undefinedLengths)
    {
        var bytes = new DicomBytes(isImplicit ? TransferSyntax.ImplicitVrLittleEndian : TransferSyntax.ExplicitVrLittleEndian, undefinedLengths).Image(1, 1, frames: 2);
        bytes.Sequence(DicomTags.SharedFunctionalGroupsSequence, _ => { });
        bytes.Sequence(DicomTags.PerFrameFunctionalGroupsSequence, [.. new[] { (Slope: 0.5, Scale: 40.0), (Slope: 1.3, Scale: 60.0) }.Select<(double Slope, double Scale), Action<DicomBytes>>(frame => item =>
        {
            item.Sequence(DicomTags.PixelValueTransformationSequence, line => line
                .Add(DicomTags.RescaleIntercept, "0", DicomVr.DS).Add(DicomTags.RescaleSlope, TestSeries.Text(frame.Slope), DicomVr.DS));
            item.Add(new DicomTag(0x2005, 0x0014), Frames, DicomVr.LO)
                .Sequence(new DicomTag(0x2005, 0x140F), inner => Philips(inner, 0x10, Scale, frame.Scale, DicomVr.FL));
        })]);
        var reader = new FrameReader(bytes.Numbers(DicomTags.PixelData, DicomVr.OW, 1000, 1000).Read());
        var values = new float[1];

        reader.ReadValues(0, values);
        Assert.Equal(25f, values[0]);
        reader.ReadValues(1, values);
        // Single precision: 1000 / 60.
        Assert.Equal(1000 / 60.0, values[0], 1e-5);
    }

    [Fact]
    public void ReadValues_PhilipsEnhancedOfUnknownRepresentation_IsFoundAllTheSame()
    {
        var bytes = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian).Image(1, 1);
        bytes.Sequence(DicomTags.PerFrameFunctionalGroupsSequence, item => item
            .Add(new DicomTag(0x2005, 0x0014), Frames, DicomVr.LO)
            .Sequence(new DicomTag(0x2005, 0x140F), DicomVr.UN, inner => Philips(inner, 0x10, Scale, 50, DicomVr.FL)));

        Assert.Equal(20f, Values(bytes)[0]);
    }

    [Fact]
    public void ReadValues_RealWorldLine_CountsBeforeTheRescaleSlopeAndOnlyWhereItMaps()
    {
        var bytes = Image().Add(DicomTags.RescaleSlope, "7", DicomVr.DS).Sequence(Maps, item => Line(item, 0.25, -50, 900, 1100));
        var values = new float[2];
        new FrameReader(bytes.Numbers(DicomTags.PixelData, DicomVr.OW, 1000, 1101).Read()).ReadValues(0, values);

        Assert.Equal([200f, float.NaN], values);
    }

    [Fact]
    public void ReadValues_RealWorldTable_IsLookedUp()
    {
        var bytes = Image().Sequence(Maps, item => item
            .Numbers(new DicomTag(0x0040, 0x9211), DicomVr.US, 1002).Numbers(new DicomTag(0x0040, 0x9212), DicomVr.FD, 1.5, 2.5, 4.5).Numbers(new DicomTag(0x0040, 0x9216), DicomVr.US, 1000));
        var values = new float[2];
        new FrameReader(bytes.Numbers(DicomTags.PixelData, DicomVr.OW, 1002, 999).Read()).ReadValues(0, values);

        Assert.Equal([4.5f, float.NaN], values);
    }

    [Fact]
    public void ReadValues_PhilipsScaleAndRealWorldMap_PhilipsComesFirst() =>
        Assert.Equal(25f, Values(Philips(Image().Sequence(Maps, item => Line(item, 0.25, 0, 0, 4095)), 0x10, Scale, 40, DicomVr.FL))[0]);

    [Fact]
    public void Open_RealWorldMapThatLeavesPixelsOut_CountsThem()
    {
        for (var z = 0; z < 9; z += 3)
        {
            _series.Slice(z, 10 + z, timing: bytes => bytes.Sequence(Maps, item => Line(item, 2, 0, 11, 4095)));
        }

        var opened = ImageFile.Open(_series.Folder, cancellationToken: TestContext.Current.CancellationToken);

        // The first of three slices is below the first value mapped.
        var (without, all) = (opened.Volume.Geometry.VoxelCount / 3, opened.Volume.Geometry.VoxelCount);
        Assert.Contains($"{without} of {all} voxels have no value", Assert.Single(opened.Findings, f => f.Kind == SeriesFindingKind.ValueScaling).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrange_RealWorldMapsThatDiffer_AreNotAppliedAndSaid()
    {
        for (var z = 0; z < 9; z += 3)
        {
            _series.Slice(z, 10, timing: bytes => bytes.Sequence(Maps, item => Line(item, 2, 0, 0, 4095), item => Line(item, 3, 0, 0, 4095)));
        }

        var layout = _series.Arrange();

        Assert.Equal(PixelScaling.Rescale, layout.Phases[0].Scaling);
        Assert.Contains("3 of 3 images: there are 2 real-world value maps", Assert.Single(layout.Findings, f => f.Kind == SeriesFindingKind.ValueScaling).Message, StringComparison.Ordinal);
        Assert.Equal([[10f, 10f, 10f]], _series.Values());
    }

    [Theory]
    [InlineData(0.0, "cannot be used")]
    [InlineData(null, "not comparable between series")]
    public void Arrange_PhilipsWithoutUsableScale_IsRescaledAndSaid(double? scale, string message)
    {
        for (var z = 0; z < 9; z += 3)
        {
            _series.Slice(z, 10, timing: bytes =>
            {
                bytes.Add(DicomTags.Manufacturer, "Philips Healthcare", DicomVr.LO).Add(DicomTags.RescaleSlope, "2", DicomVr.DS);
                if (scale is { } value)
                {
                    Philips(bytes, 0x10, Scale, value, DicomVr.FL);
                }
            });
        }

        Assert.Contains(message, Assert.Single(_series.Arrange().Findings).Message, StringComparison.Ordinal);
        Assert.Equal([[20f, 20f, 20f]], _series.Values());
    }

    [Fact]
    public void ReadVolumes_SlicesByDifferentRules_AreRefused()
    {
        _series.Slice(0, 10, timing: bytes => Philips(bytes, 0x10, Scale, 40, DicomVr.FL)).Slice(3, 10).Slice(6, 10);

        Assert.Contains("1 by PhilipsPrivate", Assert.Throws<ImageFormatException>(() => _series.Arrange().ReadVolumes(TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    private static DicomBytes Image(bool isImplicit = false) =>
        new DicomBytes(isImplicit ? TransferSyntax.ImplicitVrLittleEndian : TransferSyntax.ExplicitVrLittleEndian).Image(1, 2);

    private static float[] Values(DicomBytes bytes)
    {
        var values = new float[2];
        var file = bytes.Numbers(DicomTags.PixelData, DicomVr.OW, 1000, 1000).Read();
        new FrameReader(file).ReadValues(0, values);
        return values;
    }

    private static DicomBytes Philips(DicomBytes bytes, int block, string creator, double slope, DicomVr vr, double? intercept = null)
    {
        bytes.Add(new DicomTag(0x2005, (ushort)block), creator, DicomVr.LO);
        if (intercept is { } zero)
        {
            bytes.Numbers(new DicomTag(0x2005, (ushort)((block << 8) | 0x0D)), DicomVr.FL, zero);
        }

        var tag = new DicomTag(0x2005, (ushort)((block << 8) | 0x0E));
        var single = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(single, (float)slope);
        return vr switch
        {
            DicomVr.DS => bytes.Add(tag, TestSeries.Text(slope), DicomVr.DS),
            DicomVr.UN => bytes.Add(tag, DicomVr.UN, single),
            _ => bytes.Numbers(tag, vr, slope),
        };
    }

    private static void Line(DicomBytes item, double slope, double intercept, int first, int last) => item
        .Numbers(new DicomTag(0x0040, 0x9211), DicomVr.US, last).Numbers(new DicomTag(0x0040, 0x9216), DicomVr.US, first)
        .Numbers(DicomTags.RealWorldValueIntercept, DicomVr.FD, intercept).Numbers(DicomTags.RealWorldValueSlope, DicomVr.FD, slope);

    private static double Mean(OpenedImage image) => image.Volume.Voxels.ToArray().Average(value => (double)value);
}
