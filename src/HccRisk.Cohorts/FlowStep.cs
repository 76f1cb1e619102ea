using HccRisk.Core.Errors;

namespace HccRisk.Cohorts;

/// <summary>One box of a flow diagram.</summary>
/// <param name="Name">The criterion.</param>
/// <param name="Before">Patients before it.</param>
/// <param name="Remaining">Patients after it.</param>
/// <param name="Excluded">Who was excluded here, and why.</param>
/// <param name="Note">Why the criterion was not applied, or what it means for the analysis; null when there is nothing to say.</param>
public sealed record FlowStep(string Name, int Before, int Remaining, IReadOnlyList<Exclusion> Excluded, string? Note = null)
{
    /// <summary>The criterion with its note, as a diagram shows it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Label => Note is null ? Name : $"{Name} ({Note})";
}
