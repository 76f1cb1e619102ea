namespace HccRisk.Imaging.Dicom.Parsing;

/// <summary>What stands before a value in the file.</summary>
/// <param name="Tag">The element.</param>
/// <param name="Vr">The representation: the file's, else the dictionary's.</param>
/// <param name="Length">Bytes of the value, or <see cref="Undefined"/>.</param>
/// <param name="Start">Where the header begins.</param>
internal readonly record struct ElementHeader(DicomTag Tag, DicomVr Vr, uint Length, long Start)
{
    internal const uint Undefined = 0xFFFFFFFF;

    internal bool IsUndefined => Length == Undefined;
}
