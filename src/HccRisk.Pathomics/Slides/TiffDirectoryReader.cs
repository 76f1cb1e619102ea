using System.Buffers.Binary;
using System.Text;

namespace HccRisk.Pathomics.Slides;

/// <summary>
/// Reads the directories of a classic or big TIFF (TIFF 6.0, BigTIFF) and no pixels: what vips does not tell (compression, missing
/// resolution, sub-directories) and what shows a truncated file before it is decoded.
/// </summary>
internal sealed class TiffDirectoryReader
{
    private const int MaxPages = 4096;
    private const int MaxValues = 1 << 26;
    private const long MaxPiecePixels = 1L << 28;

    private readonly Stream _stream;
    private readonly string _path;
    private readonly bool _little;
    private readonly bool _big;
    private readonly long _first;

    private TiffDirectoryReader(Stream stream, string path)
    {
        _stream = stream;
        _path = path;
        var header = Read(0, (int)Math.Min(16, stream.Length));
        _little = header.Length >= 8 && header[0] == 'I' && header[1] == 'I';
        var bigEndian = header.Length >= 8 && header[0] == 'M' && header[1] == 'M';
        var magic = _little || bigEndian ? U16(header, 2) : 0;
        _big = magic == 43 && header.Length == 16;
        if (magic != 42 && !_big)
        {
            throw new SlideFormatException(
                $"'{path}' is not a TIFF or SVS slide. Convert it to a pyramidal tiled TIFF first, for example with 'vips tiffsave --tile --pyramid --compression jpeg'.");
        }

        _first = _big ? (long)U64(header, 8) : U32(header, 4);
    }

    /// <summary>Whether the file begins as a TIFF does.</summary>
    public static bool IsTiff(string path)
    {
        Span<byte> start = stackalloc byte[4];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start is [(byte)'I', (byte)'I', 42 or 43, 0] or [(byte)'M', (byte)'M', 0, 42 or 43];
    }

