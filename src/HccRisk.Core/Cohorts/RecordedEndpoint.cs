using System.Globalization;
using System.Text.Json.Serialization;

namespace HccRisk.Core.Cohorts;

/// <summary>Time and event code as two columns of the clinical file.</summary>
public sealed record RecordedEndpoint : EndpointDefinition
{
    /// <summary>Column with the time from resection, zero or more. Default <c>time</c>.</summary>
    public string TimeColumn { get; init; } = "time";

    /// <summary>Column with the event code: 0 censored, 1 the event, above 1 competing events. Default <c>event</c>.</summary>
    public string EventColumn { get; init; } = "event";

    /// <summary>What event 1 is. Default: first event.</summary>
    public string Event { get; init; } = "first event";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string EventName => Event;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<CohortColumn> Columns =>
    [
        new(TimeColumn, ColumnKind.Numeric) { Role = ColumnRole.Outcome, Unit = TimeUnit, Required = false, Availability = Availability.Post },
        new(EventColumn, ColumnKind.Numeric) { Role = ColumnRole.Outcome, Required = false, Availability = Availability.Post },
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> MissingColumns(Func<string, bool> present)
    {
        ArgumentNullException.ThrowIfNull(present);
        return [.. new[] { TimeColumn, EventColumn }.Where(c => !present(c))];
    }

    /// <inheritdoc/>
    public override string? TryAssign(Patient patient, out PatientOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(patient);
        var time = patient[TimeColumn];
        var code = patient[EventColumn];
        outcome = default;
        if (double.IsNaN(time) || double.IsNaN(code))
        {
            return $"{(double.IsNaN(time) ? TimeColumn : EventColumn)} is missing";
        }

        if (time < 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{TimeColumn} is {time}: a time is zero or more");
        }

        if (code < 0 || code != Math.Floor(code) || code > byte.MaxValue)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{EventColumn} is {code}: an event code is 0, 1, 2...");
        }

        outcome = new PatientOutcome(time, (int)code);
        return null;
    }
}
