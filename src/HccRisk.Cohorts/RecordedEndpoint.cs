using System.Globalization;
using System.Text.Json.Serialization;
using HccRisk.Core.Columns;

namespace HccRisk.Cohorts;

/// <summary>Time and event code as two columns of the clinical file.</summary>
public sealed record RecordedEndpoint : EndpointDefinition
{
    /// <summary>Column with the time from resection, above zero: a patient without follow-up is excluded. Default <c>time</c>.</summary>
    public string TimeColumn { get; init; } = "time";

    /// <summary>
    /// Column with the event code: 0 or false censored, 1 or true the event, above 1 competing events, unless <see cref="CensoredCode"/> and
    /// <see cref="EventCode"/> say otherwise. Default <c>event</c>.
    /// </summary>
    public string EventColumn { get; init; } = "event";

    /// <summary>
    /// The code in <see cref="EventColumn"/> that stands for censored, 0 or greater; null when nobody is censored. Default 0. Where no patient
    /// has code 0 and several codes occur (1 = censored, 2 = event in many tables of R) it must be said which, or the file is refused.
    /// </summary>
    public int? CensoredCode { get; init; } = 0;

    /// <summary>
    /// The code that stands for event 1, 1 or greater. Default 1. Any other code keeps its number, except that 0 and 1 take those that
    /// <see cref="CensoredCode"/> and this have left free.
    /// </summary>
    public int EventCode { get; init; } = 1;

    /// <summary>What event 1 is. Default: first event.</summary>
    public string Event { get; init; } = "first event";

    /// <inheritdoc/>
    public override string NameOf(int code) => code switch
    {
        0 => "censored",
        1 => Event,
        _ => FormattableString.Invariant($"event {code}"),
    };

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<CohortColumn> Columns =>
    [
        FollowUpTime.Plausible(new(TimeColumn, ColumnKind.Numeric) { Role = ColumnRole.Outcome, Unit = TimeUnit, Required = false, Availability = Availability.Post }),
        new(EventColumn, ColumnKind.EventCode) { Role = ColumnRole.Outcome, Required = false, Availability = Availability.Post },
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

        if (time <= 0)
        {
            return NoFollowUp(TimeColumn, time);
        }

        if (code < 0 || code != Math.Floor(code) || code > byte.MaxValue)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{EventColumn} is {code}: an event code is 0, 1, 2...");
        }

        if (code == 0 && CensoredCode is null)
        {
            return $"{EventColumn} is 0, which stands for censored; the endpoint says that nobody is";
        }

        outcome = new PatientOutcome(time, Renumbered((int)code));
        return null;
    }

    internal static string NoFollowUp(string column, double time) => time < 0
        ? string.Create(CultureInfo.InvariantCulture, $"{column} is {time}: a time is above zero")
        : $"{column} is 0: there is no follow-up";

    internal override string? FaultOfAll(IEnumerable<Patient> patients)
    {
        if (EventCode < 1 || EventCode == CensoredCode)
        {
            return $"endpoint: eventCode is {Text(EventCode)} and censoredCode {Text(CensoredCode)}; the event needs a code of its own above 0";
        }

        if (CensoredCode is not 0)
        {
            return null;
        }

        var codes = patients.Select(p => p[EventColumn]).Where(c => c >= 0 && c == Math.Floor(c) && c <= byte.MaxValue).Select(c => (int)c).ToArray();
        return EventCodes.Ambiguity(codes) is { } reason
            ? $"column '{EventColumn}': {reason}; say in the endpoint which code does (\"censoredCode\": 1, \"eventCode\": 2 where 2 is the event), or \"censoredCode\": null if nobody was censored"
            : null;
    }

    private static string Text(int? code) => code?.ToString(CultureInfo.InvariantCulture) ?? "null";

    /// <summary>0 for censored, 1 for the event, and a number of its own above 1 for any other code.</summary>
    private int Renumbered(int code) =>
        code == CensoredCode ? 0
        : code == EventCode ? 1
        : code == 1 ? EventCode
        : code == 0 ? (CensoredCode > 1 ? CensoredCode.Value : EventCode)
        : code;
}
