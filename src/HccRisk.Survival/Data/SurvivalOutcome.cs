using System.Globalization;
using HccRisk.Core.Printing;

namespace HccRisk.Survival.Data;

/// <summary>
/// Right-censored follow-up of a group of patients: one time and one event code a patient, checked once and never changed;
/// on request an entry time (left truncation, start-stop rows) and a case weight too.
/// </summary>
/// <remarks>
/// <para>Times carry whatever unit the caller uses; nothing here depends on it. Code 0 is censored, a positive code is the cause of
/// the event. A function that knows one kind of event only (Kaplan-Meier, log-rank, Cox, concordance) counts every positive
/// code as the event: take <see cref="WithCause"/> first to study one cause.</para>
/// <para>
/// Time 0 is follow-up that ended at once: such a patient is at risk at 0 and not after, as R's survfit, survdiff and coxph have it. A method
/// that takes the logarithm of time refuses it.
/// </para>
/// <para>
/// A row with an entry time is at risk at t when <c>entry &lt; t &lt;= time</c>: not yet at its entry, still at its own time. A
/// patient whose covariates change is several rows that follow each other, all but the last censored. Functions that cannot
/// use entry times or weights throw <see cref="NotSupportedException"/> instead of passing over them.
/// </para>
/// </remarks>
public sealed class SurvivalOutcome
{
    private readonly double[] _times;
    private readonly int[] _events;
    private readonly int[] _causes;
    private readonly double[]? _entries;
    private readonly double[]? _weights;
    private (int Cause, int[] Codes)? _chosen;
    private int[]? _order;
    private double[]? _sortedTimes;

    /// <summary>Checks and copies the follow-up.</summary>
    /// <param name="times">Follow-up times, one a patient, finite, 0 or greater.</param>
    /// <param name="events">Event codes, one a patient: 0 = censored, 1, 2, ... = cause of the event.</param>
    /// <exception cref="ArgumentException">Empty, unequal lengths, or a time or code out of range (named by its index).</exception>
    public SurvivalOutcome(ReadOnlySpan<double> times, ReadOnlySpan<int> events)
    {
        if (times.Length != events.Length)
        {
            throw new ArgumentException(Text($"'times' has {times.Length} values, 'events' has {events.Length}."), nameof(events));
        }

        if (times.IsEmpty)
        {
            throw new ArgumentException("The outcome is empty: at least one patient is needed.", nameof(times));
        }

        for (var i = 0; i < times.Length; i++)
        {
            if (!(times[i] >= 0) || !double.IsFinite(times[i]))
            {
                throw new ArgumentException(Text($"Time {i} is {times[i]}: times must be finite and 0 or greater."), nameof(times));
            }

            if (events[i] < 0)
            {
                throw new ArgumentException(
                    Text($"Event code {i} is {events[i]}: 0 means censored, a positive number is the cause of the event."),
                    nameof(events));
            }
        }

        _times = times.ToArray();
        _events = events.ToArray();
        _causes = DistinctCauses(_events);
    }

    private SurvivalOutcome(double[] times, int[] events, int[]? order, double[]? entries, double[]? weights)
    {
        _times = times;
        _events = events;
        _entries = entries;
        _weights = weights;
        _causes = DistinctCauses(events);
        _order = order;
    }

    /// <summary>Number of patients (rows, when a patient has several).</summary>
    public int Count => _times.Length;

    /// <summary>Follow-up times in the caller's order and unit.</summary>
    public ReadOnlySpan<double> Times => _times;

    /// <summary>Event codes in the caller's order: 0 = censored.</summary>
    public ReadOnlySpan<int> Events => _events;

    /// <summary>Entry times in the caller's order; empty when everybody is at risk from the start.</summary>
    public ReadOnlySpan<double> Entries => _entries;

    /// <summary>Case weights in the caller's order; empty when every patient counts once.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>The distinct positive codes that occur, ascending; empty when everybody is censored.</summary>
    public IReadOnlyList<int> Causes => _causes;

    /// <summary>Longest follow-up of any patient.</summary>
    public double LastTime => _times.Max();

    /// <summary>Why there is no event, for a message, when there is none: the cause that was chosen and the codes there are beside it.</summary>
    internal string WhyNoEvent => _chosen is not var (cause, codes) || DistinctCauses(codes) is not { Length: > 0 } others
        ? Text($"all {Count} patients are censored")
        : Text($"none of {Count} patients had cause {cause}; the causes that occur are {string.Join(", ", others)}");

