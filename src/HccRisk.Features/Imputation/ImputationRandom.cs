namespace HccRisk.Features.Imputation;

/// <summary>Random numbers by SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): the same on every platform, one stream a key.</summary>
internal struct ImputationRandom(ulong key)
{
    private ulong _state = key;

    /// <summary>A key that depends on every number given and on their order.</summary>
    public static ulong Key(ulong key, ulong next) => Mix(unchecked((key * 0xD1B54A32D192ED03UL) + next + 0x9E3779B97F4A7C15UL));

    /// <summary>Above 0 and below 1.</summary>
    public double Uniform()
    {
        _state = unchecked(_state + 0x9E3779B97F4A7C15UL);
        return ((Mix(_state) >> 11) + 0.5) / (1UL << 53);
    }

    /// <summary>Standard normal, by Box and Muller.</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>Chi-square, as twice a gamma variate by rejection (Marsaglia and Tsang, ACM TOMS 2000).</summary>
    /// <param name="degrees">Degrees of freedom, 1 or more.</param>
    public double ChiSquare(double degrees)
    {
        // Of a shape below 1 there is none: one with two degrees more, thinned.
        var boost = degrees < 2 ? Math.Pow(Uniform(), 2 / degrees) : 1;
        var d = ((degrees < 2 ? degrees + 2 : degrees) / 2) - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var v = 1 + (c * x);
            v = v * v * v;
            if (v > 0 && Math.Log(Uniform()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return 2 * d * v * boost;
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
