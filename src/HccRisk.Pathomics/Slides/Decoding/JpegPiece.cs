using System.Buffers.Binary;

namespace HccRisk.Pathomics.Slides.Decoding;

/// <summary>
/// A JPEG piece of a TIFF (TIFF Technical Note 2) as a file of its own: the shared tables before its data, and an Adobe marker that says
/// what the TIFF says of its colours, which a decoder would otherwise guess.
/// </summary>
internal static class JpegPiece
{
    private const byte Start = 0xD8;
    private const byte End = 0xD9;
    private const byte Scan = 0xDA;

    private static ReadOnlySpan<byte> Adobe => [0xFF, 0xEE, 0, 14, (byte)'A', (byte)'d', (byte)'o', (byte)'b', (byte)'e', 0, 100, 0, 0, 0, 0];

    /// <exception cref="DamagedPieceException">The stored bytes are no JPEG of that size.</exception>
    public static byte[] Assemble(TiffPage page, ReadOnlySpan<byte> stored, int rows)
    {
        if (stored.Length < 4 || stored[0] != 0xFF || stored[1] != Start)
        {
            throw new DamagedPieceException("the JPEG data do not begin as such");
        }

        using var file = new MemoryStream(page.JpegTables.Length + stored.Length + 32);
        file.Write([0xFF, Start]);
        file.Write(Adobe);
        file.WriteByte((byte)(page.Photometric == 6 ? 1 : 0));
        if (page.JpegTables.Length > 0)
        {
            var end = CopySegments(page.JpegTables, file, page, rows);
            if (end < 0)
            {
                throw new DamagedPieceException("the JPEG tables have a scan");
            }
        }

        var scan = -CopySegments(stored, file, page, rows);
        if (scan <= 0)
        {
            throw new DamagedPieceException("the JPEG data have no scan");
        }

        file.Write(stored[scan..]);
        var assembled = file.ToArray();
        JpegScan.Require(assembled);
        return assembled;
    }

    /// <summary>Copies marker segments but for application data; the place of the end, or of the scan as a negative number.</summary>
    private static int CopySegments(ReadOnlySpan<byte> bytes, MemoryStream file, TiffPage page, int rows)
    {
        var at = 2;
        while (at + 4 <= bytes.Length || (at + 2 <= bytes.Length && bytes[at + 1] == End))
        {
            var marker = bytes[at + 1];
            if (bytes[at] != 0xFF)
            {
                throw new DamagedPieceException("the JPEG headers are damaged");
            }

            if (marker is 0xFF)
            {
                at++;
                continue;
            }

            if (marker is End or Scan)
            {
                return marker == Scan ? -at : at;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (length < 2 || at + 2 + length > bytes.Length)
            {
                throw new DamagedPieceException("the JPEG headers are damaged");
            }

            var segment = bytes.Slice(at, 2 + length);
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                RequireSize(segment, page, rows);
            }

            if (marker is not (>= 0xE0 and <= 0xEF) and not 0xFE)
            {
                file.Write(segment);
            }

            at += segment.Length;
        }

        return at >= bytes.Length ? at : throw new DamagedPieceException("the JPEG headers are damaged");
    }

    private static void RequireSize(ReadOnlySpan<byte> frame, TiffPage page, int rows)
    {
        var size = frame.Length < 10 ? default : (Width: BinaryPrimitives.ReadUInt16BigEndian(frame[7..]), Height: BinaryPrimitives.ReadUInt16BigEndian(frame[5..]), Samples: frame[9]);
        if (size != ((ushort)page.PieceWidth, (ushort)rows, (byte)page.SamplesPerPixel))
        {
            throw new DamagedPieceException(FormattableString.Invariant(
                $"the JPEG data are of {size.Width} x {size.Height} pixels of {size.Samples} samples, not {page.PieceWidth} x {rows} of {page.SamplesPerPixel}"));
        }
    }
}
