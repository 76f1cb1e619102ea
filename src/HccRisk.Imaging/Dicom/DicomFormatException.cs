using System.Globalization;
using HccRisk.Imaging.Dicom.Parsing;

namespace HccRisk.Imaging.Dicom;

/// <summary>A file that is not the DICOM object it should be: names the file, the element and the byte.</summary>
public sealed class DicomFormatException : ImageFormatException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tag">The element that is wrong or missing; null when no element was reached.</param>
    /// <param name="offset">Where in the file (in the inflated data of a deflated file) the fault is, in bytes; null for what is missing.</param>
    /// <param name="reason">What was found and what was expected.</param>
    /// <param name="innerException">The cause, when another exception revealed the fault.</param>
    public DicomFormatException(string path, DicomTag? tag, long? offset, string reason, Exception? innerException = null)
        : base("DICOM", path, Describe(tag, offset), null, reason, innerException)
    {
        Tag = tag;
        Offset = offset;
    }

    /// <summary>The element that is wrong or missing; null when no element was reached.</summary>
    public DicomTag? Tag { get; }

    /// <summary>Where in the file (in the inflated data of a deflated file) the fault is, in bytes; null for what is missing.</summary>
    public long? Offset { get; }

    private static string Describe(DicomTag? tag, long? offset)
    {
        var name = tag is { } known ? DicomDictionary.Describe(known) : "data";
        return offset is { } at ? string.Create(CultureInfo.InvariantCulture, $"{name} at byte {at}") : name;
    }
}
