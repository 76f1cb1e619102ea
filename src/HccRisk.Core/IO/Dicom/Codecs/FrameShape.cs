namespace HccRisk.Core.IO.Dicom.Codecs;

/// <summary>Extents of one decoded frame: little-endian samples, row by row, colours by pixel.</summary>
/// <param name="Rows">Pixels down.</param>
/// <param name="Columns">Pixels across.</param>
/// <param name="Samples">Samples a pixel: 1 or 3.</param>
/// <param name="BytesPerSample">Bytes a sample: 1, 2 or 4.</param>
internal readonly record struct FrameShape(int Rows, int Columns, int Samples, int BytesPerSample)
{
    internal long ByteCount => (long)Rows * Columns * Samples * BytesPerSample;

    internal void EnsureFits(ReadOnlySpan<byte> destination)
    {
        if (destination.Length != ByteCount)
        {
            throw new ArgumentException(
                $"'destination' has {destination.Length} bytes, a frame of {Rows} x {Columns} pixels, {Samples} x {BytesPerSample} bytes each, has {ByteCount}.",
                nameof(destination));
        }
    }
}
