using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Data;
using HccRisk.Survival.HypothesisTests;
using HccRisk.Survival.Learning;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HccRisk.Survival.Selection;

/// <summary>
/// Keeps the features that go most strongly with the event on their own, leaving out those that repeat another. As an estimator inside
/// the pipeline it sees training patients only.
/// </summary>
public sealed class FeatureSelector : LearnedEstimator<SelectedSlots>
{
    private readonly FeatureSelectorOptions _options;

    internal FeatureSelector(TransformsCatalog catalog, FeatureSelectorOptions options, IChannelProvider? log)
        : base(catalog, new LearnedColumns(options.InputColumn, [options.OutputColumn ?? options.InputColumn]), log)
    {
        options.Validate();
        _options = options;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<RequiredColumn> TrainingColumns =>
        [new(_options.TimeColumn, RequiredColumnKind.AnyNumber), new(_options.EventColumn, RequiredColumnKind.Code)];

    /// <inheritdoc/>
    protected override IReadOnlyList<LearnedOutput> OutputShape => [new("Selected", ["?"])];

    /// <inheritdoc/>
    protected override SelectedSlots Learn(IDataView input, IReadOnlyList<string> slots, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(slots);
        var columns = new CandidateColumns(input, _options.InputColumn, slots);
        var outcome = OutcomeReader.Read(input, _options.TimeColumn, _options.EventColumn, _options.AllowUncensored);
        outcome = _options.Cause == 0 ? outcome.WithAnyCause() : outcome.WithCause(_options.Cause);
        if (outcome.Causes.Count == 0)
        {
            throw new NoEventsException($"The selection needs events: {outcome.WhyNoEvent}.");
        }

        var statistics = columns.Rank(_options.Ranking, outcome, _options.CancellationToken);
        var found = Discoveries(statistics);
        var kept = Choose(columns, statistics, found, outcome.EventCount());
        kept.Sort();
        log(string.Create(CultureInfo.InvariantCulture,
            $"Selection: {kept.Count} of {columns.Count} slots of '{_options.InputColumn}' kept"));
        return new SelectedSlots { InputSlots = slots, Kept = kept, Statistics = [.. kept.Select(k => statistics[k])] };

        int[] Discoveries(double[] of)
        {
            int[] varying = [.. Enumerable.Range(0, of.Length).Where(j => of[j] > 0)];
            if (varying.Length == 0)
            {
                throw new ColumnException(
                    $"No slot of column '{_options.InputColumn}' varies with the event among the {columns.Rows} training patients: "
                    + "there is nothing to select.");
            }

            if (_options.MaxFalseDiscovery is not { } limit)
            {
                return varying;
            }

            // A slot that cannot be tested counts as no test.
            var adjusted = PValues.Adjust([.. of.Select(s => s > 0
                ? CandidateColumns.Probability(s) : double.NaN)], PValueAdjustment.BenjaminiHochberg);
            int[] below = [.. varying.Where(j => adjusted[j] <= limit)];
            var first = varying.MinBy(j => adjusted[j]);
            return below.Length > 0 ? below : throw new ColumnException(string.Create(CultureInfo.InvariantCulture,
                $"No slot of column '{_options.InputColumn}' goes with the event at a false discovery rate of {limit}: "
                + $"the lowest, '{slots[first]}', has {adjusted[first]:G3}."));
        }
    }

    /// <summary>The best of what is left, one after the other.</summary>
    private List<int> Choose(CandidateColumns columns, double[] statistics, int[] candidates, int events)
    {
        var kept = new List<int>();
        var common = new double[columns.Count];
        var left = candidates.OrderByDescending(j => statistics[j]).ThenBy(j => j).ToList();
        while (kept.Count < _options.MaxFeatures && left.Count > 0)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            var best = _options.Redundancy == FeatureRedundancy.Limit || kept.Count == 0 ? left[0] : left.MaxBy(Worth);
            kept.Add(best);
            left.Remove(best);
            left.RemoveAll(j =>
            {
                var correlation = Math.Abs(columns.Correlation(j, best));
                common[j] += correlation;
                return correlation > _options.MaxCorrelation;
            });
        }

        return kept;

        // Of equal ones the first of the list is taken: the stronger one.
        double Worth(int j)
        {
            var relevance = Math.Sqrt(Math.Min(1, statistics[j] / events));
            var redundancy = common[j] / kept.Count;
            return _options.Redundancy == FeatureRedundancy.Difference ? relevance - redundancy : relevance / Math.Max(redundancy, 1e-3);
        }
    }
}
