using HccRisk.Core.Learning;
using HccRisk.Features.Learning;
using Microsoft.ML;

namespace HccRisk.Features.Selection;

/// <summary>Learns which slots vary; the statistic of a slot is its variance.</summary>
internal sealed class ConstantFilter(TransformsCatalog catalog, ConstantFilterOptions options)
    : VectorEstimator<SelectedSlots, ConstantFilterOptions>(catalog, options)
{
    protected override SelectedSlots Learn(TrainingMatrix data, Action<string> log)
    {
        var variances = EachSlot(data, slot =>
        {
            var sorted = data.Sorted(slot);
            var variance = sorted.Length > 0 ? Math.Pow(TrainingMatrix.Moments(sorted).Deviation, 2) : 0;
            return variance > Options.MaxVariance && Commonest(sorted) <= Options.MaxSameShare * sorted.Length ? variance : double.NaN;
        });
        int[] kept = [.. Enumerable.Range(0, data.Columns).Where(j => !double.IsNaN(variances[j]))];
        return Keep(data, kept, Array.ConvertAll(kept, j => variances[j]), "vary enough", log);
    }

    private static int Commonest(double[] sorted)
    {
        var most = 0;
        for (var start = 0; start < sorted.Length;)
        {
            var end = start;
            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }

            most = Math.Max(most, end - start);
            start = end;
        }

        return most;
    }
}
