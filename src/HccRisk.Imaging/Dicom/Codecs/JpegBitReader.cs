using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>Reads the bits of an entropy-coded JPEG segment: most significant first, stuffed zero bytes removed, stopping at a marker.</summary>
internal ref struct JpegBitReader
{
    private readonly ReadOnlySpan<byte> _data;
    private int _position;
    private ulong _bits; // the next bit is the highest; below the last one there are zeros
    private int _count;

    internal JpegBitReader(ReadOnlySpan<byte> data, int position)
    {
        _data = data;
        _position = position;
    }

    /// <summary>The byte up to which bits were taken in.</summary>
    internal readonly int Position => _position;

    /// <summary>Takes in at least 32 bits, or all there are before the next marker.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Refill()
    {
        if (_count < 32)
        {
            TakeIn();
        }
    }

    private void TakeIn()
    {
        if (_data.Length - _position >= 8)
        {
            var next = BinaryPrimitives.ReadUInt64BigEndian(_data[_position..]);
            var inverse = ~next;
            if (((inverse - 0x0101010101010101UL) & ~inverse & 0x8080808080808080UL) == 0)
            {
                // No byte is FF: as many whole bytes as there is room for.
                var bytes = (64 - _count) >> 3;
                var keep = bytes == 8 ? next : next >> (64 - (8 * bytes)) << (64 - (8 * bytes));
                _bits |= keep >> _count;
                _position += bytes;
                _count += 8 * bytes;
                return;
            }
        }

        while (_count <= 56 && _position < _data.Length)
        {
            var value = _data[_position];
            if (value == 0xFF)
            {
                if (_position + 1 >= _data.Length || _data[_position + 1] != 0)
                {
                    return;
                }

                _position++;
            }

            _position++;
            _bits |= (ulong)value << (56 - _count);
            _count += 8;
        }
    }

    /// <summary>Decodes one symbol; <see cref="Refill"/> came before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int ReadSymbol(JpegHuffmanTable table)
    {
        var entry = table.Find((int)(_bits >> 48));
        Skip(entry & 0xFF);
        return entry >> 8;
    }

    /// <summary>The value of so many (0 to 16) extra bits, negative when the first is 0 (ITU-T T.81, F.2.2.1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int ReadSigned(int length)
    {
        if (length == 0)
        {
            return 0;
        }

        var value = (int)(_bits >> (64 - length));
        var negative = (int)~((long)_bits >> 63); // all ones when the first bit is 0: a coin toss, so not a branch
        Skip(length);
        return value + (negative & (1 - (1 << length)));
    }

    /// <summary>Goes past the restart marker of that number (0 to 7).</summary>
    internal void Restart(int number)
    {
        var at = FindMarker();
        if (at + 1 >= _data.Length || _data[at + 1] != 0xD0 + number)
        {
            throw new InvalidDataException($"JPEG stream, byte {at}: restart marker {number} was expected");
        }

        _position = at + 2;
        (_bits, _count) = (0, 0);
    }

    /// <summary>Where the next marker's first byte (FF) stands, or the end of the data.</summary>
    internal readonly int FindMarker()
    {
        for (var at = _position; ;)
        {
            var skip = _data[at..].IndexOf((byte)0xFF);
            if (skip < 0 || at + skip + 1 >= _data.Length)
            {
                return _data.Length;
            }

            at += skip;
            switch (_data[at + 1])
            {
                case 0:
                    at += 2;
                    break;
                case 0xFF:
                    at++;
                    break;
                default:
                    return at;
            }
        }
    }

    internal readonly InvalidDataException Fault(string reason) => new($"JPEG stream, about byte {_position}: {reason}");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Skip(int length)
    {
        if (length > _count)
        {
            Refuse(length);
        }

        _bits <<= length;
        _count -= length;
    }

    private readonly void Refuse(int length) =>
        throw Fault(length > 16 ? "no code of the Huffman table begins so" : "the entropy-coded data end early");
}
