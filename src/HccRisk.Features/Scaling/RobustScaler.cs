using HccRisk.Core.Numerics;
using HccRisk.Features.Learning;
using Microsoft.ML;

namespace HccRisk.Features.Scaling;

/// <summary>Learns medians and distances of quartiles.</summary>
internal sealed class RobustScaler(TransformsCatalog catalog, RobustScalingOptions options)
    : VectorEstimator<ScaledSlots, RobustScalingOptions>(catalog, options)
{
    protected override ScaledSlots Learn(TrainingMatrix data, Action<string> log)
    {
        var unit = Options.UnitDeviation ? 2 * NormalDistribution.Quantile(0.75) : 1;
        var learned = EachSlot(data, slot =>
        {
            var sorted = data.SortedOrThrow(slot);
            var width = (Quantile.Of(sorted, 0.75) - Quantile.Of(sorted, 0.25)) / unit;

            // More than half of the rows share a value: the deviation still tells them from the rest. Where nothing varies there is nothing to scale.
            var spread = width > 0 ? width : TrainingMatrix.Moments(sorted).Deviation;
            return (Offset: Quantile.Of(sorted, 0.5), Scale: spread > 0 ? 1 / spread : 1);
        });
        return new ScaledSlots
        {
            InputSlots = data.Slots,
            Offset = [.. learned.Select(l => l.Offset)],
            Scale = [.. learned.Select(l => l.Scale)],
        };
    }
}
