namespace HccRisk.Features.Radiomics.Discretisation;

/// <summary>Turns intensities into grey levels from 1.</summary>
internal static class GreyLevels
{
    /// <summary>More levels than this make matrices that no longer pay: texture is then not defined.</summary>
    internal const int Maximum = 4096;

    /// <summary>Fills <paramref name="levels"/>; returns the highest level (N_g), or 0 when there would be more than <see cref="Maximum"/>.</summary>
    internal static int Assign(ReadOnlySpan<double> values, RadiomicsOptions options, Span<ushort> levels)
    {
        var (minimum, maximum) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }

        if (minimum == maximum && options.Discretisation == DiscretisationMethod.FixedBinNumber)
        {
            levels[..values.Length].Fill(1);
            return 1;
        }

        if (options.Discretisation == DiscretisationMethod.FixedBinNumber)
        {
            var bins = options.BinCount;
            for (var i = 0; i < values.Length; i++)
            {
                // The maximum itself belongs to the last bin.
                levels[i] = (ushort)Math.Min(bins, (int)Math.Floor(bins * (values[i] - minimum) / (maximum - minimum)) + 1);
            }

            return bins;
        }

        var width = options.BinWidth;
        var origin = options.BinOrigin == BinOrigin.MultipleOfWidth
            ? Math.Floor(minimum / width) * width
            : options.ResegmentationMinimum ?? minimum;
        if (Math.Floor((maximum - origin) / width) >= Maximum)
        {
            return 0;
        }

        for (var i = 0; i < values.Length; i++)
        {
            levels[i] = (ushort)(Math.Floor((values[i] - origin) / width) + 1);
        }

        return (int)Math.Floor((maximum - origin) / width) + 1;
    }
}
