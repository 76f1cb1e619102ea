using System.Text;

namespace HccRisk.Imaging.Dicom.Identity;

/// <summary>Finds the elements of a data set that can tell who a patient is.</summary>
/// <remarks>
/// The elements are those of the basic confidentiality profile (PS3.15 table E.1-1) that name persons, places and numbers or hold free
/// text, at any depth of sequences; an element without value does not count. Text in the pixels is told by BurnedInAnnotation, the SOP class, a
/// ConversionType and the ImageType of a slide's label. Readers of this library take none of them but PatientID
/// and dates over, so that a finding says what a file would give away if it were passed on as it is.
/// </remarks>
public static class IdentityCheck
{
    private static readonly Dictionary<DicomTag, IdentityFinding> Tags = new (DicomTag Tag, string Name, IdentityKind Kind)[]
    {
        (DicomTags.PatientName, "PatientName", IdentityKind.Name),
        (new(0x0010, 0x1001), "OtherPatientNames", IdentityKind.Name),
        (new(0x0010, 0x1005), "PatientBirthName", IdentityKind.Name),
        (new(0x0010, 0x1060), "PatientMotherBirthName", IdentityKind.Name),
        (new(0x0010, 0x2297), "ResponsiblePerson", IdentityKind.Name),
        (new(0x0040, 0xA123), "PersonName", IdentityKind.Name),
        (DicomTags.PatientId, "PatientID", IdentityKind.Identifier),
        (DicomTags.OtherPatientIds, "OtherPatientIDs", IdentityKind.Identifier),
        (new(0x0010, 0x1090), "MedicalRecordLocator", IdentityKind.Identifier),
        (DicomTags.AccessionNumber, "AccessionNumber", IdentityKind.Identifier),
        (DicomTags.StudyId, "StudyID", IdentityKind.Identifier),
        (new(0x0038, 0x0010), "AdmissionID", IdentityKind.Identifier),
        (new(0x0040, 0x1001), "RequestedProcedureID", IdentityKind.Identifier),
        (new(0x0040, 0x2016), "PlacerOrderNumber", IdentityKind.Identifier),
        (new(0x0040, 0x2017), "FillerOrderNumber", IdentityKind.Identifier),
        (DicomTags.DeviceSerialNumber, "DeviceSerialNumber", IdentityKind.Identifier),
        (DicomTags.PatientAddress, "PatientAddress", IdentityKind.Contact),
        (DicomTags.PatientTelephoneNumbers, "PatientTelephoneNumbers", IdentityKind.Contact),
        (new(0x0010, 0x1050), "InsurancePlanIdentification", IdentityKind.Contact),
        (new(0x0010, 0x2180), "Occupation", IdentityKind.Contact),
        (new(0x0008, 0x0092), "ReferringPhysicianAddress", IdentityKind.Contact),
        (new(0x0008, 0x0094), "ReferringPhysicianTelephoneNumbers", IdentityKind.Contact),
        (DicomTags.PatientBirthDate, "PatientBirthDate", IdentityKind.Date),
        (new(0x0010, 0x0032), "PatientBirthTime", IdentityKind.Date),
        (DicomTags.StudyDate, "StudyDate", IdentityKind.Date),
        (DicomTags.SeriesDate, "SeriesDate", IdentityKind.Date),
        (DicomTags.AcquisitionDate, "AcquisitionDate", IdentityKind.Date),
        (DicomTags.ContentDate, "ContentDate", IdentityKind.Date),
        (DicomTags.AcquisitionDateTime, "AcquisitionDateTime", IdentityKind.Date),
        (new(0x0038, 0x0020), "AdmittingDate", IdentityKind.Date),
        (new(0x0040, 0x0244), "PerformedProcedureStepStartDate", IdentityKind.Date),
        (DicomTags.InstitutionName, "InstitutionName", IdentityKind.Institution),
        (DicomTags.InstitutionAddress, "InstitutionAddress", IdentityKind.Institution),
        (new(0x0008, 0x1040), "InstitutionalDepartmentName", IdentityKind.Institution),
        (DicomTags.StationName, "StationName", IdentityKind.Institution),
        (DicomTags.ReferringPhysicianName, "ReferringPhysicianName", IdentityKind.Staff),
        (new(0x0008, 0x1048), "PhysiciansOfRecord", IdentityKind.Staff),
        (DicomTags.PerformingPhysicianName, "PerformingPhysicianName", IdentityKind.Staff),
        (new(0x0008, 0x1060), "NameOfPhysiciansReadingStudy", IdentityKind.Staff),
        (DicomTags.OperatorsName, "OperatorsName", IdentityKind.Staff),
        (new(0x0032, 0x1032), "RequestingPhysician", IdentityKind.Staff),
        (new(0x0040, 0x0006), "ScheduledPerformingPhysicianName", IdentityKind.Staff),
        (new(0x300E, 0x0008), "ReviewerName", IdentityKind.Staff),
        (new(0x0010, 0x4000), "PatientComments", IdentityKind.FreeText),
        (DicomTags.ImageComments, "ImageComments", IdentityKind.FreeText),
        (new(0x0010, 0x21B0), "AdditionalPatientHistory", IdentityKind.FreeText),
        (new(0x0040, 0x1400), "RequestedProcedureComments", IdentityKind.FreeText),
        (new(0x0008, 0x1080), "AdmittingDiagnosesDescription", IdentityKind.FreeText),
    }.ToDictionary(e => e.Tag, e => new IdentityFinding(e.Tag, e.Name, e.Kind));

