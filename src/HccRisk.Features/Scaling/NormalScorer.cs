using HccRisk.Features.Learning;
using Microsoft.ML;

namespace HccRisk.Features.Scaling;

/// <summary>Learns the ranks of <see cref="NormalScores"/>.</summary>
internal sealed class NormalScorer(TransformsCatalog catalog, NormalScoresOptions options)
    : VectorEstimator<NormalScores, NormalScoresOptions>(catalog, options)
{
    protected override NormalScores Learn(TrainingMatrix data, Action<string> log)
    {
        // Slots without a missing value share their ranks, whose scores are worked out once: halves come from ties.
        var shared = Array.ConvertAll([.. Enumerable.Range(0, (2 * data.Rows) + 1)], twice => Score(twice / 2.0, data.Rows));
        var learned = EachSlot(data, slot => Knots(data.SortedOrThrow(slot), shared));
        return new NormalScores
        {
            InputSlots = data.Slots,
            Values = Array.ConvertAll(learned, l => l.Values),
            Scores = Array.ConvertAll(learned, l => l.Scores),
        };
    }

    private static double Score(double rank, int count) => NormalDistribution.Quantile(rank / (count + 1));

    private (double[] Values, double[] Scores) Knots(double[] sorted, double[] shared)
    {
        var (values, ranks) = (new List<double>(), new List<double>());
        for (var start = 0; start < sorted.Length;)
        {
            var end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }

            values.Add(sorted[start]);
            ranks.Add((start + 1 + end) / 2.0);
            start = end;
        }

        // The first and the last always stay.
        var kept = Math.Min(values.Count, Options.MaxKnots);
        int[] knots = [.. Enumerable.Range(0, kept).Select(k => kept == 1 ? 0 : (int)((long)k * (values.Count - 1) / (kept - 1)))];
        return (
            Array.ConvertAll(knots, k => values[k]),
            Array.ConvertAll(knots, k => 2 * sorted.Length == shared.Length - 1 ? shared[(int)(2 * ranks[k])] : Score(ranks[k], sorted.Length)));
    }
}
