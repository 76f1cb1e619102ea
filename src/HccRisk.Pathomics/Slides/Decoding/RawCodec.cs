using System.IO.Compression;
using ZstdSharp;

namespace HccRisk.Pathomics.Slides.Decoding;

/// <summary>Codecs that give the samples themselves. What they can notice of damage they report: a checksum, a length, a code that cannot be.</summary>
internal static class RawCodec
{
    /// <summary>Whether a TIFF compression is one of these.</summary>
    public static bool Knows(int compression) => compression is 1 or 5 or 8 or 32773 or 32946 or 50000;

    /// <summary>Fills the target with samples.</summary>
    /// <exception cref="DamagedPieceException">The stored bytes do not give exactly so many.</exception>
    public static void Decode(int compression, byte[] stored, Span<byte> target)
    {
        switch (compression)
        {
            case 1: Copy(stored, target); break;
            case 5: LzwDecoder.Decode(stored, target); break;
            case 32773: UnpackBits(stored, target); break;
            case 50000: Zstandard(stored, target); break;
            default: Inflate(stored, target); break;
        }
    }

    /// <summary>Undoes the differences to the pixel on the left (TIFF 6.0 section 14).</summary>
    public static void AddLeft(Span<byte> samples, int rowBytes, int samplesPerPixel)
    {
        for (var start = 0; start < samples.Length; start += rowBytes)
        {
            var row = samples.Slice(start, rowBytes);
            for (var i = samplesPerPixel; i < row.Length; i++)
            {
                row[i] += row[i - samplesPerPixel];
            }
        }
    }

    private static void Copy(byte[] stored, Span<byte> target)
    {
        if (stored.Length < target.Length)
        {
            throw new DamagedPieceException(FormattableString.Invariant($"it has {stored.Length} of {target.Length} bytes"));
        }

        stored.AsSpan(0, target.Length).CopyTo(target);
    }

    private static void UnpackBits(byte[] stored, Span<byte> target)
    {
        int at = 0, from = 0;
        while (at < target.Length)
        {
            if (from >= stored.Length)
            {
                throw new DamagedPieceException(FormattableString.Invariant($"the PackBits data end after {at} of {target.Length} bytes"));
            }

            var head = (sbyte)stored[from++];
            if (head == -128)
            {
                continue;
            }

            var count = head >= 0 ? head + 1 : 1 - head;
            var taken = head >= 0 ? count : 1;
            if (count > target.Length - at || taken > stored.Length - from)
            {
                throw new DamagedPieceException("the PackBits data do not fit the picture");
            }

            if (head >= 0)
            {
                stored.AsSpan(from, count).CopyTo(target[at..]);
            }
            else
            {
                target.Slice(at, count).Fill(stored[from]);
            }

            (at, from) = (at + count, from + taken);
        }
    }

    /// <summary>zlib, with its Adler-32 checksum (RFC 1950): the one codec here that notices any damage.</summary>
    private static void Inflate(byte[] stored, Span<byte> target)
    {
        try
        {
            using var stream = new ZLibStream(new MemoryStream(stored), CompressionMode.Decompress);
            var read = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
            if (read < target.Length)
            {
                throw new DamagedPieceException(FormattableString.Invariant($"the deflate data end after {read} of {target.Length} bytes"));
            }

            // The checksum is looked at when the end is reached.
            if (stream.ReadByte() >= 0)
            {
                throw new DamagedPieceException("the deflate data give more bytes than the picture has");
            }
        }
        catch (InvalidDataException error)
        {
            throw new DamagedPieceException($"the deflate data are damaged ({error.Message})");
        }

        Span<byte> sum = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(sum, Adler32(target));
        if (stored.AsSpan().LastIndexOf(sum) < 0)
        {
            throw new DamagedPieceException("the deflate data have no or another checksum");
        }
    }

    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        const int Most = 5552;
        uint a = 1, b = 0;
        for (var start = 0; start < bytes.Length; start += Most)
        {
            foreach (var value in bytes.Slice(start, Math.Min(Most, bytes.Length - start)))
            {
                a += value;
                b += a;
            }

            a %= 65521;
            b %= 65521;
        }

        return (b << 16) | a;
    }

    private static void Zstandard(byte[] stored, Span<byte> target)
    {
        try
        {
            using var decoder = new Decompressor();
            var count = decoder.Unwrap(stored, target);
            if (count != target.Length)
            {
                throw new DamagedPieceException(FormattableString.Invariant($"the Zstandard data give {count} of {target.Length} bytes"));
            }
        }
        catch (ZstdException error)
        {
            throw new DamagedPieceException($"the Zstandard data are damaged ({error.Message})");
        }
    }
}