    internal double[] TimeArray => _times;

    internal int[] EventArray => _events;

    internal double[]? EntryArray => _entries;

    internal double[]? WeightArray => _weights;

    /// <summary>Rows by ascending time; at one time the events come before the censorings.</summary>
    internal int[] Order => _order ??= Sort();

    /// <summary>The times in the order of <see cref="Order"/>.</summary>
    internal double[] SortedTimes => _sortedTimes ??= Array.ConvertAll(Order, row => _times[row]);

    /// <summary>Makes an outcome with one kind of event.</summary>
    /// <param name="times">Follow-up times, one a patient, finite, 0 or greater.</param>
    /// <param name="events">True where the event was observed, false where the patient was censored.</param>
    /// <returns>The outcome, with code 1 for the event.</returns>
    /// <exception cref="ArgumentException">As the constructor.</exception>
    public static SurvivalOutcome FromFlags(ReadOnlySpan<double> times, ReadOnlySpan<bool> events)
    {
        var codes = new int[events.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = events[i] ? 1 : 0;
        }

        return new SurvivalOutcome(times, codes);
    }

    /// <summary>Number of patients with an event of any cause.</summary>
    /// <returns>The count, 0 to <see cref="Count"/>.</returns>
    public int EventCount()
    {
        var count = 0;
        foreach (var code in _events)
        {
            count += code != 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Number of patients with an event of one cause.</summary>
    /// <param name="cause">Event code; 0 counts the censored.</param>
    /// <returns>The count, 0 to <see cref="Count"/>.</returns>
    public int EventCount(int cause)
    {
        var count = 0;
        foreach (var code in _events)
        {
            count += code == cause ? 1 : 0;
        }

        return count;
    }

    /// <summary>The same follow-up with one cause as the event (code 1) and everything else censored: the cause-specific view.</summary>
    /// <param name="cause">Event code, 1 or greater. A cause nobody had gives an outcome without events.</param>
    /// <returns>A new outcome.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The cause is below 1.</exception>
    public SurvivalOutcome WithCause(int cause)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cause, 1);
        return new SurvivalOutcome(_times, Array.ConvertAll(_events, e => e == cause ? 1 : 0), order: null, _entries, _weights) { _chosen = (cause, _events) };
    }

    /// <summary>The same follow-up with an event of any cause as the event (code 1).</summary>
    /// <returns>A new outcome, or this one when code 1 is the only cause.</returns>
    public SurvivalOutcome WithAnyCause() =>
        _causes is [] or [1] ? this : new SurvivalOutcome(_times, Array.ConvertAll(_events, e => e != 0 ? 1 : 0), _order, _entries, _weights);

    /// <summary>The same follow-up with being censored as the event (code 1): the outcome of the reverse Kaplan-Meier.</summary>
    /// <returns>A new outcome.</returns>
    public SurvivalOutcome Reversed() => new(_times, Array.ConvertAll(_events, e => e == 0 ? 1 : 0), order: null, _entries, _weights);

    /// <summary>The follow-up of some patients.</summary>
    /// <param name="rows">Row indices in the wanted order; repeats are allowed (a bootstrap sample).</param>
    /// <returns>A new outcome of <c>rows.Length</c> patients.</returns>
    /// <exception cref="ArgumentException">No row, or an index outside the outcome.</exception>
    public SurvivalOutcome Select(ReadOnlySpan<int> rows)
    {
        if (rows.IsEmpty)
        {
            throw new ArgumentException("No rows are selected.", nameof(rows));
        }

        var times = new double[rows.Length];
        var events = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            if ((uint)rows[i] >= (uint)_times.Length)
            {
                throw new ArgumentException(Text($"Row {i} is {rows[i]}, but the outcome has {_times.Length} patients."), nameof(rows));
            }

            times[i] = _times[rows[i]];
            events[i] = _events[rows[i]];
        }

        var chosen = new SurvivalOutcome(times, events, order: null, Take(_entries, rows), Take(_weights, rows));
        if (_chosen is var (cause, codes) && chosen._causes.Length == 0)
        {
            chosen._chosen = (cause, [.. rows.ToArray().Select(row => codes[row])]);
        }

