using HccRisk.Core.Numerics;
using HccRisk.Features.Learning;
using Microsoft.ML;

namespace HccRisk.Features.Imputation;

/// <summary>Keeps the training rows for <see cref="NearestImputation"/>.</summary>
internal sealed class NearestImputer(TransformsCatalog catalog, NearestImputationOptions options)
    : VectorEstimator<NearestImputation, NearestImputationOptions>(catalog, options, options?.MissingColumn is { } missing ? [missing] : [])
{
    protected override NearestImputation Learn(TrainingMatrix data, Action<string> log)
    {
        var sorted = EachSlot(data, data.SortedOrThrow);
        var rows = new float[data.Rows * data.Columns];
        for (var at = 0; at < rows.Length; at++)
        {
            rows[at] = (float)data[at % data.Columns][at / data.Columns];
        }

        return new NearestImputation
        {
            InputSlots = data.Slots,
            Indicate = Options.MissingColumn is not null,
            Rows = rows,
            Scales = Array.ConvertAll(sorted, s => Options.Standardise ? TrainingMatrix.Moments(s).Deviation : 1),
            Medians = Array.ConvertAll(sorted, s => Quantile.Of(s, 0.5)),
            Neighbours = Options.Neighbours,
            WeighByDistance = Options.WeighByDistance,
        };
    }
}
