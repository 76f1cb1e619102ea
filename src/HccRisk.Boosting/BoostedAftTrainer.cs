using System.Globalization;
using HccRisk.Survival.Boosting;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Boosting;

/// <summary>
/// Learns the location of log time as a sum of small trees, as an ML.NET estimator. It writes a score (higher = more risk), freedom from
/// the event, and
/// cumulative incidence beside the average hazard of competing causes.
/// </summary>
/// <remarks>
/// Location and scale of the predictions are fitted to scores that each row got from a model that did not learn from it.
/// <para>Trainer characteristics</para>
/// <list type="table">
/// <item><term>Machine learning task</term><description>survival: score, freedom from the event, cumulative incidence</description></item>
/// <item><term>Is normalisation required?</term><description>no: cuts look at order alone</description></item>
/// <item><term>Is caching required?</term><description>No: the rows are read once a column and kept</description></item>
/// <item><term>Packages beside Microsoft.ML</term><description>HccRisk.Boosting</description></item>
/// <item><term>Exportable to ONNX (HccRisk.Onnx)</term><description>score; of the Weibull form survival and incidence too</description></item>
/// <item><term>Missing features</term><description>a rule of its own</description></item>
/// <item><term>Makes use of</term><description>weights</description></item>
/// <item><term>Other causes</term><description>average hazard</description></item>
/// </list>
/// </remarks>
public sealed class BoostedAftTrainer : SurvivalTrainer<BoostedAftFunction, BoostedAftTrainerOptions>
{
    internal BoostedAftTrainer(MLContext context, BoostedAftTrainerOptions options)
        : base(context, options)
    {
    }

    /// <inheritdoc/>
    protected override BoostedAftFunction Train(SurvivalTrainingSet data, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(log);
        var (fit, location, scale, grownAt) = BoostedAft.Fit(data, Options);
        log(string.Create(
            CultureInfo.InvariantCulture,
            $"BoostedAft: {fit.Trees.Trees.Count} trees at scale {grownAt:0.###}, {Options.Boosting.Folds} folds; predictions at {scale:0.###}"));
        var others = HazardBaseline.CompetitorsOf(data.AllCauses, Options.Cause);
        var competing = HazardBaseline.Breslow(others, 1, new double[data.Rows], [], null, [], TieHandling.Breslow)[0];
        return new BoostedAftFunction
        {
            InputSlots = data.Slots,
            Cause = Options.Cause,
            Horizons = Options.Horizons,
            Trees = fit.Trees,
            Distribution = Options.Distribution,
            Location = location,
            Scale = scale,
            LastTime = data.Outcome.LastTime,
            CompetingTimes = competing.Times,
            CompetingHazard = competing.Hazard,
            Patients = data.Rows,
            Events = data.Outcome.EventCount(),
            Warnings = [.. BoostingRemarks.Of(fit, Options.Boosting)],
        };
    }
}
