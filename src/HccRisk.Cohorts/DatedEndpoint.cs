using System.Globalization;
using System.Text.Json.Serialization;

namespace HccRisk.Cohorts;

/// <summary>
/// Time and event from dates: from the operation to the first of recurrence and death, or else to the last visit, when nothing had happened. Two events of one day are
/// the recurrence.
/// </summary>
public sealed record DatedEndpoint : EndpointDefinition
{
    private const double DaysPerYear = 365.25;

    /// <summary>Column with the date from which time is counted. Default <c>surgery_date</c>.</summary>
    public string StartColumn { get; init; } = "surgery_date";

    /// <summary>Column with the date of event 1, empty when it did not happen. Default <c>recurrence_date</c>.</summary>
    public string EventColumn { get; init; } = "recurrence_date";

    /// <summary>Column with the date of the competing event 2, empty when it did not happen; null (default) when there is none.</summary>
    public string? CompetingColumn { get; init; }

    /// <summary>Column with the date a patient was last known to be without an event. Default <c>last_visit</c>.</summary>
    public string LastVisitColumn { get; init; } = "last_visit";

    /// <summary>What event 1 is. Default: recurrence.</summary>
    public string Event { get; init; } = "recurrence";

    /// <summary>What event 2 is. Default: death.</summary>
    public string Competing { get; init; } = "death";

    /// <inheritdoc/>
    public override string NameOf(int code) => code switch
    {
        0 => "censored",
        1 => Event,
        2 => Competing,
        _ => FormattableString.Invariant($"event {code}"),
    };

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<CohortColumn> Columns => [.. Names.Select(name => new CohortColumn(name, ColumnKind.Date) { Role = ColumnRole.Outcome, Required = false, Availability = Availability.Post })];

    private IEnumerable<string> Names => new[] { StartColumn, EventColumn, CompetingColumn, LastVisitColumn }.OfType<string>();

    /// <inheritdoc/>
    public override IReadOnlyList<string> MissingColumns(Func<string, bool> present)
    {
        ArgumentNullException.ThrowIfNull(present);
        return [.. Names.Where(name => !present(name))];
    }

    /// <inheritdoc/>
    public override string? TryAssign(Patient patient, out PatientOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(patient);
        outcome = default;
        var (start, recurred, died, seen) = (patient[StartColumn], patient[EventColumn], CompetingColumn is { } name ? patient[name] : double.NaN, patient[LastVisitColumn]);
        if (double.IsNaN(start))
        {
            return $"{StartColumn} is missing";
        }

        var (column, end, code) = !double.IsNaN(recurred) && !(died < recurred) ? (EventColumn, recurred, 1)
            : !double.IsNaN(died) ? (CompetingColumn!, died, 2)
            : (LastVisitColumn, seen, 0);
        if (!double.IsNaN(recurred) && code == 2)
        {
            return $"{EventColumn} {ClinicalDay.Text(recurred)} is after {CompetingColumn} {ClinicalDay.Text(died)}";
        }

        if (double.IsNaN(end))
        {
            return $"{LastVisitColumn} is missing, and no event has a date";
        }

        if (code == 1 && recurred > seen)
        {
            return $"{EventColumn} {ClinicalDay.Text(recurred)} is after {LastVisitColumn} {ClinicalDay.Text(seen)}";
        }

        if (end <= start)
        {
            return end == start ? $"{column} is {StartColumn}: there is no follow-up" : $"{column} {ClinicalDay.Text(end)} is before {StartColumn} {ClinicalDay.Text(start)}";
        }

        outcome = new PatientOutcome((end - start) / DaysIn(TimeUnit), code);
        return null;
    }

    internal override IEnumerable<string> Faults()
    {
        if (double.IsNaN(DaysIn(TimeUnit)))
        {
            yield return $"endpoint: timeUnit '{TimeUnit}' is none of days, weeks, months, years";
        }
    }

    private static double DaysIn(string unit) => unit.ToLower(CultureInfo.InvariantCulture) switch
    {
        "days" => 1,
        "weeks" => 7,
        "months" => DaysPerYear / 12,
        "years" => DaysPerYear,
        _ => double.NaN,
    };
}
