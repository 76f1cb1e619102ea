namespace HccRisk.Survival.HypothesisTests;

/// <summary>Corrects p-values for the number of tests.</summary>
public static class PValues
{
    /// <summary>Adjusted p-values, each to be compared with the level of the whole family.</summary>
    /// <param name="values">p-values, 0 to 1, in any order; NaN for a test that is not estimable, which counts as none.</param>
    /// <param name="adjustment">Method.</param>
    /// <returns>One value each in the same order, at least the raw one and at most 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is not a probability, or the method is unknown.</exception>
    public static double[] Adjust(ReadOnlySpan<double> values, PValueAdjustment adjustment)
    {
        foreach (var value in values)
        {
            if (value is < 0 or > 1)
            {
                throw new ArgumentOutOfRangeException(nameof(values), value, "A p-value must lie between 0 and 1.");
            }
        }

        var adjusted = values.ToArray();
        var order = Enumerable.Range(0, adjusted.Length).Where(i => !double.IsNaN(adjusted[i])).OrderBy(i => adjusted[i]).ToArray();
        var n = order.Length;
        switch (adjustment)
        {
            case PValueAdjustment.None:
                break;
            case PValueAdjustment.Bonferroni:
                foreach (var i in order)
                {
                    adjusted[i] = Math.Min(1, n * adjusted[i]);
                }

                break;
            case PValueAdjustment.Holm:
                double highest = 0;
                for (var k = 0; k < n; k++)
                {
                    adjusted[order[k]] = highest = Math.Max(highest, Math.Min(1, (n - k) * adjusted[order[k]]));
                }

                break;
            case PValueAdjustment.BenjaminiHochberg:
                double lowest = 1;
                for (var k = n - 1; k >= 0; k--)
                {
                    adjusted[order[k]] = lowest = Math.Min(lowest, adjusted[order[k]] * n / (k + 1));
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(adjustment), adjustment, "Unknown adjustment.");
        }

        return adjusted;
    }
}