    private static readonly IdentityFinding BurnedInAnnotation = new(DicomTags.BurnedInAnnotation, nameof(BurnedInAnnotation), IdentityKind.BurnedIn);
    private static readonly IdentityFinding ClassWithText = new(DicomTags.SopClassUid, "SOPClassUID", IdentityKind.BurnedIn);
    private static readonly IdentityFinding ConversionType = new(new DicomTag(0x0008, 0x0064), nameof(ConversionType), IdentityKind.BurnedIn);
    private static readonly IdentityFinding LabelOfSlide = new(DicomTags.ImageType, "ImageType", IdentityKind.BurnedIn);

    /// <summary>Secondary capture, ultrasound, visible light (endoscopy, photograph) and video, with the classes below them.</summary>
    private static readonly string[] ClassesWithText =
    [
        "1.2.840.10008.5.1.4.1.1.7", "1.2.840.10008.5.1.4.1.1.3", "1.2.840.10008.5.1.4.1.1.6",
        "1.2.840.10008.5.1.4.1.1.77.1.1", "1.2.840.10008.5.1.4.1.1.77.1.4",
    ];

    private static readonly DicomTag[] PixelElements = [DicomTags.BurnedInAnnotation, DicomTags.SopClassUid, ConversionType.Tag, DicomTags.ImageType];

    /// <summary>Finds them.</summary>
    /// <param name="dataset">A data set; its header is enough.</param>
    /// <returns>The elements in the order of their tags, each once.</returns>
    public static IReadOnlyList<IdentityFinding> Check(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return [.. Find(dataset).Select(found => found.Finding).Distinct().OrderBy(found => found.Tag)];
    }

    /// <summary>The identifying elements with what they say, for taking it out of texts; no value of text in pixels or of a manufacturer's.</summary>
    /// <param name="dataset">A data set; its header is enough.</param>
    /// <param name="seen">What is known already and is left out; null: nothing.</param>
    public static IEnumerable<(IdentityFinding Finding, string Value)> Find(DicomDataset dataset, SeenValues? seen = null)
    {
        foreach (var found in Walk(dataset, seen))
        {
            yield return found;
        }

        // Of what tells text in pixels, one says what another means: all are looked at when any has changed.
        if (seen is null || PixelElements.Aggregate(false, (any, tag) => seen.Changed(dataset, tag) | any))
        {
            foreach (var found in BurnedIn(dataset))
            {
                yield return found;
            }
        }
    }

    /// <summary>
    /// Text in pixels: the file says so, or it is of a kind that is made with text (pictures of a screen, scanned pages, ultrasound, photographs, labels
    /// of slides) and does not say that it has none.
    /// </summary>
    private static IEnumerable<(IdentityFinding Finding, string Value)> BurnedIn(DicomDataset dataset)
    {
        if (Said(dataset, DicomTags.BurnedInAnnotation) is var said && said.Equals("NO", StringComparison.OrdinalIgnoreCase))
        {
            yield break;
        }

        if (said.Equals("YES", StringComparison.OrdinalIgnoreCase))
        {
            yield return (BurnedInAnnotation, "");
        }

        if (Array.Exists(ClassesWithText, known => Said(dataset, DicomTags.SopClassUid) is var own && (own == known || own.StartsWith(known + ".", StringComparison.Ordinal))))
        {
            yield return (ClassWithText, "");
        }

        if (Said(dataset, ConversionType.Tag).Length > 0)
        {
            yield return (ConversionType, "");
        }

        if (Said(dataset, DicomTags.ImageType).Split('\\').Contains("LABEL", StringComparer.OrdinalIgnoreCase))
        {
            yield return (LabelOfSlide, "");
        }
    }

    private static string Said(DicomDataset dataset, DicomTag tag) =>
        dataset.TryGetElement(tag, out var element) && element.Length > 0 ? Text(dataset, element) : "";

    private static IEnumerable<(IdentityFinding Finding, string Value)> Walk(DicomDataset dataset, SeenValues? seen)
    {
        foreach (var element in dataset)
        {
            if (element.Vr == DicomVr.SQ)
            {
                foreach (var found in dataset.GetSequence(element.Tag).SelectMany(item => Walk(item, seen)))
                {
                    yield return found;
                }
            }
            else if (element.Length == 0)
            {
                continue;
            }
            else if (Tags.TryGetValue(element.Tag, out var known))
            {
                if (seen?.Changed(dataset, element.Tag) != false && Text(dataset, element) is { Length: > 0 } value)
                {
                    yield return (known, value);
                }
            }
            else if (element.Tag.IsPrivate && element.Tag.Element > 0xFF && seen?.Knows(element.Tag) != true && IsText(dataset, element))
            {
                seen?.Note(element.Tag);
                yield return (new IdentityFinding(element.Tag, "private", IdentityKind.PrivateText), "");
            }
        }
    }

    private static string Text(DicomDataset dataset, DicomElement element)
    {
        try
        {
            return string.Join('\\', dataset.GetStrings(element.Tag));
        }
        catch (DicomFormatException)
        {
            // A value that is no text still is one that should not be there.
            return "?";
        }
    }

    private static bool IsText(DicomDataset dataset, DicomElement element) => element.Vr switch
    {
        DicomVr.PN or DicomVr.LO or DicomVr.LT or DicomVr.SH or DicomVr.ST or DicomVr.UT or DicomVr.UC or DicomVr.DA or DicomVr.DT => true,
        DicomVr.UN => element.Length is >= 4 and <= 1024 && Readable(dataset.GetBytes(element.Tag).Span),
        _ => false,
    };

    private static bool Readable(ReadOnlySpan<byte> bytes)
    {
        var content = bytes.TrimEnd((byte)0);
        return content.Length >= 4 && !content.ContainsAnyExceptInRange((byte)' ', (byte)'~') && Encoding.ASCII.GetString(content).Any(char.IsLetter);
    }
}
