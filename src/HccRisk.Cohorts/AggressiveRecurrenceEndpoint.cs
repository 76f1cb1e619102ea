using System.Globalization;
using System.Text.Json.Serialization;
using HccRisk.Core.Columns;

namespace HccRisk.Cohorts;

/// <summary>
/// First recurrence beyond the Milan criteria, computed from the findings at recurrence. Codes: 0 censored, 1 first recurrence beyond
/// Milan, 2 first recurrence within Milan, 3 death without recurrence, 4 first recurrence that the findings leave open, 5 liver transplant before
/// recurrence. A beyond-Milan recurrence after 24 months is still code 1 in
/// time-to-event analysis; <see cref="PatientOutcome.LabelAt"/> gives false for it at 24 months.
/// </summary>
/// <remarks>
/// Reads <c>recurrence_months</c> (empty: none seen), <c>recurrence_largest_cm</c>, <c>recurrence_count</c>,
/// <c>recurrence_vascular_invasion</c>, <c>recurrence_extrahepatic</c>, <c>death_months</c> (empty: alive) and <c>follow_up_months</c>
/// (last contact or death; may be empty after a death). Two may be absent: <c>transplant_months</c> (liver transplant, empty: none) and
/// <c>beyond_milan_months</c> (when disease beyond the criteria was first seen, at the first recurrence or after it; empty: never). When the file has none of the first, codes already assigned in <c>time</c> and
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
    private const string TransplantColumn = "transplant_months";
    private const string Beyond = "beyond_milan_months";

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

    /// <summary>Event code of a first recurrence whose findings leave open whether it was within the Milan criteria.</summary>
    public const int Unclassified = 4;

    /// <summary>Event code of a liver transplant before recurrence.</summary>
    public const int Transplant = 5;

    /// <summary>What becomes of a recurrence whose findings leave the criteria open. Default: an event of its own.</summary>
    public UnclassifiableRecurrence Unclassifiable { get; init; } = UnclassifiableRecurrence.Kept;

    /// <summary>What a liver transplant before recurrence is (<c>transplant_months</c>). Default: a competing event.</summary>
    public TransplantHandling TransplantBeforeRecurrence { get; init; } = TransplantHandling.Competing;

    /// <summary>
    /// Whether disease beyond the criteria counts whenever it was first seen (<c>beyond_milan_months</c>), also after a first recurrence within them.
    /// A recurrence within the criteria is then no event, and deaths after it compete. Default false: the first recurrence alone decides.
    /// </summary>
    public bool LaterProgression { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<EndpointAlternative> Alternatives =>
    [
        new("unclassified-within", "best case: recurrences that could not be classified were within the Milan criteria", this with { Unclassifiable = UnclassifiableRecurrence.WithinMilan }, Recurrence),
        new("unclassified-beyond", "worst case: recurrences that could not be classified were beyond the Milan criteria", this with { Unclassifiable = UnclassifiableRecurrence.BeyondMilan }, Recurrence),
        TransplantBeforeRecurrence == TransplantHandling.Competing
            ? new("transplant-censored", "follow-up ends at a liver transplant before recurrence", this with { TransplantBeforeRecurrence = TransplantHandling.Censored }, TransplantColumn)
            : new("transplant-competing", "a liver transplant before recurrence is a competing event", this with { TransplantBeforeRecurrence = TransplantHandling.Competing }, TransplantColumn),
        LaterProgression
            ? new("first-recurrence", "the first recurrence alone decides", this with { LaterProgression = false }, Recurrence)
            : new("any-time-beyond-milan", "disease beyond the Milan criteria at any time, also after a first recurrence within them", this with { LaterProgression = true }, Beyond),
    ];

    /// <inheritdoc/>
    public override string NameOf(int code) => code switch
    {
        0 => "censored",
        Aggressive => LaterProgression ? "recurrence beyond the Milan criteria at any time" : "first recurrence beyond the Milan criteria",
        WithinMilan => "first recurrence within the Milan criteria",
        DeathWithoutRecurrence => LaterProgression ? "death without recurrence beyond the Milan criteria" : "death without recurrence",
        Unclassified => "first recurrence not classifiable by the Milan criteria",
        Transplant => LaterProgression ? "liver transplant before recurrence beyond the Milan criteria" : "liver transplant before recurrence",
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
        FollowUpTime.Plausible(Number(TransplantColumn, "months", "Liver transplant, months from resection")),
        FollowUpTime.Plausible(Number(Beyond, "months", "Disease beyond the Milan criteria first seen, months from resection")),
        .. Codes.Columns,
    ];

    /// <inheritdoc/>
    public override bool? LabelAt(PatientOutcome outcome, double horizon) =>
        outcome.Event == Unclassified && outcome.Time <= horizon ? null : base.LabelAt(outcome, horizon);

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
        return FaultOfTimes(patient) ?? Status(patient, out var status) ?? Assign(patient, status, out outcome);
    }

    /// <summary>What the first recurrence was: <see cref="Aggressive"/>, <see cref="WithinMilan"/>, <see cref="Unclassified"/>, or 0 when there was none.</summary>
    private static string? Status(Patient patient, out int status)
    {
        status = Censored;
        var recurrence = patient[Recurrence];
        if (double.IsNaN(recurrence))
        {
            var finding = Array.Find([Largest, Count, Vascular, Extrahepatic], column => patient[column] > 0);
            return finding is null ? null : Text($"{finding} is {patient[finding]}, but {Recurrence} is missing: when was that recurrence?");
        }

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

        // Disease beyond the criteria that was first seen at the recurrence, or after it, says what the recurrence was when its findings do not.
        var beyond = patient[Beyond];
        bool? dated = double.IsNaN(beyond) ? null : beyond > recurrence + Rounding;
        var found = MilanCriteria.Classify(largest, count, patient[Vascular], patient[Extrahepatic]);
        if (found is { } within && dated is { } later && within != later)
        {
            return Text($"the recurrence at {recurrence} months was {(within ? "within" : "beyond")} the Milan criteria, and {Beyond} is {beyond}");
        }

        status = (found ?? dated) switch
        {
            true => WithinMilan,
            false => Aggressive,
            null => Unclassified,
        };
        return null;
    }

    private string? Assign(Patient patient, int status, out PatientOutcome outcome)
    {
        outcome = default;
        var recurrence = patient[Recurrence];
        if (status == Unclassified)
        {
            if (Unclassifiable == UnclassifiableRecurrence.Excluded)
            {
                var unknown = new[] { Largest, Count, Vascular, Extrahepatic }.Where(c => double.IsNaN(patient[c]));
                return Text($"recurrence at {recurrence} months cannot be judged against the Milan criteria: {string.Join(", ", unknown)} missing");
            }

            status = Unclassifiable switch
            {
                UnclassifiableRecurrence.WithinMilan => WithinMilan,
                UnclassifiableRecurrence.BeyondMilan => Aggressive,
                UnclassifiableRecurrence.Censored => Censored,
                _ => Unclassified,
            };
        }

        // When the recurrence ends the time at risk, and how.
        var (ends, code) = (recurrence, status);
        if (LaterProgression && status == WithinMilan)
        {
            (ends, code) = (patient[Beyond], Aggressive);
        }

        // A transplant in the month of the recurrence is its treatment.
        var transplant = patient[TransplantColumn];
        var death = patient[Death];
        outcome = transplant < ends || (double.IsNaN(ends) && !double.IsNaN(transplant))
            ? new PatientOutcome(transplant, TransplantBeforeRecurrence == TransplantHandling.Competing ? Transplant : Censored)
            : !double.IsNaN(ends) ? new PatientOutcome(ends, code)
            : double.IsNaN(death) ? new PatientOutcome(patient[FollowUp], Censored)
            : new PatientOutcome(death, DeathWithoutRecurrence);
        return null;
    }

    internal override string? FaultOfAll(IEnumerable<Patient> patients)
    {
        var codes = patients.Where(p => !p.Has(Recurrence)).Select(p => (int)p[Codes.EventColumn]).ToArray();
        return codes.All(c => c is Aggressive or WithinMilan) && EventCodes.Ambiguity(codes) is { } reason
            ? $"column '{Codes.EventColumn}': {reason}; describe the column by an endpoint of kind \"recorded\", with \"censoredCode\": 1 and \"eventCode\": 2 where 2 is the event, or \"censoredCode\": null if nobody was censored"
            : null;
    }

    private static string? FaultOfTimes(Patient patient)
    {
        foreach (var name in new[] { Recurrence, Death, FollowUp, TransplantColumn, Beyond })
        {
            if (patient[name] <= 0)
            {
                return RecordedEndpoint.NoFollowUp(name, patient[name]);
            }
        }

        var (recurrence, death, followUp) = (patient[Recurrence], patient[Death], patient[FollowUp]);
        foreach (var (name, time) in new[] { ("recurrence", recurrence), ("transplant", patient[TransplantColumn]), ("disease beyond the Milan criteria", patient[Beyond]) })
        {
            if (time > death)
            {
                return Text($"{name} at {time} months is after death at {death} months");
            }

            if (time > followUp + Rounding)
            {
                return Text($"{name} at {time} months is after the last contact at {followUp} months");
            }
        }

        if (patient[Beyond] < recurrence - Rounding || (double.IsNaN(recurrence) && !double.IsNaN(patient[Beyond])))
        {
            return Text($"{Beyond} is {patient[Beyond]} and {(double.IsNaN(recurrence) ? "no recurrence was seen" : Text($"the first recurrence was seen at {recurrence} months"))}");
        }

        if (double.IsNaN(followUp))
        {
            return double.IsNaN(death) ? $"{FollowUp} is missing" : null;
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
