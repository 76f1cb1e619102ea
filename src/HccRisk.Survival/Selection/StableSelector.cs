using System.Globalization;
using HccRisk.Core.Concurrency;
using HccRisk.Core.Learning;
using HccRisk.Survival.Data;
using HccRisk.Survival.Learning;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HccRisk.Survival.Selection;

/// <summary>
/// Stability selection with complementary pairs (Meinshausen and Buehlmann, JRSS B 2010; Shah and Samworth, JRSS B 2013): the patients
/// are halved again and again, events and others alike; each half chooses its strongest features, and those chosen often enough are kept,
/// with a bound on how many of them are there by chance. Features that repeat one another share their choices: leave copies out before.
/// The same seed gives the same features on any number of threads.
/// </summary>
public sealed class StableSelector : LearnedEstimator<StableSlots>
{
    private const int LeastEvents = 4;
    private readonly StableSelectionOptions _options;

    internal StableSelector(TransformsCatalog catalog, StableSelectionOptions options, IChannelProvider? log)
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
    protected override StableSlots Learn(IDataView input, IReadOnlyList<string> slots, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(slots);
        var columns = new CandidateColumns(input, _options.InputColumn, slots);
        var outcome = OutcomeReader.Read(input, _options.TimeColumn, _options.EventColumn, _options.AllowUncensored);
        outcome = _options.Cause == 0 ? outcome.WithAnyCause() : outcome.WithCause(_options.Cause);
        var perHalf = PerHalf(columns.Count);
        var (withEvent, others) = Patients(RowGroups.Read(input, _options.GroupColumn).Codes, outcome);
        var chosen = new int[2 * _options.Pairs][];
        ParallelRuns.For(
            _options.Pairs,
            pair =>
            {
                var random = new SplitMix((ulong)_options.Seed, (ulong)pair);
                var (first, second) = Halve(withEvent, others, ref random);
                chosen[2 * pair] = Strongest(columns, outcome, first, perHalf);
                chosen[(2 * pair) + 1] = Strongest(columns, outcome, second, perHalf);
            },
            _options.CancellationToken);

        var counts = new int[columns.Count];
        foreach (var slot in chosen.SelectMany(c => c))
        {
            counts[slot]++;
        }

        double[] frequencies = [.. counts.Select(c => c / (double)chosen.Length)];
        int[] order = [.. Enumerable.Range(0, counts.Length).OrderByDescending(j => counts[j]).ThenBy(j => j)];
        var stable = order.Count(j => frequencies[j] >= _options.Threshold);
        int[] kept = [.. order.Take(Math.Max(stable, _options.MinFeatures)).Where(j => counts[j] > 0).Order()];
        if (kept.Length == 0)
        {
            throw new ColumnException(string.Create(CultureInfo.InvariantCulture,
                $"No slot of column '{_options.InputColumn}' is stable: of {chosen.Length} halves, each choosing {perHalf} of "
                + $"{columns.Count}, none is chosen in {_options.Threshold:P0}; the most frequent, '{slots[order[0]]}', is in {frequencies[order[0]]:P0}."));
        }

        var bound = StabilityBound.Of(perHalf, columns.Count, _options.Threshold, _options.Pairs, _options.AssumeUnimodal);
        log(string.Create(
            CultureInfo.InvariantCulture,
            $"Stability selection: {stable} of {columns.Count} slots of '{_options.InputColumn}' stable, {kept.Length} kept, at most {bound:G3} by chance"));
        return new StableSlots
        {
            InputSlots = slots,
            Kept = kept,
            Frequencies = frequencies,
            Threshold = _options.Threshold,
            FeaturesPerHalf = perHalf,
            Pairs = _options.Pairs,
            ErrorBound = bound,
        };
    }

    private int PerHalf(int features)
    {
        if (_options.FeaturesPerHalf is { } given)
        {
            return Math.Min(given, features);
        }

        var perHalf = StabilityBound.PerHalf(
            _options.MaxFalseSelections, features, _options.Threshold, _options.Pairs, _options.AssumeUnimodal);
        var least = StabilityBound.Of(1, features, _options.Threshold, _options.Pairs, _options.AssumeUnimodal);
        return perHalf > 0 ? perHalf : throw new ColumnException(string.Create(CultureInfo.InvariantCulture,
            $"Column '{_options.InputColumn}' has {features} slots: with one chosen in each half the bound is {least:G3} already, "
            + $"above MaxFalseSelections, which is {_options.MaxFalseSelections}."));
    }

    /// <summary>The rows of each patient, those with the event apart.</summary>
    private (int[][] WithEvent, int[][] Others) Patients(int[] groups, SurvivalOutcome outcome)
    {
        var rows = Enumerable.Range(0, outcome.Count);
        int[][] patients = groups.Length == 0
            ? [.. rows.Select(i => new[] { i })] : [.. rows.GroupBy(i => groups[i]).Select(g => g.ToArray())];
        var events = outcome.EventArray;
        var split = patients.ToLookup(p => Array.Exists(p, i => events[i] != 0));
        int[][] withEvent = [.. split[true]];
        return withEvent.Length >= LeastEvents
            ? (withEvent, [.. split[false]]) : throw new ColumnException(string.Create(CultureInfo.InvariantCulture,
            $"{withEvent.Length} patients have the event (cause {_options.Cause} of column '{_options.EventColumn}'); "
            + $"halves of two each need {LeastEvents} or more."));
    }

    /// <summary>Two halves without a patient in common; of an odd number one stays out.</summary>
    private static (int[] First, int[] Second) Halve(int[][] withEvent, int[][] others, ref SplitMix random)
    {
        var (first, second) = (new List<int>(), new List<int>());
        foreach (var patients in (int[][][])[withEvent, others])
        {
            int[] order = [.. Enumerable.Range(0, patients.Length)];
            random.Shuffle(order);
            var half = patients.Length / 2;
            first.AddRange(order[..half].SelectMany(k => patients[k]));
            second.AddRange(order[half..(2 * half)].SelectMany(k => patients[k]));
        }

        return ([.. first.Order()], [.. second.Order()]);
    }

    private int[] Strongest(CandidateColumns columns, SurvivalOutcome outcome, int[] rows, int count)
    {
        var statistics = columns.Select(rows).Rank(_options.Ranking, outcome.Select(rows), _options.CancellationToken);
        return [.. Enumerable.Range(0, columns.Count).Where(j => statistics[j] > 0)
            .OrderByDescending(j => statistics[j]).ThenBy(j => j).Take(count)];
    }
}
