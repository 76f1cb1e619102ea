using System.Buffers.Binary;
using System.IO.Compression;
using HccRisk.Core.Storage;

namespace HccRisk.Imaging.QuickLooks;

/// <summary>Writes pictures as PNG (ISO/IEC 15948): 8 bits red, green and blue, no metadata.</summary>
public static class PngFile
{
    private const int Channels = 3;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(n => CrcOf((uint)n))];

    /// <summary>Writes a file without metadata; the same pixels give the same bytes.</summary>
    /// <param name="path">The file, <c>.png</c>; replaced at once when complete.</param>
    /// <param name="rgb">Red, green, blue, row by row.</param>
    /// <param name="width">Pixels along x, at least 1.</param>
    /// <param name="height">Pixels along y, at least 1.</param>
    /// <exception cref="ArgumentException">The name does not end in .png, or the number of bytes is not that of the size.</exception>
    public static void Write(string path, ReadOnlySpan<byte> rgb, int width, int height)
    {
        RequireName(path);
        AtomicFile.WriteBytes(path, Encode(rgb, width, height));
    }

    /// <summary>The bytes of a file without metadata; the same pixels give the same bytes.</summary>
    /// <param name="rgb">Red, green, blue, row by row.</param>
    /// <param name="width">Pixels along x, at least 1.</param>
    /// <param name="height">Pixels along y, at least 1.</param>
    /// <exception cref="ArgumentException">The number of bytes is not that of the size.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> rgb, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (rgb.Length != (long)width * height * Channels)
        {
            throw new ArgumentException($"'rgb' has {rgb.Length} bytes; {width} x {height} pixels have {(long)width * height * Channels}.", nameof(rgb));
        }

        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        header[9] = 2;
        header[10..].Clear();
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(rgb, width * Channels));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>Refuses a name that is not one of a PNG.</summary>
    /// <param name="path">The file to be written.</param>
    /// <exception cref="ArgumentException">The name does not end in .png.</exception>
    public static void RequireName(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{path}' does not end in .png.", nameof(path));
        }
    }

    /// <summary>Each row as its difference from the row above (filter 2), or from the pixel to the left (filter 1) where that is smaller.</summary>
    private static ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> rgb, int stride)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var left = new byte[stride + 1];
            var above = new byte[stride + 1];
            left[0] = 1;
            above[0] = 2;
            for (var at = 0; at < rgb.Length; at += stride)
            {
                var (sumLeft, sumAbove) = (0, 0);
                for (var i = 0; i < stride; i++)
                {
                    left[i + 1] = (byte)(rgb[at + i] - (i < Channels ? 0 : rgb[at + i - Channels]));
                    above[i + 1] = (byte)(rgb[at + i] - (at == 0 ? 0 : rgb[at + i - stride]));
                    sumLeft += Math.Abs((int)(sbyte)left[i + 1]);
                    sumAbove += Math.Abs((int)(sbyte)above[i + 1]);
                }

                zlib.Write(sumLeft < sumAbove ? left : above);
            }
        }

        return packed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        var crc = uint.MaxValue;
        foreach (var part in type)
        {
            crc = CrcTable[(byte)(crc ^ part)] ^ (crc >> 8);
        }

        foreach (var part in data)
        {
            crc = CrcTable[(byte)(crc ^ part)] ^ (crc >> 8);
        }

        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        file.Write(number);
    }

    private static uint CrcOf(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : 0xEDB88320 ^ (value >> 1);
        }

        return value;
    }
}
