using System.Numerics;

namespace HccRisk.Studies.Synthetic.Population;

/// <summary>
/// xoshiro256** seeded by SplitMix64 (Blackman and Vigna 2018): the same numbers on every machine and runtime,
/// which <see cref="Random"/> does not promise, and cheap enough to draw once a voxel.
/// </summary>
internal sealed class SyntheticRandom
{
    private const int TableBits = 14;
    private static readonly float[] NormalTable = MakeNormalTable();

    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>A stream that depends on every one of the keys.</summary>
    public SyntheticRandom(params ReadOnlySpan<ulong> keys)
    {
        var state = 0x6A09E667F3BCC908UL;
        foreach (var key in keys)
        {
            state = Mix(state ^ key);
        }

        _s0 = Mix(state += 0x9E3779B97F4A7C15UL);
        _s1 = Mix(state += 0x9E3779B97F4A7C15UL);
        _s2 = Mix(state += 0x9E3779B97F4A7C15UL);
        _s3 = Mix(state + 0x9E3779B97F4A7C15UL);
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in (0, 1]; never zero, so that its logarithm is finite.</summary>
    public double Uniform() => ((NextBits() >> 11) + 1) * (1.0 / (1UL << 53));

    /// <summary>Uniform in (low, high].</summary>
    public double Uniform(double low, double high) => low + ((high - low) * Uniform());

    /// <summary>An integer in [0, count).</summary>
    public int Below(int count) => (int)(((NextBits() >> 32) * (ulong)count) >> 32);

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Uniform() <= probability;

    /// <summary>Standard normal by Box and Muller.</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>Normal with a mean and a standard deviation, redrawn until it lies in [low, high].</summary>
    public double Normal(double mean, double deviation, double low, double high)
    {
        while (true)
        {
            var value = mean + (deviation * Normal());
            if (value >= low && value <= high)
            {
                return value;
            }
        }
    }

    /// <summary>Exponential with a rate.</summary>
    public double Exponential(double rate) => -Math.Log(Uniform()) / rate;

    /// <summary>
    /// Two standard normals from one draw out of a table of 16,384 quantiles: for pixel noise, where tails beyond 4 SD
    /// are of no interest and speed is.
    /// </summary>
    public (float First, float Second) NormalPair()
    {
        var bits = NextBits();
        return (NormalTable[(int)(bits >> (64 - TableBits))], NormalTable[(int)((bits >> 20) & ((1 << TableBits) - 1))]);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    private static float[] MakeNormalTable()
    {
        var table = new float[1 << TableBits];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = (float)MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (i + 0.5) / table.Length);
        }

        return table;
    }
}
