using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tuning.Search;

/// <summary>Uniform numbers of full precision.</summary>
internal static class UniformDraws
{
    /// <summary>A number from 0 to below 1, a multiple of 2^-53.</summary>
    public static double Next(ref SplitMix random) => ((random.Below(1 << 26) * (double)(1 << 27)) + random.Below(1 << 27)) / (1L << 53);
}
