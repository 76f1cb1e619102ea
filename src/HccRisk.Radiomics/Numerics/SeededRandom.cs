namespace HccRisk.Radiomics.Numerics;

/// <summary>Numbers at random, the same in every version of .NET (SplitMix64; Steele, Lea, Flood 2014).</summary>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;
    private double _second = double.NaN;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 to below 1.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Of mean 0 and deviation 1 (Marsaglia's polar method).</summary>
    public double Normal()
    {
        if (!double.IsNaN(_second))
        {
            var kept = _second;
            _second = double.NaN;
            return kept;
        }

        while (true)
        {
            var (u, v) = ((2 * Uniform()) - 1, (2 * Uniform()) - 1);
            var square = (u * u) + (v * v);
            if (square is > 0 and < 1)
            {
                var factor = Math.Sqrt(-2 * Math.Log(square) / square);
                _second = v * factor;
                return u * factor;
            }
        }
    }
}
