using System.Buffers.Binary;

namespace HccRisk.Pathomics.Slides.Decoding;

/// <summary>
/// Walks the entropy-coded data of a baseline JPEG (ITU-T T.81 annex F) and decodes no pixel. JPEG has no checksum and decoders carry on
/// where the data make no sense; here they must give exactly the blocks of the picture, no coefficient too many, no mean brightness that
/// cannot be, and end where the file ends. Damage to the bits of single coefficients is not seen: it makes sense.
/// </summary>
internal ref struct JpegScan
{
    private const int Blocks = 64;

    private readonly ReadOnlySpan<byte> _file;
    private readonly HuffmanTable?[] _tables = new HuffmanTable?[8];
    private readonly int[] _quantisers = new int[4];
    private (int Id, int H, int V, int Quantiser)[] _components = [];
    private int _width;
    private int _height;
    private int _interval;
    private int _at;
    private ulong _held;
    private int _count;
    private int _missing;

    private JpegScan(ReadOnlySpan<byte> file) => _file = file;

    /// <summary>Does nothing for a JPEG that is not baseline, or has several scans.</summary>
    /// <exception cref="DamagedPieceException">The data are not those of such a picture.</exception>
    public static void Require(ReadOnlySpan<byte> file)
    {
        var scan = new JpegScan(file);
        if (scan.ReadHeaders() is { } order)
        {
            scan.Walk(order);
        }
    }

    /// <summary>For each component of the scan its place in the frame and its tables.</summary>
    private (int Component, HuffmanTable Dc, HuffmanTable Ac)[]? ReadHeaders()
    {
        _at = 2;
        while (_at + 4 <= _file.Length)
        {
            var (marker, length) = (_file[_at + 1], BinaryPrimitives.ReadUInt16BigEndian(_file[(_at + 2)..]));
            if (length < LeastOf(marker) || _at + 2 + length > _file.Length)
            {
                throw new DamagedPieceException("the JPEG headers are damaged");
            }

            var body = _file.Slice(_at + 4, length - 2);
            _at += 2 + length;
            switch (marker)
            {
                case 0xC0 or 0xC1: ReadFrame(body); break;
                case 0xC2 or 0xC3 or (>= 0xC5 and <= 0xC7) or (>= 0xC9 and <= 0xCB) or (>= 0xCD and <= 0xCF): return null;
                case 0xC4: ReadHuffman(body); break;
                case 0xDB: ReadQuantisers(body); break;
                case 0xDD: _interval = BinaryPrimitives.ReadUInt16BigEndian(body); break;
                case 0xDA: return body[0] == _components.Length ? ReadScan(body) : null;
                default: break;
            }
        }

        return null;

        static int LeastOf(byte marker) => marker switch { 0xC0 or 0xC1 => 11, 0xDA => 6, 0xDD => 4, _ => 2 };
    }

    private void ReadFrame(ReadOnlySpan<byte> body)
    {
        (_height, _width) = (BinaryPrimitives.ReadUInt16BigEndian(body[1..]), BinaryPrimitives.ReadUInt16BigEndian(body[3..]));
        if (body[5] is 0 or > 4 || body.Length < 6 + (3 * body[5]))
        {
            throw new DamagedPieceException("the JPEG headers are damaged");
        }

        _components = new (int, int, int, int)[body[5]];
        for (var i = 0; i < _components.Length; i++)
        {
            var one = body.Slice(6 + (3 * i), 3);
            _components[i] = (one[0], one[1] >> 4, one[1] & 15, one[2] & 3);
            if (_components[i].H is 0 or > 4 || _components[i].V is 0 or > 4)
            {
                throw new DamagedPieceException("the JPEG headers are damaged");
            }
        }
    }

    private readonly void ReadHuffman(ReadOnlySpan<byte> body)
    {
        while (body.Length > 17)
        {
            var symbols = 0;
            foreach (var count in body.Slice(1, 16))
            {
                symbols += count;
            }

            if (symbols > 256 || body.Length < 17 + symbols || (body[0] & 0xEC) != 0)
            {
                throw new DamagedPieceException("the JPEG tables are damaged");
            }

            _tables[((body[0] >> 4) * 4) + (body[0] & 3)] = new HuffmanTable(body.Slice(1, 16), body.Slice(17, symbols));
            body = body[(17 + symbols)..];
        }
    }

    private readonly void ReadQuantisers(ReadOnlySpan<byte> body)
    {
        while (body.Length > Blocks)
        {
            var wide = body[0] >> 4 != 0;
            _quantisers[body[0] & 3] = wide ? BinaryPrimitives.ReadUInt16BigEndian(body[1..]) : body[1];
            body = body[Math.Min(body.Length, 1 + (wide ? 2 * Blocks : Blocks))..];
        }
    }

    private readonly (int Component, HuffmanTable Dc, HuffmanTable Ac)[] ReadScan(ReadOnlySpan<byte> body)
    {
        if (body[0] == 0 || body.Length < 1 + (2 * body[0]))
        {
            throw new DamagedPieceException("the JPEG headers are damaged");
        }

        var order = new (int, HuffmanTable, HuffmanTable)[body[0]];
        for (var i = 0; i < order.Length; i++)
        {
            var (id, tables) = (body[1 + (2 * i)], body[2 + (2 * i)]);
            var place = Array.FindIndex(_components, c => c.Id == id);
            if (place < 0 || _tables[(tables >> 4) & 3] is not { } dc || _tables[4 + (tables & 3)] is not { } ac)
            {
                throw new DamagedPieceException("the JPEG data lack a table");
            }

            order[i] = (place, dc, ac);
        }

        return order;
    }

    private void Walk((int Component, HuffmanTable Dc, HuffmanTable Ac)[] order)
    {
        int widest = _components.Max(c => c.H), highest = _components.Max(c => c.V);
        var alone = order.Length == 1;
        var units = alone ? Parts(_width, 8) * Parts(_height, 8) : Parts(_width, 8 * widest) * Parts(_height, 8 * highest);
        Span<int> brightness = stackalloc int[_components.Length];
        for (var unit = 0; unit < units; unit++)
        {
            if (_interval > 0 && unit > 0 && unit % _interval == 0)
            {
                RequireMarker((byte)(0xD0 + (((unit / _interval) - 1) & 7)));
                brightness.Clear();
            }

            foreach (var (component, dc, ac) in order)
            {
                var (_, h, v, table) = _components[component];
                var range = 1024 + 64 + _quantisers[table];
                for (var block = alone ? 1 : h * v; block > 0; block--)
                {
                    ref var level = ref brightness[component];
                    level += Block(dc, ac);
                    if (Math.Abs(level * _quantisers[table]) > range)
                    {
                        throw new DamagedPieceException("the JPEG data give a brightness that cannot be");
                    }
                }
            }
        }

        RequireMarker(0xD9);

        static int Parts(int length, int part) => (length + part - 1) / part;
    }

    /// <summary>One block: the difference of its mean, and its coefficients, which are counted only.</summary>
    private int Block(HuffmanTable dc, HuffmanTable ac)
    {
        var size = Symbol(dc);
        if (size > 11)
        {
            throw new DamagedPieceException("the JPEG data have a code that cannot be");
        }

        var difference = size == 0 ? 0 : Bits(size);
        difference -= size > 0 && difference < 1 << (size - 1) ? (1 << size) - 1 : 0;
        for (var k = 1; k < Blocks; k++)
        {
            var symbol = Symbol(ac);
            var (run, bits) = (symbol >> 4, symbol & 15);
            if (bits == 0 && run == 0)
            {
                break;
            }

            k += run;
            if (k >= Blocks || bits > 10 || (bits == 0 && run != 15))
            {
                throw new DamagedPieceException("the JPEG data have more coefficients than a block");
            }

            _ = bits == 0 ? 0 : Bits(bits);
        }

        return difference;
    }

    private int Symbol(HuffmanTable table)
    {
        Fill();
        var found = table.Find((int)(_held >> (_count - 16)) & 0xFFFF);
        if (found == 0)
        {
            throw new DamagedPieceException("the JPEG data have a code that cannot be");
        }

        Take(found >> 8);
        return found & 0xFF;
    }

    private int Bits(int width)
    {
        Fill();
        var value = (int)(_held >> (_count - width)) & ((1 << width) - 1);
        Take(width);
        return value;
    }

    private void Take(int width)
    {
        _count -= width;
        if (_count < _missing)
        {
            throw new DamagedPieceException("the JPEG data end too early");
        }
    }

    /// <summary>At least 16 bits; beyond a marker there are zeros, which nobody may use.</summary>
    private void Fill()
    {
        while (_count < 32)
        {
            var isData = _at < _file.Length && (_file[_at] != 0xFF || (_at + 1 < _file.Length && _file[_at + 1] == 0));
            _held = (_held << 8) | (isData ? _file[_at] : (byte)0);
            _at += !isData ? 0 : _file[_at] == 0xFF ? 2 : 1;
            _missing += isData ? 0 : 8;
            _count += 8;
        }
    }

    /// <summary>After the last block comes less than a byte of padding, then the marker.</summary>
    private void RequireMarker(byte marker)
    {
        Fill();
        while (_at + 2 < _file.Length && _file[_at] == 0xFF && _file[_at + 1] == 0xFF)
        {
            _at++;
        }

        if (_count - _missing >= 8 || _at + 2 > _file.Length || _file[_at] != 0xFF || _file[_at + 1] != marker)
        {
            throw new DamagedPieceException("the JPEG data go on after their last block");
        }

        (_at, _count, _missing, _held) = (_at + 2, 0, 0, 0);
    }

    /// <summary>A Huffman table: a code of up to 16 bits to its length and symbol.</summary>
    private sealed class HuffmanTable
    {
        private const int Short = 9;

        private readonly ushort[] _short = new ushort[1 << Short];
        private readonly int[] _end = new int[17];
        private readonly int[] _offset = new int[17];
        private readonly byte[] _symbols;

        public HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
        {
            _symbols = symbols.ToArray();
            int code = 0, place = 0;
            for (var length = 1; length <= 16; length++, code <<= 1)
            {
                _offset[length] = place - code;
                for (var i = 0; i < counts[length - 1]; i++, code++, place++)
                {
                    if (code >= 1 << length)
                    {
                        throw new DamagedPieceException("the JPEG tables are damaged");
                    }

                    if (length <= Short)
                    {
                        _short.AsSpan(code << (Short - length), 1 << (Short - length)).Fill((ushort)((length << 8) | _symbols[place]));
                    }
                }

                _end[length] = code;
            }
        }

        /// <summary>256 times the length plus the symbol of the code that begins 16 bits; 0 when none does.</summary>
        public int Find(int bits)
        {
            var found = _short[bits >> (16 - Short)];
            for (var length = Short + 1; found == 0 && length <= 16; length++)
            {
                var code = bits >> (16 - length);
                if (code < _end[length] && code + _offset[length] >= 0)
                {
                    return (length << 8) | _symbols[code + _offset[length]];
                }
            }

            return found;
        }
    }
}
