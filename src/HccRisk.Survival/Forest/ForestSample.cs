using HccRisk.Survival.Data;

namespace HccRisk.Survival.Forest;

/// <summary>Who is in the sample of a tree: a function of the seed, the tree and the number of patients, so that a saved forest knows it again.</summary>
internal static class ForestSample
{
    /// <summary>The stream of a tree.</summary>
    public static SplitMix Stream(int seed, int tree) => new((ulong)seed, (ulong)tree);

    /// <summary>How often each unit is drawn.</summary>
    public static int[] Draw(ref SplitMix random, int units, double fraction, bool replace)
    {
        var counts = new int[units];
        var size = Math.Clamp((int)Math.Round(units * fraction), 1, units);
        if (replace)
        {
            for (var k = 0; k < size; k++)
            {
                counts[random.Below(units)]++;
            }

            return counts;
        }

        var pool = new int[units];
        for (var i = 0; i < units; i++)
        {
            pool[i] = i;
        }

        for (var k = 0; k < size; k++)
        {
            var at = k + random.Below(units - k);
            (pool[k], pool[at]) = (pool[at], pool[k]);
            counts[pool[k]] = 1;
        }

        return counts;
    }
}
