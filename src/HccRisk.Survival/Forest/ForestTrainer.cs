using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Data;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Forest;

/// <summary>
/// Learns a random survival forest, also of competing causes, as an ML.NET estimator. It writes a score (higher = more risk), freedom
/// from the event, and cumulative incidence at chosen horizons. Features may be missing.
/// </summary>
/// <remarks>
/// <para>Trainer characteristics</para>
/// <list type="table">
/// <item><term>Machine learning task</term><description>survival: score, freedom from the event, cumulative incidence</description></item>
/// <item><term>Is normalisation required?</term><description>no: cuts look at order alone</description></item>
/// <item><term>Is caching required?</term><description>No: the rows are read once a column and kept</description></item>
/// <item><term>Packages beside Microsoft.ML</term><description>HccRisk.Survival alone</description></item>
/// <item><term>Exportable to ONNX (HccRisk.Onnx)</term><description>score, survival, incidence</description></item>
/// <item><term>Missing features</term><description>a rule of its own</description></item>
/// <item><term>Makes use of</term><description>none</description></item>
/// <item><term>Other causes</term><description>in the trees</description></item>
/// </list>
/// </remarks>
public sealed class ForestTrainer : SurvivalTrainer<ForestFunction, ForestTrainerOptions>
{
    internal ForestTrainer(MLContext context, ForestTrainerOptions options)
        : base(context, options)
    {
    }

    /// <summary>Judges a fitted or loaded forest by its training data, each row by the trees grown without it.</summary>
    /// <param name="function">The forest, fitted by a trainer with the same columns.</param>
    /// <param name="trainingData">The data it was fitted on, in the same order.</param>
    /// <exception cref="ArgumentException">There are more rows or fewer than in training.</exception>
    public ForestOutOfBag OutOfBag(ForestFunction function, IDataView trainingData)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(trainingData);
        var data = new SurvivalTrainingSet(trainingData, Options, SlotNames.Read(trainingData.Schema[Options.FeatureColumn]));
        return function.Forest.OutOfBag(data.Features.Span, data.AllCauses, function.Cause, function.ScoreKind, function.ScoreTime);
    }

    /// <inheritdoc/>
    protected override ForestFunction Train(SurvivalTrainingSet data, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(log);
        var last = data.AllCauses.LastTime;
        if (Options.ScoreHorizon > last)
        {
            throw new HorizonException(FormattableString.Invariant(
                $"ScoreHorizon is {Options.ScoreHorizon}, beyond the longest follow-up in training, {last}."));
        }

        int[] groups = [.. data.Groups?.Codes ?? []];
        var forest = SurvivalForest.Fit(
            data.Features.Span, data.Columns, data.AllCauses, Options.Cause, Options.Forest, data.Slots, groups, Options.CancellationToken);
        var time = Options.ScoreHorizon ?? Options.Horizons.Where(h => h <= last).DefaultIfEmpty(last).Max();
        var judged = forest.OutOfBag(data.Features.Span, data.AllCauses, Options.Cause, Options.Score, time);
        log(string.Create(
            CultureInfo.InvariantCulture,
            $"Forest: {forest.Trees.Count} trees of {forest.Trees.Average(t => t.Leaves):0.#} leaves; out of bag {judged.Harrell}"));
        return new ForestFunction(forest)
        {
            InputSlots = data.Slots,
            Cause = Options.Cause,
            Horizons = Options.Horizons,
            Patients = data.Rows,
            Events = data.Outcome.EventCount(),
            PackedTrees = forest.Pack(),
            EventTimes = forest.Times,
            Causes = forest.Causes,
            LastTime = forest.LastTime,
            GridSize = Options.Forest.GridSize,
            Sampling = forest.Sampling,
            ScoreKind = Options.Score,
            ScoreTime = time,
            OutOfBagScores = judged.Scores,
            OutOfBagHarrell = judged.Harrell,
            OutOfBagUno = judged.Uno,
            Importance = Options.ImportanceRepeats == 0
                ? []
                : judged.Importance(Options.ImportanceRepeats, Options.Forest.Seed, cancellationToken: Options.CancellationToken),
            Warnings = judged.Warnings,
        };
    }
}
