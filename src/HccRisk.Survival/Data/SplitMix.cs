namespace HccRisk.Survival.Data;

/// <summary>SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): the same numbers on every platform and runtime, one stream a key.</summary>
internal struct SplitMix(ulong seed, ulong stream)
{
    private ulong _state = Mix(seed + 0x9E3779B97F4A7C15UL) ^ Mix(stream * 0xD1B54A32D192ED03UL + 0x8CB92BA72F3D8DD7UL);

    /// <summary>A whole number from 0 to one below the limit, without bias.</summary>
    public int Below(int limit)
    {
        var threshold = unchecked(0UL - (ulong)limit) % (ulong)limit;
        while (true)
        {
            var high = Math.BigMul(Next(), (ulong)limit, out var low);
            if (low >= threshold)
            {
                return (int)high;
            }
        }
    }

    public void Shuffle(Span<int> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    private ulong Next() => Mix(_state = unchecked(_state + 0x9E3779B97F4A7C15UL));
}
