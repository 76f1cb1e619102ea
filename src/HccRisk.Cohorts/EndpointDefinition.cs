using System.Text.Json.Serialization;

namespace HccRisk.Cohorts;

/// <summary>How the outcome of a patient is found in the clinical file.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RecordedEndpoint), "recorded")]
[JsonDerivedType(typeof(DatedEndpoint), "dated")]
[JsonDerivedType(typeof(AggressiveRecurrenceEndpoint), "aggressiveRecurrence")]
public abstract record EndpointDefinition
{
    /// <summary>What an event code stands for, as reports say it.</summary>
    /// <param name="code">0 for censored, 1 or greater for a cause.</param>
    public abstract string NameOf(int code);

    /// <summary>Unit of the outcome's time. Default: months.</summary>
    public string TimeUnit { get; init; } = "months";

    /// <summary>Columns the endpoint reads; they need not be listed in the schema.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<CohortColumn> Columns { get; }

    /// <summary>Names of the columns without which no outcome can be found in a file; empty when it has enough.</summary>
    /// <param name="present">Whether the file has a column.</param>
    public abstract IReadOnlyList<string> MissingColumns(Func<string, bool> present);

    /// <summary>Finds the outcome of one patient.</summary>
    /// <param name="patient">The patient, with the columns of this endpoint.</param>
    /// <param name="outcome">The outcome, when the result is null.</param>
    /// <returns>Null on success; otherwise why the row does not determine an outcome (negative time, recurrence after death...).</returns>
    public abstract string? TryAssign(Patient patient, out PatientOutcome outcome);

    /// <summary>
    /// The landmark label at a horizon, as <see cref="PatientOutcome.LabelAt"/>; null also where the event that happened before it may have been the
    /// event of interest.
    /// </summary>
    /// <param name="outcome">An outcome of this endpoint.</param>
    /// <param name="horizon">In the unit of the outcome.</param>
    public virtual bool? LabelAt(PatientOutcome outcome, double horizon) => outcome.LabelAt(horizon);

    /// <summary>Other readings of the same columns, for sensitivity analyses; <see cref="SensitivityEndpoint.Of"/> counts them. Default none.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<EndpointAlternative> Alternatives => [];

    /// <summary>What is wrong with the outcome columns of all patients together; null when nothing is.</summary>
    internal virtual string? FaultOfAll(IEnumerable<Patient> patients) => null;

    /// <summary>What is wrong with the definition itself, one line each.</summary>
    internal virtual IEnumerable<string> Faults() => [];
}
