using System.Globalization;
using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Series;
using HccRisk.Imaging.Tests.Files;
using HccRisk.Oracles;

namespace HccRisk.Imaging.Tests.Dicom.Series;

/// <summary>Writes slices of 4 x 3 pixels, 2 x 1.5 mm, axial unless said otherwise, 16 bits; all pixels of a slice have one value.</summary>
internal sealed class TestSeries : IDisposable
{
    public const int Columns = 4;
    public const int Rows = 3;
    private readonly TemporaryFolder _folder = new();
    private int _count;

    public string Folder => Path.GetDirectoryName(_folder["x"])!;

    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public TestSeries Slice(
        double z, int value, int? instance = null, string orientation = @"1\0\0\0\1\0", double x = 10, double y = 20, string patient = "p1", string series = "1.2.3", string? uid = null,
        string imageType = @"ORIGINAL\PRIMARY", bool spacing = true, Action<DicomBytes>? timing = null, Action<DicomBytes>? position = null, int rows = Rows)
    {
        var n = ++_count;
        var bytes = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian)
            .Add(DicomTags.ImageType, imageType, DicomVr.CS)
            .Add(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.4", DicomVr.UI)
            .Add(DicomTags.SopInstanceUid, uid ?? $"{series}.{n}", DicomVr.UI)
            .Add(DicomTags.Modality, "MR", DicomVr.CS)
            .Add(DicomTags.SeriesDescription, "made up", DicomVr.LO)
            .Add(DicomTags.PatientId, patient, DicomVr.LO)
            .Add(DicomTags.SliceThickness, "3", DicomVr.DS)
            .Add(DicomTags.SeriesInstanceUid, series, DicomVr.UI)
            .Add(DicomTags.SeriesNumber, "7", DicomVr.IS)
            .Add(DicomTags.InstanceNumber, Text(instance ?? n), DicomVr.IS);
        if (position is not null)
        {
            position(bytes);
        }
        else
        {
            bytes.Add(DicomTags.ImagePositionPatient, $@"{Text(x)}\{Text(y)}\{Text(z)}", DicomVr.DS);
        }

        bytes.Add(DicomTags.ImageOrientationPatient, orientation, DicomVr.DS).Add(DicomTags.FrameOfReferenceUid, "9.9", DicomVr.UI);
        timing?.Invoke(bytes);
        bytes.Image(rows, Columns);
        if (spacing)
        {
            bytes.Add(DicomTags.PixelSpacing, @"1.5\2", DicomVr.DS);
        }

        bytes.Numbers(DicomTags.PixelData, DicomVr.OW, [.. Enumerable.Repeat((double)value, rows * Columns)]);
        // Names that sort in another order than the slices were made.
        File.WriteAllBytes(_folder[FormattableString.Invariant($"{(n * 7) % 1000:000}-{n}.dcm")], bytes.File);
        return this;
    }

    public string Write(string name, DicomBytes bytes)
    {
        var path = _folder[name];
        File.WriteAllBytes(path, bytes.File);
        return path;
    }

    public DicomScan Scan() => DicomFolder.Scan(Folder);

    public SeriesLayout Arrange(SeriesOptions? options = null) => Scan().Select().Arrange(options);

    /// <summary>The value of each slice of each volume.</summary>
    public float[][] Values(SeriesOptions? options = null) =>
        [.. Arrange(options).ReadVolumes().Select(volume => Enumerable.Range(0, volume.Geometry.Depth).Select(z => volume[0, 0, z]).ToArray())];

    public void Dispose() => _folder.Dispose();
}
