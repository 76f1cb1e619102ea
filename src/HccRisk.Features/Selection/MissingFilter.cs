using HccRisk.Core.Learning;
using HccRisk.Features.Learning;
using Microsoft.ML;

namespace HccRisk.Features.Selection;

/// <summary>Learns which slots are there often enough; the statistic of a slot is the share of rows that lack it.</summary>
internal sealed class MissingFilter(TransformsCatalog catalog, MissingFilterOptions options)
    : VectorEstimator<SelectedSlots, MissingFilterOptions>(catalog, options)
{
    protected override SelectedSlots Learn(TrainingMatrix data, Action<string> log)
    {
        var shares = EachSlot(data, slot => data.Missing(slot) / (double)data.Rows);
        int[] kept = [.. Enumerable.Range(0, data.Columns).Where(j => shares[j] <= Options.MaxShare)];
        return Keep(data, kept, Array.ConvertAll(kept, j => shares[j]), "have values often enough", log);
    }
}
