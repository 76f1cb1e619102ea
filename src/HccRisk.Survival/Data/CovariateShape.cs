using System.Globalization;

namespace HccRisk.Survival.Data;

/// <summary>What every regression asks of its input before it looks at a value.</summary>
internal static class CovariateShape
{
    /// <summary>Checks sizes and that there are events, and gives the columns names.</summary>
    /// <param name="x">Covariates, row-major.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="outcome">Follow-up.</param>
    /// <param name="columnNames">Names, or null for x0, x1, ...</param>
    /// <param name="model">The model as a message names it: "A Cox model".</param>
    public static string[] Check(ReadOnlySpan<double> x, int columns, SurvivalOutcome outcome, IReadOnlyList<string>? columnNames, string model)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (x.Length != (long)outcome.Count * columns)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"'x' has {x.Length} values, but {outcome.Count} patients x {columns} columns make {(long)outcome.Count * columns}."),
                nameof(x));
        }

        if (columnNames is not null && columnNames.Count != columns)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"'columnNames' has {columnNames.Count} names, 'x' has {columns} columns."),
                nameof(columnNames));
        }

        return outcome.Causes.Count == 0
            ? throw new NoEventsException($"{model} needs events: {outcome.WhyNoEvent}.")
            : columnNames?.ToArray() ?? [.. Enumerable.Range(0, columns).Select(j => string.Create(CultureInfo.InvariantCulture, $"x{j}"))];
    }

    /// <summary>Refuses a covariate that is missing or infinite; the message names the column and the row.</summary>
    public static void RequireFinite(ReadOnlySpan<double> x, int columns, IReadOnlyList<string> names)
    {
        for (var i = 0; i < x.Length; i++)
        {
            if (!double.IsFinite(x[i]))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"Column '{names[i % columns]}' is {x[i]} in row {i / columns}: covariates must be finite."), nameof(x));
            }
        }
    }
}
