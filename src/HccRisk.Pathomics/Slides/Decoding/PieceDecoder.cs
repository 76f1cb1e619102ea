using System.Buffers;

namespace HccRisk.Pathomics.Slides.Decoding;

/// <summary>One stored piece of a TIFF page to RGB.</summary>
internal static class PieceDecoder
{
    /// <summary>Why a page cannot be decoded here, continuing "the file ..."; null when it can.</summary>
    public static string? Obstacle(TiffPage page) =>
        !RawCodec.Knows(page.Compression) && page.Compression is not (7 or 50001) ? $"uses {CompressionName(page.Compression)}"
        : page.BitsPerSample != 8 || page.SampleFormat != 1 ? $"has samples of {page.BitsPerSample} bits, format {page.SampleFormat}, instead of unsigned 8-bit ones"
        : !HasKnownColours(page) ? $"has {page.SamplesPerPixel} samples a pixel of colour space {page.Photometric} in {CompressionName(page.Compression)} data instead of RGB"
        : page.IsPlanar && !RawCodec.Knows(page.Compression) ? $"has its colours in separate planes of {CompressionName(page.Compression)} data"
        : page.Predictor > 2 ? $"uses predictor {page.Predictor}"
        : page.FillOrder != 1 ? "has the bits of its bytes in reverse order"
        : null;

    /// <summary>The name of a TIFF compression.</summary>
    public static string CompressionName(int compression) => compression switch
    {
        1 => "uncompressed",
        5 => "LZW",
        6 => "old-style JPEG (compression 6)",
        7 => "JPEG",
        8 or 32946 => "deflate",
        32773 => "PackBits",
        33003 or 33005 or 34712 => $"JPEG 2000 (compression {compression})",
        34887 => "LERC (compression 34887)",
        34925 => "LZMA (compression 34925)",
        50000 => "Zstandard",
        50001 => "WebP",
        50002 => "JPEG XL (compression 50002)",
        _ => $"compression {compression}",
    };

    /// <summary>Decodes a piece.</summary>
    /// <param name="page">Its page, which has no obstacle.</param>
    /// <param name="stored">Its bytes: one array, or one a sample when the page is planar.</param>
    /// <param name="rows">Rows it holds.</param>
    /// <param name="rgb">Receives <c>page.PieceWidth * rows * 3</c> bytes.</param>
    /// <exception cref="DamagedPieceException">It cannot be decoded.</exception>
    public static void Decode(TiffPage page, IReadOnlyList<byte[]> stored, int rows, Span<byte> rgb)
    {
        var pixels = page.PieceWidth * rows;
        var rented = ArrayPool<byte>.Shared.Rent(pixels * 4);
        try
        {
            var samples = rented.AsSpan(0, pixels * 4);
            var count = page.SamplesPerPixel;
            if (page.IsPlanar)
            {
                var plane = samples[..pixels];
                for (var c = 0; c < count; c++)
                {
                    Unpack(page, stored[c], plane, 1);
                    for (var i = 0; c < 3 && i < pixels; i++)
                    {
                        rgb[(i * 3) + c] = plane[i];
                    }
                }

                if (count == 4)
                {
                    OnWhite(page, rgb, plane);
                }

                return;
            }

            if (RawCodec.Knows(page.Compression))
            {
                Unpack(page, stored[0], samples[..(pixels * count)], count);
            }
            else
            {
                var file = page.Compression == 7 ? JpegPiece.Assemble(page, stored[0], rows) : WithoutHole(stored[0]);
                count = VipsPiece.Decode(page.Compression, file, page.PieceWidth, rows, samples);
            }

            ToRgb(page, samples[..(pixels * count)], count, rgb);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>WebP has neither checksum nor structure to go by; a copy that was broken off leaves zeros, which coded data never have so many of.</summary>
    private static byte[] WithoutHole(byte[] stored) =>
        stored.AsSpan().IndexOf(stackalloc byte[64]) < 0 ? stored : throw new DamagedPieceException("its data have a hole of zeros");

    /// <summary>Grey only for the pictures beside the scan; JPEG and WebP decoders give RGB whatever they store.</summary>
    private static bool HasKnownColours(TiffPage page) => (page.Photometric, page.SamplesPerPixel, page.Compression) switch
    {
        (0 or 1, 1, not 50001) => !page.IsPlanar,
        (2, 3, _) or (2, 4, not 7) => true,
        (6, 3, 7 or 50001) => true,
        _ => false,
    };

    private static void Unpack(TiffPage page, byte[] stored, Span<byte> samples, int count)
    {
        RawCodec.Decode(page.Compression, stored, samples);
        if (page.Predictor == 2 && page.Compression is not (1 or 32773))
        {
            RawCodec.AddLeft(samples, page.PieceWidth * count, count);
        }
    }

    private static void ToRgb(TiffPage page, ReadOnlySpan<byte> samples, int count, Span<byte> rgb)
    {
        if (count == 3)
        {
            samples.CopyTo(rgb);
            return;
        }

        if (count == 1)
        {
            for (var i = 0; i < samples.Length; i++)
            {
                rgb.Slice(i * 3, 3).Fill(page.Photometric == 0 ? (byte)(255 - samples[i]) : samples[i]);
            }

            return;
        }

        var pixels = samples.Length / 4;
        var alpha = ArrayPool<byte>.Shared.Rent(pixels);
        for (var i = 0; i < pixels; i++)
        {
            samples.Slice(i * 4, 3).CopyTo(rgb[(i * 3)..]);
            alpha[i] = samples[(i * 4) + 3];
        }

        OnWhite(page, rgb, alpha.AsSpan(0, pixels));
        ArrayPool<byte>.Shared.Return(alpha);
    }

    /// <summary>What is transparent was not scanned: it is white.</summary>
    private static void OnWhite(TiffPage page, Span<byte> rgb, ReadOnlySpan<byte> alpha)
    {
        var isMultiplied = page.ExtraSample == 1;
        for (var i = 0; i < alpha.Length; i++)
        {
            int opaque = alpha[i], white = 255 - opaque;
            for (var c = i * 3; c < (i * 3) + 3; c++)
            {
                rgb[c] = isMultiplied ? (byte)Math.Min(255, rgb[c] + white) : (byte)(((rgb[c] * opaque) + (255 * white) + 127) / 255);
            }
        }
    }
}
