namespace HccRisk.Mil.Numerics;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), a stream for each purpose: what a bag draws in a step does not depend on what others
/// drew.
/// </summary>
internal struct Draws
{
    private ulong _state;

    public Draws(int seed, DrawPurpose purpose, int step = 0, int bag = 0)
    {
        _state = Mix((ulong)(uint)seed + 0x9E3779B97F4A7C15UL);
        foreach (var part in (ReadOnlySpan<int>)[(int)purpose, step, bag])
        {
            _state = Mix(_state ^ (((ulong)(uint)part + 1) * 0xD1B54A32D192ED03UL));
        }
    }

    /// <summary>A number from 0 to below 1.</summary>
    public double Next()
    {
        _state = unchecked(_state + 0x9E3779B97F4A7C15UL);
        return (Mix(_state) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A whole number from 0 to one below the limit.</summary>
    public int Below(int limit) => (int)(Next() * limit);

    public void Shuffle(Span<int> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>So many of the numbers below a limit, by chance, ascending.</summary>
    public void Choose(int limit, Span<int> chosen)
    {
        var (taken, left) = (0, chosen.Length);
        for (var i = 0; left > 0; i++)
        {
            // As many as are still wanted, of as many as are still there (Knuth's algorithm S).
            if (left == limit - i || Next() * (limit - i) < left)
            {
                chosen[taken++] = i;
                left--;
            }
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
}
