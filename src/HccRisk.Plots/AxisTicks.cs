namespace HccRisk.Plots;

/// <summary>Round numbers for axes.</summary>
internal static class AxisTicks
{
    private static readonly double[] MonthSteps = [1, 2, 3, 6, 12, 24, 36, 60, 120];

    /// <summary>Ticks of a time axis from 0: multiples of 3, 6 or 12 for months, of round numbers for anything else.</summary>
    public static IReadOnlyList<double> Time(double max, string unit)
    {
        if (!string.Equals(unit, "months", StringComparison.OrdinalIgnoreCase))
        {
            return Between(0, max);
        }

        var step = MonthSteps.FirstOrDefault(s => max / s <= 8, 12 * Math.Ceiling(max / 96));
        return Range(0, max, step);
    }

    /// <summary>Ticks in [min, max] at multiples of the smallest round step that gives at most <paramref name="most"/> intervals.</summary>
    public static IReadOnlyList<double> Between(double min, double max, int most = 8)
    {
        for (var exponent = -4; ; exponent++)
        {
            foreach (var mantissa in (ReadOnlySpan<double>)[1, 2, 5])
            {
                var step = mantissa * Math.Pow(10, exponent);
                if ((max - min) / step <= most)
                {
                    return Range((int)Math.Ceiling((min / step) - 1e-9), max, step);
                }
            }
        }
    }

    private static double[] Range(int first, double max, double step)
    {
        var last = (int)Math.Floor((max / step) + 1e-9);
        return [.. Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(i => Math.Round(i * step, 6))];
    }
}
