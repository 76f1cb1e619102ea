using System.Globalization;
using HccRisk.Survival.Boosting;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Boosting;

/// <summary>
/// Learns a Cox model of one cause as a sum of small trees, as an ML.NET estimator. It writes a log-risk (higher = more risk), freedom
/// from the event,
/// and cumulative incidence beside a model of the competing causes.
/// </summary>
/// <remarks>
/// With fewer than about 200 events boosted trees lost to a plain Cox model on each of nine data sets (Burk and others, arXiv
/// 2406.04098): show both.
/// <para>Trainer characteristics</para>
/// <list type="table">
/// <item><term>Machine learning task</term><description>survival: score, freedom from the event, cumulative incidence</description></item>
/// <item><term>Is normalisation required?</term><description>no: cuts look at order alone</description></item>
/// <item><term>Is caching required?</term><description>No: the rows are read once a column and kept</description></item>
/// <item><term>Packages beside Microsoft.ML</term><description>HccRisk.Boosting</description></item>
/// <item><term>Exportable to ONNX (HccRisk.Onnx)</term><description>score, survival, incidence; without strata</description></item>
/// <item><term>Missing features</term><description>a rule of its own</description></item>
/// <item><term>Makes use of</term><description>entry, weights, strata</description></item>
/// <item><term>Other causes</term><description>a model of each</description></item>
/// </list>
/// </remarks>
public sealed class BoostedCoxTrainer : SurvivalTrainer<BoostedCoxFunction, BoostedCoxTrainerOptions>
{
    internal BoostedCoxTrainer(MLContext context, BoostedCoxTrainerOptions options)
        : base(context, options)
    {
    }

    /// <inheritdoc/>
    protected override BoostedCoxFunction Train(SurvivalTrainingSet data, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(log);
        int[] groups = [.. data.Groups?.Codes ?? []];
        var result = BoostedCox.Fit(
            data.Features.Span, data.Slots, data.AllCauses, Options.Cause, Options.Ties, Options.Boosting,
            data.Strata?.Codes, data.Strata?.Names, groups, Options.CancellationToken);
        var (own, competing) = (result.Trees.Trees.Count, result.CompetingTrees?.Trees.Count ?? 0);
        log(string.Create(CultureInfo.InvariantCulture, $"BoostedCox: {own} trees and {competing} of competing causes, {Options.Boosting.Folds} folds"));
        return new BoostedCoxFunction
        {
            InputSlots = data.Slots,
            Cause = Options.Cause,
            Horizons = Options.Horizons,
            Trees = result.Trees,
            CompetingTrees = result.CompetingTrees,
            Baselines = result.Baselines,
            Patients = data.Rows,
            Events = data.Outcome.EventCount(),
            Warnings = result.Warnings,
        };
    }
}
