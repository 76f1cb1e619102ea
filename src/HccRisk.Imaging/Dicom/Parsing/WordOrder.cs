using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace HccRisk.Imaging.Dicom.Parsing;

/// <summary>Turns words whose high byte is first.</summary>
internal static class WordOrder
{
    /// <summary>Reverses each whole word; bytes after the last stay as they are.</summary>
    internal static void Swap(Span<byte> bytes, int wordSize)
    {
        switch (wordSize)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
