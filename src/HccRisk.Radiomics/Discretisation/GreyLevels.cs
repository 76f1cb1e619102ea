using HccRisk.Imaging;

namespace HccRisk.Radiomics.Discretisation;

/// <summary>Turns intensities into grey levels from 1.</summary>
internal static class GreyLevels
{
    /// <summary>More levels than this make matrices that no longer pay: texture is then not defined.</summary>
    internal const int Maximum = 4096;

    /// <summary>Fills <paramref name="levels"/>; returns the highest level (N_g), or 0 when there would be more than <see cref="Maximum"/>.</summary>
    internal static int Assign(ReadOnlySpan<double> values, VoxelType type, RadiomicsOptions options, Span<ushort> levels)
    {
        var (minimum, maximum) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }

        if (options.Discretisation == DiscretisationMethod.FixedBinNumber)
        {
            if (options.Conventions == FeatureConventions.Pyradiomics)
            {
                return Assign(values, BinEdges.OfCount(minimum, maximum, options.BinCount, type), maximum, levels);
            }

            if (minimum == maximum)
            {
                levels[..values.Length].Fill(1);
                return 1;
            }

            var bins = options.BinCount;
            for (var i = 0; i < values.Length; i++)
            {
                // The maximum itself belongs to the last bin.
                levels[i] = (ushort)Math.Min(bins, (int)Math.Floor(bins * (values[i] - minimum) / (maximum - minimum)) + 1);
            }

            return bins;
        }

        var width = options.BinWidth;
        if (options.BinOrigin == BinOrigin.MultipleOfWidth)
        {
            return (maximum - minimum) / width >= Maximum ? 0 : Assign(values, BinEdges.OfWidth(minimum, maximum, width), maximum, levels);
        }

        var origin = options.ResegmentationMinimum ?? minimum;
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

    /// <summary>The level is the number of edges that a value has reached.</summary>
    private static int Assign(ReadOnlySpan<double> values, double[] edges, double maximum, Span<ushort> levels)
    {
        var highest = BinEdges.Reached(edges, maximum);
        if (highest > Maximum)
        {
            return 0;
        }

        for (var i = 0; i < values.Length; i++)
        {
            levels[i] = (ushort)BinEdges.Reached(edges, values[i]);
        }

        return highest;
    }
}
