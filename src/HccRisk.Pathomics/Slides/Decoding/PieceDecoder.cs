using System.Buffers;

namespace HccRisk.Pathomics.Slides.Decoding;

/// <summary>One stored piece of a TIFF page to RGB.</summary>
internal static class PieceDecoder
{
    /// <summary>Why a page cannot be decoded here, continuing "the file ..."; null when it can.</summary>
    public static string? Obstacle(TiffPage page) =>
        !RawCodec.Knows(page.Compression) && page.Compression is not (7 or 50001) ? $"uses {CompressionName(page.Compression)}"
        : SampleFault(page) is { } fault ? fault
        : !HasKnownColours(page) ? $"has {page.SamplesPerPixel} sample{(page.SamplesPerPixel == 1 ? "" : "s")} a pixel of {ColourName(page.Photometric)} in {CompressionName(page.Compression)} data instead of RGB"
        : page.IsPlanar && !RawCodec.Knows(page.Compression) ? $"has its colours in separate planes of {CompressionName(page.Compression)} data"
        : page.Predictor > 2 ? $"uses predictor {page.Predictor}"
        : page.FillOrder != 1 ? "has the bits of its bytes in reverse order"
        : null;

    /// <summary>What its samples are instead of 8-bit numbers, continuing "the file ..."; null when they are such.</summary>
    public static string? SampleFault(TiffPage page) => (page.BitsPerSample, page.SampleFormat) switch
    {
        (8, 1) => null,
        (0, _) or (_, 0) => "has samples of different kinds in one pixel",
        (var bits, 1) => $"has samples of {bits} bit{(bits == 1 ? "" : "s")} instead of 8",
        (var bits, 2) => $"has signed samples of {bits} bits instead of unsigned ones of 8",
        (var bits, 3) => $"has floating-point samples of {bits} bits instead of unsigned ones of 8",
        var (bits, format) => $"has samples of {bits} bits and format {format} instead of unsigned ones of 8",
    };

    /// <summary>The name of a TIFF colour space (PhotometricInterpretation).</summary>
    private static string ColourName(int photometric) => photometric switch
    {
        0 or 1 => "grey",
        2 => "RGB",
        3 => "a palette (indices of colours)",
        5 => "CMYK",
        6 => "YCbCr",
        8 => "CIELab",
        _ => $"colour space {photometric}",
    };

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
    /// <returns>Whether any of it is not transparent.</returns>
    /// <exception cref="DamagedPieceException">It cannot be decoded.</exception>
    public static bool Decode(TiffPage page, IReadOnlyList<byte[]> stored, int rows, Span<byte> rgb)
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

                return count != 4 || OnWhite(page, rgb, plane);
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

            return ToRgb(page, samples[..(pixels * count)], count, rgb);
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

    private static bool ToRgb(TiffPage page, ReadOnlySpan<byte> samples, int count, Span<byte> rgb)
    {
        if (count == 3)
        {
            samples.CopyTo(rgb);
            return true;
        }

        if (count == 1)
        {
            for (var i = 0; i < samples.Length; i++)
            {
                rgb.Slice(i * 3, 3).Fill(page.Photometric == 0 ? (byte)(255 - samples[i]) : samples[i]);
            }

            return true;
        }

        var pixels = samples.Length / 4;
        var alpha = ArrayPool<byte>.Shared.Rent(pixels);
        for (var i = 0; i < pixels; i++)
        {
            samples.Slice(i * 4, 3).CopyTo(rgb[(i * 3)..]);
            alpha[i] = samples[(i * 4) + 3];
        }

        var isVisible = OnWhite(page, rgb, alpha.AsSpan(0, pixels));
        ArrayPool<byte>.Shared.Return(alpha);
        return isVisible;
    }

    /// <summary>What is transparent was not scanned: it is white. Whether anything is not.</summary>
    private static bool OnWhite(TiffPage page, Span<byte> rgb, ReadOnlySpan<byte> alpha)
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

        return alpha.ContainsAnyExcept((byte)0);
    }
}
