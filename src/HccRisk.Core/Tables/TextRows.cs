using System.Buffers;
using System.Text;

namespace HccRisk.Core.Tables;

/// <summary>
/// Rows of delimited text in UTF-8 as RFC 4180 has them: a cell that begins with a quotation mark may hold delimiters, doubled marks and line ends. Rows without any text
/// are passed over. A row is valid until the next is read.
/// </summary>
internal sealed class TextRows(Stream stream, byte[] first, int count)
{
    private const int MaximumCells = 1_000_000;
    private const int MaximumRow = 1 << 29;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte _newLine = first.AsSpan(0, count).Contains((byte)'\n') || !first.AsSpan(0, count).Contains((byte)'\r') ? (byte)'\n' : (byte)'\r';
    private byte[] _buffer = first;
    private int _end = count;
    private int _start;
    private int _line = 1;
    private bool _last;
    private bool _checked;
    private int[] _cells = new int[64];
    private byte[] _scratch = [];
    private SearchValues<byte> _stops = SearchValues.Create(",\n\""u8);
    private byte _delimiter = (byte)',';

    /// <summary>What stands between the cells.</summary>
    public byte Delimiter
    {
        get => _delimiter;
        set
        {
            _delimiter = value;
            _stops = SearchValues.Create(value, _newLine, (byte)'"');
        }
    }

    /// <summary>Line of the file, from 1, where the row starts.</summary>
    public int Line { get; private set; }

    /// <summary>Number of cells of the row.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a row without text was passed over before this one.</summary>
    public bool AfterGap { get; private set; }

    /// <summary>A cell, trimmed and without its quotation marks; valid until the next is asked for.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var (from, to) = (index == 0 ? _rowStart : _cells[index - 1] + 1, _cells[index]);
            var cell = _buffer.AsSpan(from, to - from);
            while (cell.Length > 0 && cell[^1] <= ' ')
            {
                cell = cell[..^1];
            }

            while (cell.Length > 0 && cell[0] <= ' ')
            {
                cell = cell[1..];
            }

