namespace HccRisk.Pathomics.Pooling;

/// <summary>Summaries over tiles, one block of columns a summary.</summary>
public static class TilePooling
{
    /// <summary>Names of the summaries in the order they are given: <c>mean</c>, <c>std</c>, <c>max</c>, <c>top10</c>, <c>q10</c> and so on.</summary>
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

        if (options.Max)
        {
            names.Add("max");
        }

        if (options.TopTiles is { } most)
        {
            names.Add(FormattableString.Invariant($"top{most}"));
        }

        names.AddRange(options.Quantiles.Select(x => FormattableString.Invariant($"q{x * 100:0.####}")));
        return names;
    }

    /// <summary>Pools tiles. The order of the tiles does not matter beyond rounding and equal scores.</summary>
    /// <param name="slides">Embeddings of each slide of a patient, tile after tile.</param>
    /// <param name="width">Numbers a tile.</param>
    /// <param name="options">What is pooled.</param>
    /// <param name="scores">One score a tile for <see cref="PoolingOptions.TopTiles"/>, slide by slide; null for the length of the embedding.</param>
    /// <returns>For each summary <paramref name="width"/> numbers.</returns>
    /// <exception cref="ArgumentException">There is no tile, a length is no multiple of the width, or the scores do not fit the tiles or are NaN.</exception>
    public static double[] Pool(IReadOnlyList<ReadOnlyMemory<float>> slides, int width, PoolingOptions options, IReadOnlyList<ReadOnlyMemory<double>>? scores = null)
    {
        ArgumentNullException.ThrowIfNull(slides);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var summaries = Summaries(options).Count;
        Check(slides, width, scores);
        if (options.Slides == SlideWeighting.ByTile)
        {
            return PoolTogether(slides, width, options, summaries, scores);
        }

        var sum = new double[summaries * width];
        var count = new int[sum.Length];
        for (var s = 0; s < slides.Count; s++)
        {
            if (slides[s].IsEmpty)
            {
                continue;
            }

            var own = PoolTogether([slides[s]], width, options, summaries, scores is null ? null : [scores[s]]);
            for (var i = 0; i < sum.Length; i++)
            {
                if (!double.IsNaN(own[i]))
                {
                    sum[i] += own[i];
                    count[i]++;
                }
            }
        }

        return [.. sum.Zip(count, (x, n) => n > 0 ? x / n : double.NaN)];
    }

    private static void Check(IReadOnlyList<ReadOnlyMemory<float>> slides, int width, IReadOnlyList<ReadOnlyMemory<double>>? scores)
    {
        var uneven = slides.FirstOrDefault(x => x.Length % width != 0);
        if (uneven.Length > 0)
        {
            throw new ArgumentException($"A slide has {uneven.Length} numbers, which is no multiple of the width {width}.", nameof(slides));
        }

        if (slides.All(x => x.IsEmpty))
        {
            throw new ArgumentException("There is no tile to pool.", nameof(slides));
        }

        if (scores is null)
        {
            return;
        }

        if (scores.Count != slides.Count)
        {
            throw new ArgumentException($"'scores' has {scores.Count} slides, 'slides' {slides.Count}.", nameof(scores));
        }

        for (var s = 0; s < slides.Count; s++)
        {
            if (scores[s].Length != slides[s].Length / width)
            {
                throw new ArgumentException($"Slide {s} has {slides[s].Length / width} tiles and {scores[s].Length} scores.", nameof(scores));
            }

            if (scores[s].Span.Contains(double.NaN))
            {
                throw new ArgumentException($"A score of slide {s} is NaN.", nameof(scores));
            }
        }
    }

    private static double[] PoolTogether(
        IReadOnlyList<ReadOnlyMemory<float>> slides, int width, PoolingOptions options, int summaries, IReadOnlyList<ReadOnlyMemory<double>>? scores)
    {
        var count = slides.Sum(x => x.Length / width);
        var top = options.TopTiles is { } most ? Top(slides, width, Math.Min(most, count), scores) : [];
        var pooled = new double[summaries * width];
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
                Put(mean);
            }

            if (options.Std)
            {
                Put(count > 1 ? Math.Sqrt(column.Sum(x => (x - mean) * (x - mean)) / (count - 1)) : double.NaN);
            }

            if (options.Max)
            {
                Put(column.Max());
            }

            if (top.Length > 0)
            {
                Put(top.Sum(i => column[i]) / top.Length);
            }

            if (options.Quantiles.Count > 0)
            {
                Array.Sort(column);
                foreach (var quantile in options.Quantiles)
                {
                    var position = quantile * (count - 1);
                    var low = (int)position;
                    var high = Math.Min(low + 1, count - 1);
                    Put(column[low] + ((position - low) * (column[high] - column[low])));
                }
            }

            void Put(double value) => pooled[(block++ * width) + c] = value;
        }

        return pooled;
    }

    /// <summary>The tiles of the highest scores, numbered over all slides.</summary>
    private static int[] Top(IReadOnlyList<ReadOnlyMemory<float>> slides, int width, int most, IReadOnlyList<ReadOnlyMemory<double>>? scores)
    {
        List<double> all = [];
        for (var s = 0; s < slides.Count; s++)
        {
            for (var i = 0; i < slides[s].Length / width; i++)
            {
                all.Add(scores is null ? Length(slides[s].Span.Slice(i * width, width)) : scores[s].Span[i]);
            }
        }

        // The sort is stable: of equal scores the earlier tile comes first.
        return [.. Enumerable.Range(0, all.Count).OrderByDescending(i => all[i]).Take(most)];
    }

    private static double Length(ReadOnlySpan<float> x)
    {
        var sum = 0.0;
        foreach (var value in x)
        {
            sum += (double)value * value;
        }

        return Math.Sqrt(sum);
    }
}
