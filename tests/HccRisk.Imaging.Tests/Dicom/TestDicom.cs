using System.Buffers.Binary;

namespace HccRisk.Imaging.Tests.Dicom;

/// <summary>Finds the pixel data of an explicit little-endian file by its bytes alone, independently of our reader.</summary>
internal static class TestDicom
{
    /// <summary>Uncompressed pixels, all frames.</summary>
    public static byte[] Pixels(string path)
    {
        var file = File.ReadAllBytes(path);
        var at = PixelData(file);
        return file[(at + 12)..(at + 12 + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 8)))];
    }

    private static int PixelData(byte[] file)
    {
        var word = file.AsSpan().LastIndexOf((byte[])[0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'W', 0, 0]);
        return Math.Max(word, file.AsSpan().LastIndexOf((byte[])[0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B', 0, 0]));
    }
}
