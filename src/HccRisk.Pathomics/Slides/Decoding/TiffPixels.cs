using Microsoft.Win32.SafeHandles;

namespace HccRisk.Pathomics.Slides.Decoding;

/// <summary>
/// The pixels of one TIFF page. Its pieces are kept decoded: two rows as wide as the widest rectangle that was read, and some more; a
/// piece that two threads want is decoded once. A piece without bytes was not scanned and is white; one that cannot be decoded is an error whenever it is asked for.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="page">The page, which has no obstacle.</param>
/// <param name="title">What it is, as an error names it.</param>
/// <param name="level">Its level; null for a picture beside the scan.</param>
internal sealed class TiffPixels(SafeFileHandle file, TiffPage page, string title, int? level)
{
    private const long AlwaysKept = 16 << 20;
    private const long MostKept = 64 << 20;

    /// <summary>Pixels that a byte can stand for: Zstandard's runs give most, 128 KiB in four bytes.</summary>
    private const long MostCompressed = 1 << 15;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, LinkedListNode<Piece>> _kept = [];
    private readonly LinkedList<Piece> _byUse = [];
    private int _widest;

    /// <summary>Reads a rectangle that lies on the page.</summary>
    /// <param name="window">The rectangle.</param>
    /// <param name="rgb">Receives its pixels.</param>
    /// <param name="stride">Bytes from one row of <paramref name="rgb"/> to the next.</param>
    /// <exception cref="SlideFormatException">A piece is damaged.</exception>
    public void Read(in RegionWindow window, Span<byte> rgb, int stride)
    {
        var columns = ((window.Right - 1) / page.PieceWidth) - (window.Left / page.PieceWidth) + 1;
        lock (_gate)
        {
            _widest = Math.Max(_widest, columns);
        }

        for (var row = window.Top / page.PieceHeight; row * page.PieceHeight < window.Bottom; row++)
        {
            for (var column = window.Left / page.PieceWidth; column * page.PieceWidth < window.Right; column++)
            {
                var (x, y) = (column * page.PieceWidth, row * page.PieceHeight);
                var part = new RegionWindow(
                    Math.Max(x, window.Left), Math.Max(y, window.Top), Math.Min(x + page.PieceWidth, window.Right), Math.Min(y + page.PieceHeight, window.Bottom));
                var target = rgb[(((part.Top - window.Top) * stride) + ((part.Left - window.Left) * 3))..];
                while (!TryCopy(column, row, part, target, stride))
                {
                    // Another thread needed its room in between.
                }
            }
        }
    }

    /// <summary>Whether the page has an alpha sample that is 0 everywhere. Most pages tell in one piece, the one in their middle.</summary>
    public bool IsTransparent()
    {
        var pieces = page.Columns * page.Rows;
        var found = false;
        for (var i = 0; i < pieces && page.SamplesPerPixel == 4; i++)
        {
            var index = (i + (pieces / 2)) % pieces;
            try
            {
                if (Decode(index, page.RowsOf(index / page.Columns), null, out var isVisible) is not null)
                {
                    found = true;
                }

                if (isVisible)
                {
                    return false;
                }
            }
            catch (DamagedPieceException)
            {
                // Reading it will say so.
                return false;
            }
        }

        return found;
    }

    private bool TryCopy(int column, int row, in RegionWindow part, Span<byte> target, int stride)
    {
        var piece = Claim((row * page.Columns) + column);
        lock (piece)
        {
            if (piece.IsGone)
            {
                return false;
            }

            if (!piece.IsKnown)
            {
                Fill(piece, row);
            }

            if (piece.Damage is { } damage)
            {
                throw Damaged(column * page.PieceWidth, row * page.PieceHeight, damage);
            }

            var bytes = part.Width * 3;
            for (var y = part.Top; y < part.Bottom; y++)
            {
                var line = target.Slice((y - part.Top) * stride, bytes);
                if (piece.Rgb is { } pixels)
                {
                    pixels.AsSpan((((y - (row * page.PieceHeight)) * page.PieceWidth) + part.Left - (column * page.PieceWidth)) * 3, bytes).CopyTo(line);
                }
                else
                {
                    line.Fill(255);
                }
            }

            return true;
        }
    }