    /// <summary>Main pages in file order, each with the sub-directories it points to.</summary>
    public static List<(TiffPage Page, List<TiffPage> Sub)> Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 14);
        var reader = new TiffDirectoryReader(stream, path);
        var pages = new List<(TiffPage, List<TiffPage>)>();
        var seen = new HashSet<long>();
        for (var offset = reader._first; offset != 0;)
        {
            if (!seen.Add(offset) || pages.Count == MaxPages)
            {
                throw reader.Damaged("its directories form a loop");
            }

            var page = reader.ReadPage(offset, out offset);
            var sub = new List<TiffPage>(page.SubDirectories.Count);
            foreach (var at in page.SubDirectories)
            {
                sub.Add(reader.ReadPage(at, out _));
            }

            pages.Add((page, sub));
        }

        return pages.Count > 0 ? pages : throw reader.Damaged("it has no page");
    }

    private TiffPage ReadPage(long offset, out long next)
    {
        var countBytes = _big ? 8 : 2;
        var entryBytes = _big ? 20 : 12;
        var head = Read(offset, countBytes);
        var count = _big ? (long)U64(head, 0) : U16(head, 0);
        if (count is < 1 or > 65535)
        {
            throw Damaged($"the directory at byte {offset} has {count} entries");
        }

        var entries = Read(offset + countBytes, (int)count * entryBytes + (_big ? 8 : 4));
        next = _big ? (long)U64(entries, (int)count * entryBytes) : U32(entries, (int)count * entryBytes);

        var page = new TiffPage();
        double xResolution = 0, yResolution = 0;
        long[] offsets = [], sizes = [];
        long rowsPerStrip = int.MaxValue, tileWidth = 0, tileHeight = 0;
        for (var i = 0; i < count; i++)
        {
            var entry = entries.AsSpan(i * entryBytes, entryBytes);
            switch (U16(entry, 0))
            {
                case 256: page = page with { Width = Scalar(entry) }; break;
                case 257: page = page with { Height = Scalar(entry) }; break;
                case 258: page = page with { BitsPerSample = Uniform(entry) }; break;
                case 259: page = page with { Compression = Scalar(entry) }; break;
                case 262: page = page with { Photometric = Scalar(entry) }; break;
                case 266: page = page with { FillOrder = Scalar(entry) }; break;
                case 270: page = page with { Description = Text(entry) }; break;
                case 277: page = page with { SamplesPerPixel = Scalar(entry) }; break;
                case 278: rowsPerStrip = Math.Max(1, Integers(entry).FirstOrDefault()); break;
                case 282: xResolution = Rational(entry); break;
                case 283: yResolution = Rational(entry); break;
                case 284: page = page with { IsPlanar = Scalar(entry) == 2 }; break;
                case 296: page = page with { ResolutionUnit = Scalar(entry) }; break;
                case 322: tileWidth = Scalar(entry); break;
                case 323: tileHeight = Scalar(entry); break;
                case 273 or 324: offsets = Integers(entry); break;
                case 279 or 325: sizes = Integers(entry); break;
                case 305: page = page with { Software = Text(entry) }; break;
                case 317: page = page with { Predictor = Scalar(entry) }; break;
                case 330: page = page with { SubDirectories = Integers(entry) }; break;
                case 338: page = page with { ExtraSample = Scalar(entry) }; break;
                case 339: page = page with { SampleFormat = Uniform(entry) }; break;
                case 347: page = page with { JpegTables = Data(entry).ToArray() }; break;
                case 65420: page = page with { IsHamamatsu = true }; break;
                default: break;
            }
        }

        if (page.Width < 1 || page.Height < 1 || offsets.Length == 0)
        {
            throw Damaged($"the page at byte {offset} has no picture");
        }

        // The number of tiles or strips must be what the size asks for; otherwise a damaged size would ask for any amount of memory.
        var tiled = tileWidth > 0 && tileHeight > 0;
        var (pieceWidth, pieceHeight) = tiled ? (tileWidth, tileHeight) : (page.Width, Math.Min(rowsPerStrip, page.Height));
        var pieces = Pieces(page.Width, pieceWidth) * Pieces(page.Height, pieceHeight) * (page.IsPlanar ? page.SamplesPerPixel : 1);
        if (pieces != offsets.Length || sizes.Length != offsets.Length || pieceWidth > MaxPiecePixels / pieceHeight)
        {
            throw Damaged($"the page at byte {offset} has {offsets.Length} tiles or strips of {pieceWidth} x {pieceHeight} for {page.Width} x {page.Height} pixels");
        }

        return page with
        {
            IsTiled = tiled,
            PieceWidth = (int)pieceWidth,
            PieceHeight = (int)pieceHeight,
            Offsets = offsets,
            Sizes = sizes,
            Resolution = (xResolution, yResolution),
        };
    }

    private static long Pieces(long length, long piece) => (length + piece - 1) / piece;

    private int Scalar(ReadOnlySpan<byte> entry)
    {
        var values = Integers(entry);
        return values.Length > 0 && values[0] is >= 0 and <= int.MaxValue
            ? (int)values[0]
            : throw Damaged($"tag {U16(entry, 0)} has no usable value");
    }

    /// <summary>The value all samples share; 0 when they differ.</summary>
    private int Uniform(ReadOnlySpan<byte> entry)
    {
        var first = Scalar(entry);
        return Array.TrueForAll(Integers(entry), x => x == first) ? first : 0;
    }

    private double Rational(ReadOnlySpan<byte> entry)
    {
        var data = Data(entry);
        if (U16(entry, 2) != 5 || data.Length < 8)
        {
            throw Damaged($"tag {U16(entry, 0)} is not a ratio");
        }

        var denominator = U32(data, 4);
        return denominator == 0 ? 0 : U32(data, 0) / (double)denominator;
    }

    private string Text(ReadOnlySpan<byte> entry) => Encoding.UTF8.GetString(Data(entry)).TrimEnd('\0');

    private long[] Integers(ReadOnlySpan<byte> entry)
    {
        var size = SizeOf(U16(entry, 2));
        var data = Data(entry);
        var values = new long[data.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = size switch
            {
                1 => data[i],
                2 => U16(data, i * 2),
                4 => U32(data, i * 4),
                _ => (long)U64(data, i * 8),
            };
        }

        return values;
    }

    private ReadOnlySpan<byte> Data(ReadOnlySpan<byte> entry)
    {
        var count = _big ? (long)U64(entry, 4) : U32(entry, 4);
        if (count is < 0 or > MaxValues)
        {
            throw Damaged($"tag {U16(entry, 0)} claims {count} values");
        }

        var bytes = (int)count * SizeOf(U16(entry, 2));
        var inline = entry[(_big ? 12 : 8)..];
        return bytes <= inline.Length ? inline[..bytes].ToArray() : Read(_big ? (long)U64(entry, 12) : U32(entry, 8), bytes);
    }

    private static int SizeOf(int type) => type switch
    {
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 or 16 or 17 or 18 => 8,
        _ => 1,
    };

    private byte[] Read(long offset, int count)
    {
        if (offset < 0 || count < 0 || offset > _stream.Length - count)
        {
            throw Damaged($"it ends at byte {_stream.Length}, but {count} bytes at {offset} are needed");
        }

        var bytes = new byte[count];
        _stream.Position = offset;
        _stream.ReadExactly(bytes);
        return bytes;
    }

    private SlideFormatException Damaged(string what) => new($"Slide '{_path}' is truncated or damaged: {what}. Copy it again from its source.");

    private int U16(ReadOnlySpan<byte> x, int at) => _little ? BinaryPrimitives.ReadUInt16LittleEndian(x[at..]) : BinaryPrimitives.ReadUInt16BigEndian(x[at..]);

    private uint U32(ReadOnlySpan<byte> x, int at) => _little ? BinaryPrimitives.ReadUInt32LittleEndian(x[at..]) : BinaryPrimitives.ReadUInt32BigEndian(x[at..]);

    private ulong U64(ReadOnlySpan<byte> x, int at) => _little ? BinaryPrimitives.ReadUInt64LittleEndian(x[at..]) : BinaryPrimitives.ReadUInt64BigEndian(x[at..]);
}
