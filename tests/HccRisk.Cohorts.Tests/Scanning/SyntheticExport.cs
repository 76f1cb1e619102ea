using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Tests.Dicom;
using HccRisk.Oracles;

namespace HccRisk.Cohorts.Tests.Scanning;

/// <summary>An export of small MR series, written byte by byte, with words in the identifying elements that must not come out again.</summary>
internal sealed class SyntheticExport : IDisposable
{
    public const string Key = "a key for the tests only";

    /// <summary>What no output may hold: family and given name, birth and study dates, accession, address, hospital, physician, operator, private text.</summary>
    public static readonly string[] Markers =
        ["Zyxwvut", "Quentyn", "19530417", "1953-04-17", "20240305", "2024-03-05", "ACC99317", "Elmstreet", "Markerhospital", "Drmarker", "Opmarker", "Privmarker", "Othermarker"];

    private readonly TemporaryFolder _folder = new();

    public string Root => _folder["export"];

    public string Output => _folder["cohort"];

    public string File(string name) => _folder[name];

    public void Dispose() => _folder.Dispose();

    /// <summary>A series of slices 3 mm apart; slice numbers name the places.</summary>
    /// <remarks>What <paramref name="odd"/> says is of the last file alone.</remarks>
    public void Series(
        string folder, string patient, string description, int number, string studyDate = "20240305", int[]? slices = null, string study = "1.2.1", string? burnedIn = null, OddFile? odd = null)
    {
        var uid = FormattableString.Invariant($"{study}.{number}");
        slices ??= [0, 1, 2, 3];
        foreach (var slice in slices)
        {
            var path = Path.Combine(Root, folder, FormattableString.Invariant($"s{number}_{slice}"));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            System.IO.File.WriteAllBytes(path, Slice(patient, description, number, studyDate, study, uid, slice, burnedIn, slice == slices[^1] && odd is not null ? odd : new OddFile()));
        }
    }

    private static byte[] Slice(string patient, string description, int number, string date, string study, string uid, int slice, string? burnedIn, OddFile file)
    {
        var dicom = new DicomBytes(TransferSyntax.ExplicitVrLittleEndian)
            .Add(DicomTags.ImageType, @"ORIGINAL\PRIMARY", DicomVr.CS)
            .Add(DicomTags.SopClassUid, file.SopClass, DicomVr.UI)
            .Add(DicomTags.SopInstanceUid, FormattableString.Invariant($"{uid}.{slice}"), DicomVr.UI)
            .Add(DicomTags.StudyDate, date, DicomVr.DA)
            .Add(DicomTags.AcquisitionDate, date, DicomVr.DA)
            .Add(DicomTags.AccessionNumber, "ACC99317", DicomVr.SH)
            .Add(DicomTags.Modality, "MR", DicomVr.CS)
            .Add(new DicomTag(0x0008, 0x0064), file.ConversionType, DicomVr.CS)
            .Add(DicomTags.InstitutionName, "Markerhospital", DicomVr.LO)
            .Add(DicomTags.ReferringPhysicianName, "Drmarker^A", DicomVr.PN)
            .Add(DicomTags.SeriesDescription, description, DicomVr.LO)
            .Add(DicomTags.OperatorsName, file.Operator, DicomVr.PN)
            .Add(DicomTags.PatientName, "Zyxwvut^Quentyn", DicomVr.PN)
            .Add(DicomTags.PatientId, patient, DicomVr.LO)
            .Add(DicomTags.PatientBirthDate, "19530417", DicomVr.DA)
            .Add(DicomTags.OtherPatientIds, "Othermarker", DicomVr.LO)
            .Add(DicomTags.PatientAddress, "Elmstreet 5", DicomVr.LO)
            .Add(DicomTags.StudyInstanceUid, study, DicomVr.UI)
            .Add(DicomTags.SeriesInstanceUid, uid, DicomVr.UI)
            .Add(DicomTags.SeriesNumber, FormattableString.Invariant($"{number}"), DicomVr.IS)
            .Add(DicomTags.InstanceNumber, FormattableString.Invariant($"{slice + 1}"), DicomVr.IS)
            .Add(DicomTags.ImagePositionPatient, FormattableString.Invariant($@"0\0\{3 * slice}"), DicomVr.DS)
            .Add(DicomTags.ImageOrientationPatient, @"1\0\0\0\1\0", DicomVr.DS)
            .Add(DicomTags.FrameOfReferenceUid, study + ".9", DicomVr.UI)
            .Numbers(DicomTags.SamplesPerPixel, DicomVr.US, 1)
            .Add(DicomTags.PhotometricInterpretation, "MONOCHROME2", DicomVr.CS)
            .Numbers(DicomTags.Rows, DicomVr.US, 4)
            .Numbers(DicomTags.Columns, DicomVr.US, 5)
            .Add(DicomTags.PixelSpacing, @"2\2", DicomVr.DS)
            .Numbers(DicomTags.BitsAllocated, DicomVr.US, 16)
            .Numbers(DicomTags.BitsStored, DicomVr.US, 16)
            .Numbers(DicomTags.HighBit, DicomVr.US, 15)
            .Numbers(DicomTags.PixelRepresentation, DicomVr.US, 0);
        if ((file.BurnedIn ?? burnedIn) is { } said)
        {
            dicom.Add(DicomTags.BurnedInAnnotation, said, DicomVr.CS);
        }

        return dicom
            .Add(new DicomTag(0x0099, 0x0010), "TEST", DicomVr.LO)
            .Add(new DicomTag(0x0099, 0x1001), "Privmarker", DicomVr.LO)
            .Numbers(DicomTags.PixelData, DicomVr.OW, [.. Enumerable.Range(0, 20).Select(i => (double)((number * 100) + (slice * 20) + i))])
            .File;
    }
}
