using System.Globalization;
using HccRisk.Core.Columns;
using HccRisk.Core.Learning;
using HccRisk.Survival.Data;
using Microsoft.ML;

namespace HccRisk.Survival.Learning;

/// <summary>Reads follow-up from a data view, for trainers whose inputs are no vector of features.</summary>
public static class OutcomeReader
{
    /// <summary>Reads and checks follow-up.</summary>
    /// <param name="data">The data.</param>
    /// <param name="timeColumn">Follow-up, numbers of any type, finite and 0 or greater.</param>
    /// <param name="eventColumn">Event codes, whole numbers of any type: 0 for censored; Booleans, true for the event; or a key whose values are such numbers.</param>
    /// <param name="allowUncensored">Whether codes without any 0 are causes of patients of whom nobody was censored.</param>
    /// <returns>One patient a row, in the order of the data.</returns>
    /// <exception cref="ColumnException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">A time or a code is out of range, or the codes may mean something else.</exception>
    public static SurvivalOutcome Read(IDataView data, string timeColumn, string eventColumn, bool allowUncensored)
    {
        var times = DataViewReader.ReadAnyNumbers(data, timeColumn);
        var codes = DataViewReader.ReadEventCodes(data, eventColumn);
        var events = new int[codes.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            if (!(codes[i] >= 0) || codes[i] != Math.Floor(codes[i]) || codes[i] > 1000)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Column '{eventColumn}' is {codes[i]} in row {i}; event codes are whole numbers, 0 for censored."));
            }

            events[i] = (int)codes[i];
        }

        if (!allowUncensored && EventCodes.Ambiguity(events) is { } reason)
        {
            throw new InvalidOperationException(
                $"Column '{eventColumn}': {reason}; recode it if another code does (1 = censored and 2 = event become 0 and 1), or set AllowUncensored if nobody was censored.");
        }

        for (var i = 0; i < times.Length; i++)
        {
            if (!(times[i] >= 0) || !double.IsFinite(times[i]))
            {
                throw new InvalidOperationException(FormattableString.Invariant($"Column '{timeColumn}' is {times[i]} in row {i}; a time must be finite and 0 or greater."));
            }
        }

        return new SurvivalOutcome(times, events);
    }

    /// <summary>Follow-up with entry times and case weights where there are columns of them.</summary>
    internal static SurvivalOutcome Read(IDataView data, string timeColumn, string eventColumn, string? entryColumn, string? weightColumn, bool allowUncensored)
    {
        var outcome = Read(data, timeColumn, eventColumn, allowUncensored);
        if (entryColumn is not null)
        {
            var entries = DataViewReader.ReadAnyNumbers(data, entryColumn);
            Require(entries, (entry, i) => entry >= 0 && entry < outcome.TimeArray[i], (entry, i) => FormattableString.Invariant(
                $"Column '{entryColumn}' is {entry} in row {i} and '{timeColumn}' is {outcome.TimeArray[i]}; an entry must be 0 or greater and below the time."));
            outcome = outcome.WithEntries(entries);
        }

        if (weightColumn is not null)
        {
            var weights = DataViewReader.ReadAnyNumbers(data, weightColumn);
            Require(weights, (weight, _) => weight > 0 && double.IsFinite(weight), (weight, i) => FormattableString.Invariant(
                $"Column '{weightColumn}' is {weight} in row {i}; a weight must be finite and above 0: leave out rows that shall not count."));
            outcome = outcome.WithWeights(weights);
        }

        return outcome;
    }

    /// <summary>A text column as codes, by ordinal order of the texts.</summary>
    internal static (int[] Codes, string[] Names) ReadCodes(IDataView data, string column)
    {
        var texts = DataViewReader.ReadTexts(data, column);
        var empty = Array.FindIndex(texts, string.IsNullOrEmpty);
        if (empty >= 0)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"Column '{column}' is empty in row {empty}; every row needs a value."));
        }

        string[] names = [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return (Array.ConvertAll(texts, t => Array.BinarySearch(names, t, StringComparer.Ordinal)), names);
    }

    private static void Require(double[] values, Func<double, int, bool> fits, Func<double, int, string> message)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!fits(values[i], i))
            {
                throw new InvalidOperationException(message(values[i], i));
            }
        }
    }
}
