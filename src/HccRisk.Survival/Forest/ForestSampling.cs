using HccRisk.Survival.Data;

namespace HccRisk.Survival.Forest;

/// <summary>
/// Who is in the sample of a tree: a function of the seed, the tree and the number of patients, so that a saved forest knows it again.
/// </summary>
/// <param name="Seed">Seed of the forest.</param>
/// <param name="Fraction">Share of the units drawn.</param>
/// <param name="Replace">Whether a unit may be drawn again.</param>
/// <param name="Rows">Rows of the training data.</param>
/// <param name="Units">The patient of each row, from 0; empty when every row is one.</param>
public sealed record ForestSampling(int Seed, double Fraction, bool Replace, int Rows, IReadOnlyList<int> Units)
{
    /// <summary>The stream of random numbers of a tree; the first are for its sample.</summary>
    internal SplitMix Stream(int tree) => new((ulong)Seed, (ulong)tree);

    /// <summary>How often each row is drawn.</summary>
    internal int[] Draw(ref SplitMix random)
    {
        var counts = new int[Units.Count == 0 ? Rows : Units.Max() + 1];
        var size = Math.Clamp((int)Math.Round(counts.Length * Fraction), 1, counts.Length);
        var pool = new int[Replace ? 0 : counts.Length];
        for (var i = 0; i < pool.Length; i++)
        {
            pool[i] = i;
        }

        for (var k = 0; k < size; k++)
        {
            if (Replace)
            {
                counts[random.Below(counts.Length)]++;
                continue;
            }

            var at = k + random.Below(counts.Length - k);
            (pool[k], pool[at]) = (pool[at], pool[k]);
            counts[pool[k]] = 1;
        }

        return Units.Count == 0 ? counts : [.. Units.Select(u => counts[u])];
    }
}
