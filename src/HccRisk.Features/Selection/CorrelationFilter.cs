using HccRisk.Core.Learning;
using HccRisk.Features.Learning;
using Microsoft.ML;

namespace HccRisk.Features.Selection;

/// <summary>
/// Learns which slots repeat another. Those least correlated with all others on average come first and stay; one that goes with a slot
/// that stays is left out. Equal ones come in their order, so that of a slot and its copies the first stays. The statistic of a slot is
/// its mean absolute correlation with the others, over the rows that have both.
/// </summary>
internal sealed class CorrelationFilter(TransformsCatalog catalog, CorrelationFilterOptions options)
    : VectorEstimator<SelectedSlots, CorrelationFilterOptions>(catalog, options)
{
    // A copy in other units has a correlation of 1 only up to rounding.
    private const double Rounding = 1e-12;

    protected override SelectedSlots Learn(TrainingMatrix data, Action<string> log)
    {
        var columns = EachSlot(data, slot => Options.Ranks ? RanksOf(data[slot]) : data[slot].ToArray());
        var size = data.Columns;
        var strengths = new double[size * size];
        for (var a = 0; a < size; a++)
        {
            Options.CancellationToken.ThrowIfCancellationRequested();
            for (var b = 0; b < a; b++)
            {
                strengths[(a * size) + b] = strengths[(b * size) + a] = Math.Abs(PairwiseCorrelation.Of(columns[a], columns[b]));
            }
        }

        double[] means = [.. Enumerable.Range(0, size).Select(a => size == 1
            ? 0 : strengths.AsSpan(a * size, size).ToArray().Sum() / (size - 1))];
        var kept = new List<int>();

        // Sums in another order differ in their last digits: copies of one slot must count as equal.
        foreach (var candidate in Enumerable.Range(0, size).OrderBy(j => Math.Round(means[j], 10)).ThenBy(j => j))
        {
            if (kept.TrueForAll(k => strengths[(candidate * size) + k] <= Options.MaxCorrelation - Rounding))
            {
                kept.Add(candidate);
            }
        }

        kept.Sort();
        return Keep(data, kept, [.. kept.Select(j => means[j])], "repeat no other", log);
    }

    /// <summary>Mean ranks; NaN where a value is missing.</summary>
    private static double[] RanksOf(ReadOnlySpan<double> values)
    {
        var keys = values.ToArray();
        int[] order = [.. Enumerable.Range(0, keys.Length).Where(i => !double.IsNaN(keys[i])).OrderBy(i => keys[i])];
        var ranks = new double[keys.Length];
        Array.Fill(ranks, double.NaN);
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && keys[order[end]] == keys[order[start]])
            {
                end++;
            }

            for (var i = start; i < end; i++)
            {
                ranks[order[i]] = (start + 1 + end) / 2.0;
            }

            start = end;
        }

        return ranks;
    }
}
