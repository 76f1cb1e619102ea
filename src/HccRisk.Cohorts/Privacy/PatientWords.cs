using HccRisk.Imaging;
using HccRisk.Imaging.Dicom;
using HccRisk.Imaging.Dicom.Identity;
using HccRisk.Imaging.Files;

namespace HccRisk.Cohorts.Privacy;

/// <summary>
/// Takes out of texts what tells who a patient is: names of files, and what identifying elements of the patient's DICOM files say.
/// Their headers are read for the first text: it is for errors, which are few.
/// </summary>
/// <param name="patient">The patient, whose identifier and names of series stay.</param>
public sealed class PatientWords(Patient patient)
{
    private readonly Lazy<FilePlaces> _places = new(() => FilePlaces.Of(patient));
    private readonly Lazy<Redactor> _redactor = new(() => new Redactor(
        patient.Files.SelectMany(file => DicomFiles(file.Path)).SelectMany(Values).Distinct(),
        patient.Files.Select(file => file.Name).Append(patient.Id).ToHashSet(StringComparer.OrdinalIgnoreCase)));

    /// <summary>A text for the record: without names of files, and without what identifies the patient in DICOM headers.</summary>
    /// <param name="text">The text, such as the message of an error.</param>
    public string Hide(string text) => _redactor.Value.Redact(_places.Value.Hide(text));

    private static IEnumerable<string> DicomFiles(string path)
    {
        try
        {
            path = ImageSelection.IsFile(path) && File.Exists(path) ? ImageSelection.Read(path).Path : path;
            return Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", FilePlaces.Everything)
                : ImageFile.IsDicom(path) && File.Exists(path) ? [path]
                : [];
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IEnumerable<(IdentityKind Kind, string Value)> Values(string path)
    {
        try
        {
            return [.. IdentityCheck.Find(DicomFile.Read(path, DicomReadOptions.HeaderOnly).Dataset).Select(found => (found.Finding.Kind, found.Value))];
        }
        catch (Exception e) when (e is DicomFormatException or IOException or UnauthorizedAccessException)
        {
            // What cannot be read has said nothing.
            return [];
        }
    }
}