    private SlideFormatException Damaged(int x, int y, string damage)
    {
        var message = FormattableString.Invariant($"{title} cannot be decoded at x {x}, y {y}: {damage}. Copy it again from its source.");
        return level is { } index ? new SlideFormatException(message, new SlidePlace(index, x, y)) : new SlideFormatException(message);
    }

    private Piece Claim(int index)
    {
        lock (_gate)
        {
            if (_kept.TryGetValue(index, out var found))
            {
                _byUse.Remove(found);
                _byUse.AddFirst(found);
                return found.Value;
            }

            var piece = new Piece(index) { Rgb = _kept.Count >= Capacity() ? TakeOldest() : null };
            _kept[index] = _byUse.AddFirst(piece);
            return piece;
        }
    }

    /// <summary>Pieces that are kept.</summary>
    private long Capacity()
    {
        var bytes = 3L * page.PieceWidth * page.PieceHeight;
        var wanted = Math.Clamp(2L * _widest, AlwaysKept / bytes, MostKept / bytes);
        return Math.Clamp(wanted, 4, Math.Max(4, 2L * page.Columns));
    }

    /// <summary>The memory of the piece unused longest that nobody reads now; null when all are being read.</summary>
    private byte[]? TakeOldest()
    {
        for (var node = _byUse.Last; node is not null; node = node.Previous)
        {
            var piece = node.Value;
            if (!Monitor.TryEnter(piece))
            {
                continue;
            }

            var memory = piece.Rgb;
            (piece.IsGone, piece.Rgb) = (true, null);
            Monitor.Exit(piece);
            _byUse.Remove(node);
            _kept.Remove(piece.Index);
            return memory;
        }

        return null;
    }

    private void Fill(Piece piece, int row)
    {
        try
        {
            piece.Rgb = Decode(piece.Index, page.RowsOf(row), piece.Rgb, out _);
        }
        catch (DamagedPieceException error)
        {
            (piece.Damage, piece.Rgb) = (error.Message, null);
        }

        piece.IsKnown = true;
    }

    /// <summary>The pixels of a piece, in the memory given if there is any; null for one that was not scanned.</summary>
    private byte[]? Decode(int index, int rows, byte[]? rgb, out bool isVisible)
    {
        var planes = page.IsPlanar ? page.SamplesPerPixel : 1;
        var perPlane = page.Offsets.Length / planes;
        var stored = new byte[planes][];
        for (var p = 0; p < planes; p++)
        {
            stored[p] = Load((p * perPlane) + index);
        }

        isVisible = false;
        if (Array.TrueForAll(stored, x => x.Length == 0))
        {
            return null;
        }

        RequirePossible(stored, rows);
        rgb ??= GC.AllocateUninitializedArray<byte>(checked(page.PieceWidth * page.PieceHeight * 3));
        isVisible = PieceDecoder.Decode(page, stored, rows, rgb.AsSpan(0, page.PieceWidth * rows * 3));
        return rgb;
    }

    /// <summary>A damaged size must not ask for memory that no codec could fill from so few bytes.</summary>
    private void RequirePossible(byte[][] stored, int rows)
    {
        if ((long)page.PieceWidth * rows > MostCompressed * stored.Sum(x => (long)x.Length))
        {
            throw new DamagedPieceException(FormattableString.Invariant($"its {stored.Sum(x => (long)x.Length)} bytes cannot be {page.PieceWidth} x {rows} pixels"));
        }
    }

    private byte[] Load(int index)
    {
        var (offset, size) = (page.Offsets[index], page.Sizes[index]);
        if (offset < 0 || size < 0 || size > RandomAccess.GetLength(file))
        {
            throw new DamagedPieceException(FormattableString.Invariant($"its {size} bytes at {offset} are not in the file"));
        }

        var bytes = new byte[size];
        for (var at = 0; at < bytes.Length;)
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(at), offset + at);
            at += read > 0 ? read : throw new DamagedPieceException("the file ends within it");
        }

        return bytes;
    }

    private sealed class Piece(int index)
    {
        public int Index { get; } = index;

        /// <summary>Its pixels; before it is known, memory to use again; null for one that was not scanned.</summary>
        public byte[]? Rgb { get; set; }

        public string? Damage { get; set; }

        public bool IsKnown { get; set; }

        public bool IsGone { get; set; }
    }
}
