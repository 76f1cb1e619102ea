namespace HccRisk.Imaging.Dicom.Series;

/// <summary>A file of a scanned folder that belongs to no series.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">Why it was passed over.</param>
public sealed record SkippedFile(string Path, string Reason)
{
    /// <summary>Why nothing is known about its content; null (default) when it was read.</summary>
    internal Exception? Unreadable { get; init; }
}
