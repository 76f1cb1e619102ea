namespace HccRisk.Features.Pathomics.Pooling;

/// <summary>Summaries over tiles, one block of columns a summary.</summary>
public static class TilePooling
{
    /// <summary>Names of the summaries in the order they are given: <c>mean</c>, <c>std</c>, <c>q10</c> and so on.</summary>
    /// <param name="options">What is pooled.</param>
    public static IReadOnlyList<string> Summaries(PoolingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        List<string> names = [];
        if (options.Mean)
        {
            names.Add("mean");
        }

        if (options.Std)
        {
            names.Add("std");
        }

        names.AddRange(options.Quantiles.Select(x => FormattableString.Invariant($"q{x * 100:0.####}")));
        return names;
    }

    /// <summary>Pools tiles. The order of the tiles does not matter beyond rounding.</summary>
    /// <param name="slides">Embeddings of each slide of a patient, tile after tile; all tiles count alike.</param>
    /// <param name="width">Numbers a tile.</param>
    /// <param name="options">What is pooled.</param>
    /// <returns>For each summary <paramref name="width"/> numbers.</returns>
    /// <exception cref="ArgumentException">There is no tile, or a length is no multiple of the width.</exception>
    public static double[] Pool(IReadOnlyList<ReadOnlyMemory<float>> slides, int width, PoolingOptions options)
    {
        ArgumentNullException.ThrowIfNull(slides);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var summaries = Summaries(options);
        var uneven = slides.FirstOrDefault(x => x.Length % width != 0);
        if (uneven.Length > 0)
        {
            throw new ArgumentException($"A slide has {uneven.Length} numbers, which is no multiple of the width {width}.", nameof(slides));
        }

        var count = slides.Sum(x => x.Length / width);
        if (count == 0)
        {
            throw new ArgumentException("There is no tile to pool.", nameof(slides));
        }

        var pooled = new double[summaries.Count * width];
        var column = new double[count];
        for (var c = 0; c < width; c++)
        {
            var at = 0;
            foreach (var slide in slides)
            {
                var values = slide.Span;
                for (var i = c; i < values.Length; i += width)
                {
                    column[at++] = values[i];
                }
            }

            var block = 0;
            var mean = column.Sum() / count;
            if (options.Mean)
            {
                pooled[(block++ * width) + c] = mean;
            }

            if (options.Std)
            {
                pooled[(block++ * width) + c] = count > 1 ? Math.Sqrt(column.Sum(x => (x - mean) * (x - mean)) / (count - 1)) : double.NaN;
            }

            if (options.Quantiles.Count > 0)
            {
                Array.Sort(column);
                foreach (var quantile in options.Quantiles)
                {
                    var position = quantile * (count - 1);
                    var low = (int)position;
                    var high = Math.Min(low + 1, count - 1);
                    pooled[(block++ * width) + c] = column[low] + ((position - low) * (column[high] - column[low]));
                }
            }
        }

        return pooled;
    }
}
