using HccRisk.Core.Numerics;
using HccRisk.Features.Learning;
using Microsoft.ML;

namespace HccRisk.Features.Scaling;

/// <summary>Learns the limits of <see cref="WinsorizedSlots"/>.</summary>
internal sealed class Winsorizer(TransformsCatalog catalog, WinsorizingOptions options)
    : VectorEstimator<WinsorizedSlots, WinsorizingOptions>(catalog, options)
{
    protected override WinsorizedSlots Learn(TrainingMatrix data, Action<string> log)
    {
        var sorted = EachSlot(data, data.SortedOrThrow);
        return new WinsorizedSlots
        {
            InputSlots = data.Slots,
            Low = Array.ConvertAll(sorted, s => Quantile.Of(s, Options.Lower)),
            High = Array.ConvertAll(sorted, s => Quantile.Of(s, Options.Upper)),
        };
    }
}
