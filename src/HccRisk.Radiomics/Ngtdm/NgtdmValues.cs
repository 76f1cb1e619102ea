using System.Runtime.InteropServices;

namespace HccRisk.Radiomics.Ngtdm;

/// <summary>
/// Features of one neighbourhood grey tone difference matrix. Coarseness is 1e6 when nothing differs, at most that (IBSI) or
/// above it when little does (pyradiomics); contrast and
/// busyness of a single grey level and strength without difference are 0.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NgtdmValues
{
    internal double Coarseness, Contrast, Busyness, Complexity, Strength;

    private const double CoarsenessCap = 1e6;

    /// <summary>False, and nothing written, when no voxel counts.</summary>
    /// <param name="differences">Sum of the differences of each level, from index 1.</param>
    /// <param name="counts">Voxels that count of each level, from index 1.</param>
    /// <param name="conventions">Whether coarseness has a cap.</param>
    internal bool TryCompute(ReadOnlySpan<double> differences, ReadOnlySpan<int> counts, FeatureConventions conventions)
    {
        long total = 0;
        var present = new List<int>();
        for (var i = 1; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                total += counts[i];
                present.Add(i);
            }
        }

        if (total == 0)
        {
            return false;
        }

        double n = total, weighted = 0, all = 0, contrast = 0, busyness = 0, complexity = 0, strength = 0;
        foreach (var i in present)
        {
            var p = counts[i] / n;
            weighted += p * differences[i];
            all += differences[i];
        }

        // Every sum is over both orders of a pair, and the terms of a level with itself are 0.
        for (var a = 0; a < present.Count; a++)
        {
            var i = present[a];
            var (pi, si) = (counts[i] / n, differences[i]);
            for (var b = a + 1; b < present.Count; b++)
            {
                var j = present[b];
                var (pj, sj) = (counts[j] / n, differences[j]);
                double gap = j - i;
                contrast += 2 * pi * pj * gap * gap;
                busyness += 2 * Math.Abs((i * pi) - (j * pj));
                complexity += 2 * gap * ((pi * si) + (pj * sj)) / (pi + pj);
                strength += 2 * (pi + pj) * gap * gap;
            }
        }

        double levels = present.Count;
        var isCapped = conventions == FeatureConventions.Ibsi ? weighted * CoarsenessCap <= 1 : weighted == 0;
        Coarseness = isCapped ? CoarsenessCap : 1 / weighted;
        Contrast = levels < 2 ? 0 : contrast / (levels * (levels - 1)) * (all / n);
        Busyness = busyness == 0 ? 0 : weighted / busyness;
        Complexity = complexity / n;
        Strength = all == 0 ? 0 : strength / all;
        return true;
    }
}
