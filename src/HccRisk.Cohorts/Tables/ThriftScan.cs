namespace HccRisk.Cohorts.Tables;

/// <summary>Walks over a structure in the compact protocol of Thrift without making anything of it.</summary>
/// <param name="bytes">What holds it.</param>
/// <param name="number">Told every whole number: the numbers of the fields that lead to it, two digits a level (lists add none), and its value.</param>
/// <param name="ended">Told every structure when it has ended, by the fields that lead to it.</param>
internal sealed class ThriftScan(byte[] bytes, Action<long, long> number, Action<long>? ended = null)
{
    private const int Deepest = 8;

    /// <summary>Bytes passed.</summary>
    public int Position { get; private set; }

    /// <summary>Passes a structure.</summary>
    /// <exception cref="InvalidDataException">It does not end within the bytes, states a list or text longer than them, or is nested too deep.</exception>
    public void Struct() => Struct(0, 0);

    private void Struct(long path, int depth)
    {
        if (depth > Deepest)
        {
            throw Damaged("it is nested too deep");
        }

        for (long field = 0; ;)
        {
            var head = Byte();
            if (head == 0)
            {
                ended?.Invoke(path);
                return;
            }

            field = head >> 4 is var step && step > 0 ? field + step : Zigzag();
            var inner = field is > 0 and < 100 ? (path * 100) + field : 0;
            // A truth is in its type.
            if ((head & 15) is not (1 or 2))
            {
                Value(head & 15, inner, depth);
            }
        }
    }

    private void Value(int type, long path, int depth)
    {
        switch (type)
        {
            case 1 or 2 or 3:
                Byte();
                break;
            case 4 or 5 or 6:
                number(path, Zigzag());
                break;
            case 7:
                Pass(8);
                break;
            case 8:
                Pass(Varint());
                break;
            case 9 or 10:
                List(path, depth);
                break;
            case 11:
                Map(depth);
                break;
            case 12:
                Struct(path, depth + 1);
                break;
            default:
                throw Damaged($"it has a value of type {type}");
        }
    }

    private void List(long path, int depth)
    {
        var head = Byte();
        var count = head >> 4 == 15 ? Varint() : head >> 4;
        Hold(count);
        for (var i = 0; i < count; i++)
        {
            Value(head & 15, path, depth + 1);
        }
    }

    private void Map(int depth)
    {
        var count = Varint();
        Hold(count);
        var types = count > 0 ? Byte() : 0;
        for (var i = 0; i < count; i++)
        {
            Value(types >> 4, 0, depth + 1);
            Value(types & 15, 0, depth + 1);
        }
    }

    private int Byte() => Position < bytes.Length ? bytes[Position++] : throw Damaged("it ends too early");

    private long Zigzag()
    {
        var value = (ulong)Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private long Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 127) << shift;
            if (part < 128)
            {
                return (long)value;
            }
        }

        throw Damaged("a number does not end");
    }

    private void Pass(long count)
    {
        Hold(count);
        Position += (int)count;
    }

    /// <summary>What a length says must be there; an element has a byte at least.</summary>
    private void Hold(long count)
    {
        if (count < 0 || count > bytes.Length - Position)
        {
            throw Damaged(FormattableString.Invariant($"it states a length of {count}, {bytes.Length - Position} bytes are left"));
        }
    }

    private static InvalidDataException Damaged(string what) => new($"its metadata cannot be read: {what}");
}
