namespace HccRisk.Imaging.Dicom.Parsing;

/// <summary>A stream that can seek.</summary>
internal sealed class StreamByteSource(Stream stream, string name) : ByteSource(name)
{
    private readonly Lock _lock = new();

    internal override bool Holds(long end) => end <= stream.Length;

    internal override int ReadAt(long offset, Span<byte> buffer)
    {
        lock (_lock)
        {
            stream.Position = offset;
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
    }
}
