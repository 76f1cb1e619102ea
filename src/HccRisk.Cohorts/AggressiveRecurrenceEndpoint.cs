using System.Globalization;
using System.Text.Json.Serialization;
using HccRisk.Core.Columns;

namespace HccRisk.Cohorts;

/// <summary>
/// First recurrence beyond the Milan criteria, computed from the findings at recurrence. Codes: 0 censored, 1 first recurrence beyond
/// Milan, 2 first recurrence within Milan, 3 death without recurrence. A beyond-Milan recurrence after 24 months is still code 1 in
/// time-to-event analysis; <see cref="PatientOutcome.LabelAt"/> gives false for it at 24 months.
/// </summary>
/// <remarks>
/// Reads <c>recurrence_months</c> (empty: none seen), <c>recurrence_largest_cm</c>, <c>recurrence_count</c>,
/// <c>recurrence_vascular_invasion</c>, <c>recurrence_extrahepatic</c>, <c>death_months</c> (empty: alive) and <c>follow_up_months</c>
/// (last contact or death; may be empty after a death). When the file has none of the first, codes already assigned in <c>time</c> and
/// <c>event</c> are used instead.
/// </remarks>
public sealed record AggressiveRecurrenceEndpoint : EndpointDefinition
{
    private const string Recurrence = "recurrence_months";
    private const string Largest = "recurrence_largest_cm";
    private const string Count = "recurrence_count";
    private const string Vascular = "recurrence_vascular_invasion";
    private const string Extrahepatic = "recurrence_extrahepatic";
    private const string Death = "death_months";
    private const string FollowUp = "follow_up_months";

    // Dates rounded to a tenth of a month in different columns may disagree by this much.
    private const double Rounding = 0.1;

    private static readonly RecordedEndpoint Codes = new();

    /// <summary>Event code of a censored patient.</summary>
    public const int Censored = 0;

    /// <summary>Event code of a first recurrence beyond the Milan criteria.</summary>
    public const int Aggressive = 1;

    /// <summary>Event code of a first recurrence within the Milan criteria.</summary>
    public const int WithinMilan = 2;

    /// <summary>Event code of a death without recurrence.</summary>
    public const int DeathWithoutRecurrence = 3;

    /// <inheritdoc/>
    public override string NameOf(int code) => code switch
    {
        0 => "censored",
        Aggressive => "first recurrence beyond the Milan criteria",
        WithinMilan => "first recurrence within the Milan criteria",
        DeathWithoutRecurrence => "death without recurrence",
        _ => FormattableString.Invariant($"event {code}"),
    };

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<CohortColumn> Columns =>
    [
        FollowUpTime.Plausible(Number(Recurrence, "months", "First recurrence, months from resection")),
        Number(Largest, "cm", "Largest recurrent tumour") with { Minimum = 0, Maximum = 40, OtherUnits = new Dictionary<string, double>(StringComparer.Ordinal) { ["mm"] = 0.1 } },
        Number(Count, null, "Number of recurrent tumours in the liver") with { Minimum = 0, Maximum = 100 },
        Flag(Vascular, "Macrovascular invasion at recurrence"),
        Flag(Extrahepatic, "Extrahepatic disease at recurrence"),
        FollowUpTime.Plausible(Number(Death, "months", "Death, months from resection")),
        FollowUpTime.Plausible(Number(FollowUp, "months", "Last contact or death, months from resection")),
        .. Codes.Columns,
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> MissingColumns(Func<string, bool> present)
    {
        ArgumentNullException.ThrowIfNull(present);
        if (!present(Recurrence) && Codes.MissingColumns(present).Count == 0)
        {
            return [];
        }

        return [.. new[] { Recurrence, Largest, Count, Vascular, Extrahepatic, Death, FollowUp }.Where(c => !present(c))];
    }

    /// <inheritdoc/>
    public override string? TryAssign(Patient patient, out PatientOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(patient);
        if (!patient.Has(Recurrence))
        {
            var fault = Codes.TryAssign(patient, out outcome);
            return fault is null && outcome.Event > DeathWithoutRecurrence
                ? string.Create(CultureInfo.InvariantCulture, $"{Codes.EventColumn} is {outcome.Event}: the codes are 0 to 3")
                : fault;
        }

        outcome = default;
        var recurrence = patient[Recurrence];
        var death = patient[Death];
        var followUp = patient[FollowUp];
        if (FaultOfTimes(recurrence, death, followUp) is { } inconsistent)
        {
            return inconsistent;
        }

        if (double.IsNaN(recurrence))
        {
            outcome = double.IsNaN(death) ? new PatientOutcome(followUp, Censored) : new PatientOutcome(death, DeathWithoutRecurrence);
            return null;
        }

        return Classify(patient, recurrence, out outcome);
    }

    private static string? Classify(Patient patient, double recurrence, out PatientOutcome outcome)
    {
        outcome = default;
        var largest = patient[Largest];
        var count = patient[Count];
        if (count != Math.Floor(count) && !double.IsNaN(count))
        {
            return Text($"{Count} is {count}: not a whole number");
        }

        if ((count == 0 || largest == 0) && patient[Extrahepatic] != 1 && patient[Vascular] != 1)
        {
            return Text($"recurrence at {recurrence} months with {Count} {count} and {Largest} {largest}: no tumour is described");
        }

        if (MilanCriteria.Classify(largest, count, patient[Vascular], patient[Extrahepatic]) is not { } within)
        {
            var unknown = new[] { Largest, Count, Vascular, Extrahepatic }.Where(c => double.IsNaN(patient[c]));
            return Text($"recurrence at {recurrence} months cannot be judged against the Milan criteria: {string.Join(", ", unknown)} missing");
        }

        outcome = new PatientOutcome(recurrence, within ? WithinMilan : Aggressive);
        return null;
    }

    internal override string? FaultOfAll(IEnumerable<Patient> patients)
    {
        var codes = patients.Where(p => !p.Has(Recurrence)).Select(p => (int)p[Codes.EventColumn]).ToArray();
        return codes.All(c => c is Aggressive or WithinMilan) && EventCodes.Ambiguity(codes) is { } reason
            ? $"column '{Codes.EventColumn}': {reason}; describe the column by an endpoint of kind \"recorded\", with \"censoredCode\": 1 and \"eventCode\": 2 where 2 is the event, or \"censoredCode\": null if nobody was censored"
            : null;
    }

    private static string? FaultOfTimes(double recurrence, double death, double followUp)
    {
        foreach (var (name, value) in new[] { (Recurrence, recurrence), (Death, death), (FollowUp, followUp) })
        {
            if (value <= 0)
            {
                return RecordedEndpoint.NoFollowUp(name, value);
            }
        }

        if (recurrence > death)
        {
            return Text($"recurrence at {recurrence} months is after death at {death} months");
        }

        if (double.IsNaN(followUp))
        {
            return double.IsNaN(death) ? $"{FollowUp} is missing" : null;
        }

        if (recurrence > followUp + Rounding)
        {
            return Text($"recurrence at {recurrence} months is after the last contact at {followUp} months");
        }

        return Math.Abs(death - followUp) > Rounding
            ? Text($"death at {death} months and {FollowUp} {followUp} differ: follow-up ends with death")
            : null;
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static CohortColumn Number(string name, string? unit, string description) =>
        new(name, ColumnKind.Numeric) { Role = ColumnRole.Outcome, Unit = unit, Required = false, Availability = Availability.Post, Description = description };

    private static CohortColumn Flag(string name, string description) =>
        new(name, ColumnKind.Binary) { Role = ColumnRole.Outcome, Required = false, Availability = Availability.Post, Description = description };
}
