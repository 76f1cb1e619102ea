using System.Text;

namespace HccRisk.Core.Tables;

/// <summary>The different texts of a column, each held once as UTF-8; a string is made where one is asked for.</summary>
internal sealed class TextPool
{
    private byte[] _bytes = new byte[256];
    private int[] _ends = new int[16];
    private int[] _slots = new int[32];
    private string?[] _strings = [];

    public int Count { get; private set; }

    /// <summary>Number of a text, from 0 in the order they came.</summary>
    public int Add(ReadOnlySpan<byte> text)
    {
        var slot = SlotOf(text);
        if (_slots[slot] != 0)
        {
            return _slots[slot] - 1;
        }

        var start = Count == 0 ? 0 : _ends[Count - 1];
        while (start + text.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, checked(_bytes.Length * 2));
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Count * 2);
        }

        text.CopyTo(_bytes.AsSpan(start));
        _ends[Count++] = start + text.Length;
        _slots[slot] = Count;
        if (Count * 2 > _slots.Length)
        {
            _slots = new int[_slots.Length * 2];
            for (var i = 0; i < Count; i++)
            {
                _slots[SlotOf(Bytes(i))] = i + 1;
            }
        }

        return Count - 1;
    }

    /// <summary>Number of a text; -1 when it is none of them.</summary>
    public int Find(ReadOnlySpan<byte> text) => _slots[SlotOf(text)] - 1;

    public ReadOnlySpan<byte> Bytes(int index) => _bytes.AsSpan(index == 0 ? 0 : _ends[index - 1], _ends[index] - (index == 0 ? 0 : _ends[index - 1]));

    public string Text(int index)
    {
        if (_strings.Length < Count)
        {
            Array.Resize(ref _strings, Count);
        }

        return _strings[index] ??= Encoding.UTF8.GetString(Bytes(index));
    }

    private int SlotOf(ReadOnlySpan<byte> text)
    {
        var hash = new HashCode();
        hash.AddBytes(text);
        var slot = hash.ToHashCode() & (_slots.Length - 1);
        while (_slots[slot] != 0 && !Bytes(_slots[slot] - 1).SequenceEqual(text))
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }
}
