namespace HccRisk.Pathomics.Slides.Decoding;

/// <summary>LZW as TIFF 6.0 (section 13) stores it: codes of 9 to 12 bits, highest bit first, widened one code early.</summary>
internal static class LzwDecoder
{
    private const int Clear = 256;
    private const int End = 257;
    private const int First = 258;
    private const int MaxCodes = 4096;

    /// <summary>Fills the target; anything but exactly that many bytes, ended as the standard asks, is damage.</summary>
    public static void Decode(ReadOnlySpan<byte> stored, Span<byte> target)
    {
        Span<ushort> prefix = stackalloc ushort[MaxCodes];
        Span<ushort> length = stackalloc ushort[MaxCodes];
        Span<byte> suffix = stackalloc byte[MaxCodes];
        for (var i = 0; i < Clear; i++)
        {
            (length[i], suffix[i]) = (1, (byte)i);
        }

        var bits = new BitReader(stored);
        if (!bits.TryRead(9, out var code) || code != Clear)
        {
            throw new DamagedPieceException("the LZW data do not begin with a clear code");
        }

        int next = First, width = 9, previous = -1, at = 0;
        while (bits.TryRead(width, out code))
        {
            if (code == End)
            {
                break;
            }

            if (code == Clear)
            {
                (next, width, previous) = (First, 9, -1);
                continue;
            }

            var isNew = previous >= 0 && code == next;
            if (!isNew && code >= (previous < 0 ? Clear : next))
            {
                throw new DamagedPieceException($"the LZW data have code {code}, which is not defined yet");
            }

            var source = isNew ? previous : code;
            var count = length[source] + (isNew ? 1 : 0);
            if (count > target.Length - at)
            {
                throw new DamagedPieceException("the LZW data give more bytes than the picture has");
            }

            for (int place = at + length[source] - 1, link = source; place >= at; place--, link = prefix[link])
            {
                target[place] = suffix[link];
            }

            if (isNew)
            {
                target[at + count - 1] = target[at];
            }

            if (previous >= 0 && next < MaxCodes)
            {
                (prefix[next], suffix[next], length[next]) = ((ushort)previous, target[at], (ushort)(length[previous] + 1));
                next++;
                width = next >= 2047 ? 12 : next >= 1023 ? 11 : next >= 511 ? 10 : 9;
            }

            (previous, at) = (code, at + count);
            if (at == target.Length)
            {
                RequireEnd(ref bits, width);
                return;
            }
        }

        throw new DamagedPieceException(FormattableString.Invariant($"the LZW data end after {at} of {target.Length} bytes"));
    }

    /// <summary>The end code, perhaps after a clear code; older writers widen it one code late, others leave it out.</summary>
    private static void RequireEnd(ref BitReader bits, int width)
    {
        if (bits.TryRead(width, out var code) && code is not (End or Clear) && code >> 1 != End)
        {
            throw new DamagedPieceException("the LZW data go on after the picture");
        }
    }

    private ref struct BitReader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private uint _held;
        private int _count;
        private int _at;

        public readonly int Left => _count + (8 * (_bytes.Length - _at));

        public bool TryRead(int width, out int code)
        {
            while (_count < width)
            {
                if (_at == _bytes.Length)
                {
                    code = -1;
                    return false;
                }

                _held = (_held << 8) | _bytes[_at++];
                _count += 8;
            }

            _count -= width;
            code = (int)(_held >> _count) & ((1 << width) - 1);
            return true;
        }
    }
}
