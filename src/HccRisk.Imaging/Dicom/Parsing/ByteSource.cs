namespace HccRisk.Imaging.Dicom.Parsing;

/// <summary>Bytes that can be read anywhere.</summary>
internal abstract class ByteSource(string name)
{
    /// <summary>What messages call it.</summary>
    internal string Name { get; } = name;

    /// <summary>True when the bytes before <paramref name="end"/> are there.</summary>
    internal abstract bool Holds(long end);

    /// <summary>Reads as much of the buffer as there is from an offset; safe from several threads.</summary>
    internal abstract int ReadAt(long offset, Span<byte> buffer);

    /// <exception cref="DicomFormatException">The bytes are not there.</exception>
    internal void ReadExactly(DicomTag tag, long offset, Span<byte> buffer)
    {
        if (ReadAt(offset, buffer) < buffer.Length)
        {
            throw new DicomFormatException(Name, tag, offset, $"the file ends inside the {buffer.Length} bytes of the value");
        }
    }
}