            return cell.Length == 0 || (cell[0] != '"' && cell[0] < 0x80 && cell[^1] < 0x80) ? cell : Unusual(cell);
        }
    }

    private int _rowStart;

    /// <summary>Moves to the next row with text.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="InvalidDataException">No text, or a quoted cell that is not closed; the message has line and column.</exception>
    /// <exception cref="DecoderFallbackException">It is no UTF-8.</exception>
    public bool Next()
    {
        Prepare();
        AfterGap = false;
        while (Scan())
        {
            if (HasText())
            {
                return true;
            }

            AfterGap = true;
        }

        return false;
    }

    /// <summary>The first rows with another delimiter as counts of cells, without moving on: rows that lie in the bytes at hand.</summary>
    public List<int> CountsWith(byte delimiter, int most)
    {
        Prepare();
        var (start, line, before) = (_start, _line, Delimiter);
        Delimiter = delimiter;
        var counts = new List<int>();
        try
        {
            while (counts.Count < most && Scan(more: false))
            {
                if (HasText())
                {
                    counts.Add(Count);
                }
            }
        }
        catch (InvalidDataException)
        {
            // What is wrong is said when the file is read with the delimiter it has.
        }

        (_start, _line, Delimiter) = (start, line, before);
        return counts;
    }

    /// <summary>The next line that has any text, without moving on; empty when it is not at hand.</summary>
    public ReadOnlySpan<byte> PeekLine(out int line)
    {
        Prepare();
        line = _line;
        for (var at = _start; at < _end; line++)
        {
            var length = _buffer.AsSpan(at, _end - at).IndexOf(_newLine);
            var text = _buffer.AsSpan(at, length < 0 ? _end - at : length).Trim((byte)' ').Trim((byte)'\r');
            if (text.Length > 0)
            {
                return text;
            }

            at += length < 0 ? _end - at : length + 1;
        }

        return [];
    }

    private bool HasText()
    {
        for (var i = 0; i < Count; i++)
        {
            if (this[i].Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    private void Prepare()
    {
        if (!_checked)
        {
            _checked = true;
            Delimiter = _delimiter;
            _last = _end == 0 && !Fill();
            _start = _buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8) ? 3 : 0;
            Check(0);
        }
    }

    /// <summary>Ends of the cells of one row, and what follows it.</summary>
    private bool Scan(bool more = true)
    {
        while (true)
        {
            if (_start == _end && (!more || !Fill()))
            {
                return false;
            }

            _rowStart = _start;
            Line = _line;
            var (at, cellStart, cells, quote, lines) = (_start, _start, 0, -1, 0);
            var complete = false;
            while (at < _end)
            {
                if (quote >= 0)
                {
                    var close = _buffer.AsSpan(at, _end - at).IndexOf((byte)'"');
                    if (close < 0)
                    {
                        break;
                    }

                    lines += _buffer.AsSpan(at, close).Count(_newLine);
                    at += close + 1;
                    if (at < _end && _buffer[at] == '"')
                    {
                        at++;
                    }
                    else if (at < _end || _last)
                    {
                        quote = -1;
                    }
                    else
                    {
                        break;
                    }

                    continue;
                }

                var found = _buffer.AsSpan(at, _end - at).IndexOfAny(_stops);
                if (found < 0)
                {
                    break;
                }

                at += found;
                var stop = _buffer[at];
                if (stop == _delimiter)
                {
                    Add(cells++, at);
                    cellStart = ++at;
                }
                else if (stop == _newLine)
                {
                    Add(cells++, at);
                    at++;
                    complete = true;
                    break;
                }
                else
                {
                    quote = Utf8Spaces.IsBlank(_buffer.AsSpan(cellStart, at - cellStart)) ? at : -1;
                    at++;
                }
            }

            if (!complete)
            {
                if (more && !_last)
                {
                    // What is at hand moves to the front of the buffer: the row is looked at anew.
                    Fill();
                    continue;
                }

                if (!more && !_last)
                {
                    return false;
                }

                if (quote >= 0)
                {
                    throw new InvalidDataException($"{Place(quote)}: the quote that opens the cell is not closed");
                }

                if (_start == _end)
                {
                    return false;
                }

                Add(cells++, _end);
                at = _end;
            }

            Count = cells;
            _start = at;
            _line += lines + 1;
            return true;
        }
    }

    private void Add(int index, int end)
    {
        if (index >= MaximumCells)
        {
            throw new InvalidDataException(FormattableString.Invariant($"line {Line}: more than {MaximumCells} cells"));
        }

        if (index == _cells.Length)
        {
            Array.Resize(ref _cells, index * 2);
        }

        _cells[index] = end;
    }

    /// <summary>Reads more behind what is not yet taken; false at the end of the file.</summary>
    private bool Fill()
    {
        if (_last)
        {
            return false;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_end >= MaximumRow)
            {
                throw new InvalidDataException(FormattableString.Invariant($"line {_line} is longer than the {MaximumRow} bytes that are read"));
            }

            Array.Resize(ref _buffer, _end * 2);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _last = read == 0;
        _end += read;
        if (_checked)
        {
            Check(_end - read);
        }

        return read > 0;
    }

    /// <summary>Refuses bytes that no text has. A character that is not complete yet is looked at with the rest of it.</summary>
    private void Check(int from)
    {
        var added = _buffer.AsSpan(from, _end - from);
        if (added.IndexOf((byte)0) is var nul && nul >= 0)
        {
            throw new InvalidDataException($"{Place(from + nul)}: a NUL, which no text has: export it as CSV in UTF-8");
        }

        if (Ascii.IsValid(added))
        {
            return;
        }

        while (from > 0 && _buffer[from - 1] >= 0x80 && _end - from < added.Length + 4)
        {
            from--;
        }

        var to = _end;
        for (var back = 1; !_last && back <= Math.Min(3, _end - from); back++)
        {
            var b = _buffer[_end - back];
            if (b >= 0xC0)
            {
                to = _end - back;
                break;
            }

            if (b < 0x80)
            {
                break;
            }
        }

        _ = Strict.GetCharCount(_buffer, from, to - from);
    }

    private string Place(int at)
    {
        var before = _buffer.AsSpan(_start, at - _start);
        var line = before.LastIndexOf(_newLine);
        return FormattableString.Invariant($"line {_line + before.Count(_newLine)}, column {Encoding.UTF8.GetCharCount(before[(line + 1)..]) + 1}");
    }

    /// <summary>A cell in quotation marks, or one with letters of other alphabets at its ends, which may be spaces.</summary>
    private ReadOnlySpan<byte> Unusual(ReadOnlySpan<byte> cell)
    {
        if (cell[0] == '"')
        {
            _scratch = _scratch.Length < cell.Length ? new byte[cell.Length * 2] : _scratch;
            var (length, quoted) = (0, true);
            for (var i = 1; i < cell.Length; i++)
            {
                if (quoted && cell[i] == '"')
                {
                    quoted = i + 1 < cell.Length && cell[i + 1] == '"';
                    i += quoted ? 1 : 0;
                    if (!quoted)
                    {
                        continue;
                    }
                }

                _scratch[length++] = cell[i];
            }

            cell = _scratch.AsSpan(0, length);
        }

        return Utf8Spaces.Trim(cell);
    }
}
