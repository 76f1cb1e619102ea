using HccRisk.Core.Numerics;
using HccRisk.Features.Learning;
using Microsoft.ML;

namespace HccRisk.Features.Imputation;

/// <summary>Learns medians.</summary>
internal sealed class MedianImputer(TransformsCatalog catalog, MedianImputationOptions options)
    : VectorEstimator<MedianImputation, MedianImputationOptions>(catalog, options, options?.MissingColumn is { } missing ? [missing] : [])
{
    protected override MedianImputation Learn(TrainingMatrix data, Action<string> log) => new()
    {
        InputSlots = data.Slots,
        Indicate = Options.MissingColumn is not null,
        Medians = EachSlot(data, slot => Quantile.Of(data.SortedOrThrow(slot), 0.5)),
    };
}
