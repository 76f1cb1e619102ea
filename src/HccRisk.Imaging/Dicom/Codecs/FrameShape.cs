using HccRisk.Imaging.Dicom.Parsing;

namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>Extents of one decoded frame: little-endian samples, row by row, colours by pixel.</summary>
/// <param name="Rows">Pixels down.</param>
/// <param name="Columns">Pixels across.</param>
/// <param name="Samples">Samples a pixel: 1 or 3.</param>
/// <param name="BytesPerSample">Bytes a sample: 1, 2 or 4.</param>
internal readonly record struct FrameShape(int Rows, int Columns, int Samples, int BytesPerSample)
{
    internal long ByteCount => (long)Rows * Columns * Samples * BytesPerSample;

    /// <summary>The shape of a layout whose samples are whole bytes and whole numbers, as the compressed encodings have them.</summary>
    /// <exception cref="InvalidDataException">The layout is another.</exception>
    internal static FrameShape Of(in PixelLayout layout) =>
        layout is { BitsAllocated: 8 or 16 or 32, IsFloat: false }
            ? new FrameShape(layout.Rows, layout.Columns, layout.SamplesPerPixel, layout.BytesPerSample)
            : throw new InvalidDataException($"{layout.BitsAllocated} bits allocated{(layout.IsFloat ? " as floating point" : "")}: compressed samples are whole numbers of 8, 16 or 32 bits");

    internal void ToMachineOrder(Span<byte> samples)
    {
        if (!BitConverter.IsLittleEndian)
        {
            WordOrder.Swap(samples[..(int)ByteCount], BytesPerSample);
        }
    }

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
