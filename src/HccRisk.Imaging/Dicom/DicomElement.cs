namespace HccRisk.Imaging.Dicom;

/// <summary>Where a data element is and how its value is represented; the value is asked of the <see cref="DicomDataset"/>.</summary>
public readonly struct DicomElement
{
    internal DicomElement(DicomTag tag, DicomVr vr, long offset, long length, int start, object? content)
    {
        Tag = tag;
        Vr = vr;
        Offset = offset;
        Length = length;
        Start = start;
        Content = content;
    }

    /// <summary>The number of the element.</summary>
    public DicomTag Tag { get; }

    /// <summary>The representation: as stored, or of the dictionary where the file has none or "unknown".</summary>
    public DicomVr Vr { get; }

    /// <summary>Where the value begins, in bytes from the start of the file (of the inflated data in a deflated file).</summary>
    public long Offset { get; }

    /// <summary>Bytes of the value as stored, with padding; those up to the delimiter when the file gives no length.</summary>
    public long Length { get; }

    /// <summary>Where the value is in the store of the file's values; -1 when it was left in the file.</summary>
    internal int Start { get; }

    /// <summary>The items of a sequence (<see cref="DicomDataset"/>[]) or the fragments of encapsulated data (<see cref="Parsing.Fragment"/>[]).</summary>
    internal object? Content { get; }
}
