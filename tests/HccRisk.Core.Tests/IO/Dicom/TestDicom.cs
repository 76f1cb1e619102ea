using System.Buffers.Binary;

namespace HccRisk.Core.Tests.IO.Dicom;

/// <summary>Finds the pixel data of an explicit little-endian file by its bytes alone, independently of our reader.</summary>
internal static class TestDicom
{
    public static int Number(byte[] file, ushort element)
    {
        byte[] key = [0x28, 0, (byte)element, (byte)(element >> 8), (byte)'U', (byte)'S', 2, 0];
        var at = file.AsSpan().IndexOf(key);
        return at < 0 ? throw new InvalidDataException($"no (0028,{element:x4})") : BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 8));
    }

    /// <summary>Uncompressed pixels, all frames.</summary>
    public static byte[] Pixels(string path)
    {
        var file = File.ReadAllBytes(path);
        var at = PixelData(file);
        return file[(at + 12)..(at + 12 + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 8)))];
    }

    /// <summary>The fragments of compressed pixels, one a frame.</summary>
    public static byte[][] Fragments(string path)
    {
        var file = File.ReadAllBytes(path);
        var at = PixelData(file) + 12;
        var found = new List<byte[]>();
        while (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at)) == 0xE000FFFE)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4));
            found.Add(file[(at + 8)..(at + 8 + length)]);
            at += 8 + length;
        }

        return [.. found.Skip(1)]; // the offset table
    }

    private static int PixelData(byte[] file)
    {
        var word = file.AsSpan().LastIndexOf((byte[])[0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'W', 0, 0]);
        return Math.Max(word, file.AsSpan().LastIndexOf((byte[])[0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B', 0, 0]));
    }
}