        return chosen;
    }

    /// <summary>The same follow-up, each row at risk only after its entry time (left truncation, start-stop rows).</summary>
    /// <param name="entries">Entry times, one a row, finite, 0 or greater and below the row's time; empty removes them.</param>
    /// <returns>A new outcome.</returns>
    /// <exception cref="ArgumentException">Unequal lengths, or an entry out of range (named by its index).</exception>
    public SurvivalOutcome WithEntries(ReadOnlySpan<double> entries)
    {
        if (entries.IsEmpty)
        {
            return new SurvivalOutcome(_times, _events, _order, null, _weights) { _chosen = _chosen };
        }

        RequireFinite(entries, nameof(entries));
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i] < 0 || entries[i] >= _times[i])
            {
                throw new ArgumentException(
                    Text($"Entry {i} is {entries[i]} and its time is {_times[i]}: an entry must be 0 or greater and below the time."),
                    nameof(entries));
            }
        }

        return new SurvivalOutcome(_times, _events, _order, entries.ToArray(), _weights) { _chosen = _chosen };
    }

    /// <summary>The same follow-up with case weights: how many patients (or how much of one) a row stands for.</summary>
    /// <param name="weights">Weights, one a row, finite, 0 or greater, not all 0; empty removes them.</param>
    /// <returns>A new outcome.</returns>
    /// <exception cref="ArgumentException">Unequal lengths, a weight out of range (named by its index), or a sum of 0.</exception>
    public SurvivalOutcome WithWeights(ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty)
        {
            return new SurvivalOutcome(_times, _events, _order, _entries, null) { _chosen = _chosen };
        }

        RequireFinite(weights, nameof(weights));
        var any = false;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] < 0)
            {
                throw new ArgumentException(Text($"Weight {i} is {weights[i]}: weights must be 0 or greater."), nameof(weights));
            }

            any |= weights[i] > 0;
        }

        return any
            ? new SurvivalOutcome(_times, _events, _order, _entries, weights.ToArray()) { _chosen = _chosen }
            : throw new ArgumentException(Text($"All {weights.Length} weights are 0."), nameof(weights));
    }

    /// <summary>Refuses entry times and weights on behalf of a function that cannot use them.</summary>
    /// <param name="function">Named in the message.</param>
    internal void RequirePlain(string function)
    {
        if (_entries is not null)
        {
            throw new NotSupportedException($"{function} does not use entry times: remove them with WithEntries([]) if that is meant.");
        }

        if (_weights is not null)
        {
            throw new NotSupportedException($"{function} does not use case weights: remove them with WithWeights([]) if that is meant.");
        }
    }

    /// <summary>Checks that there is one finite value a patient; names the first that is not.</summary>
    internal void RequireFinite(ReadOnlySpan<double> values, string name)
    {
        if (values.Length != Count)
        {
            throw new ArgumentException(Text($"'{name}' has {values.Length} values, 'outcome' has {Count} patients."), name);
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException(Text($"'{name}' is {values[i]} at index {i}: it must be finite."), name);
            }
        }
    }

    private static string Text(FormattableString message) => message.ToString(CultureInfo.InvariantCulture);

    private static double[]? Take(double[]? values, ReadOnlySpan<int> rows)
    {
        if (values is null)
        {
            return null;
        }

        var taken = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            taken[i] = values[rows[i]];
        }

        return taken;
    }

    private static int[] DistinctCauses(int[] events)
    {
        var seen = new SortedSet<int>();
        ulong small = 0;
        foreach (var code in events)
        {
            if (code >= 64)
            {
                seen.Add(code);
            }
            else
            {
                small |= 1UL << code;
            }
        }

        for (var code = 1; code < 64; code++)
        {
            if ((small >> code & 1) != 0)
            {
                seen.Add(code);
            }
        }

        return [.. seen];
    }

    private int[] Sort()
    {
        var times = (double[])_times.Clone();
        var start = new int[times.Length];

        // Without a branch: which rows are events cannot be predicted.
        for (int i = 0, put = 0, censored = EventCount(); i < start.Length; i++)
        {
            var had = _events[i] != 0 ? 1 : 0;
            start[had != 0 ? put : censored] = i;
            put += had;
            censored += 1 - had;
        }

        // The sort is stable, so the events stay before the censorings of their time.
        var order = RadixOrder.Sort(times, start);
        _sortedTimes = times;
        return order;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Count} patients, {string.Join(", ", Causes.Select(c => $"{EventCount(c)} events of cause {c}"))}{(Causes.Count == 0 ? "no events" : string.Empty)}, followed up to {Printed.Number(LastTime)}");
}
