using System.Buffers;
using System.Buffers.Binary;

namespace HccRisk.Imaging.Dicom.Parsing;

/// <summary>A window that moves over a source, and the values copied out of it; both from a pool.</summary>
internal sealed class ParserInput(ByteSource source) : IDisposable
{
    private const int WindowBytes = 32 << 10;
    private byte[] _window = ArrayPool<byte>.Shared.Rent(WindowBytes);
    private byte[] _values = ArrayPool<byte>.Shared.Rent(16 << 10);
    private long _windowStart;
    private int _windowLength;
    private int _valueCount;

    internal ByteSource Source { get; } = source;

    internal long Position { get; set; }

    /// <summary>The next bytes, at most a window of them: fewer than asked for only at the end of the source.</summary>
    internal ReadOnlySpan<byte> Peek(int count, bool readAhead = true)
    {
        var skip = Position - _windowStart;
        if (skip < 0 || skip + count > _windowLength)
        {
            _windowStart = Position;
            _windowLength = Source.ReadAt(Position, _window.AsSpan(0, readAhead ? WindowBytes : count));
            skip = 0;
        }

        return _window.AsSpan((int)skip, Math.Min(count, _windowLength - (int)skip));
    }

    /// <summary>Copies a value, its words low byte first, and says where it now is.</summary>
    internal int Keep(DicomTag tag, int length, int swapWord)
    {
        var start = _valueCount;
        if (start + length > _values.Length)
        {
            Grow(start + length);
        }

        var target = _values.AsSpan(start, length);
        var skip = Position - _windowStart;
        if (skip >= 0 && skip + length <= _windowLength)
        {
            _window.AsSpan((int)skip, length).CopyTo(target);
        }
        else
        {
            Source.ReadExactly(tag, Position, target);
        }

        if (swapWord > 1)
        {
            WordOrder.Swap(target, swapWord);
        }

        _valueCount += length;
        return start;
    }

    /// <summary>The most recently kept value begins here.</summary>
    internal ushort KeptUInt16(int start) => BinaryPrimitives.ReadUInt16LittleEndian(_values.AsSpan(start));

    /// <summary>A kept value as text of one byte a character, without padding.</summary>
    internal string KeptText(int start, int length) => System.Text.Encoding.Latin1.GetString(_values, start, length).Trim(' ', '\0');

    internal bool CanKeep(long length) => _valueCount + length <= 1 << 30;

    internal byte[] KeptValues() => _values.AsSpan(0, _valueCount).ToArray();

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_window);
        ArrayPool<byte>.Shared.Return(_values);
        _window = _values = [];
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _valueCount));
        _values.AsSpan(0, _valueCount).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_values);
        _values = larger;
    }
}
