namespace HccRisk.Cohorts;

/// <summary>A patient of a clinical file, in the cohort or left out.</summary>
/// <param name="Id">The identifier; <c>(line 7)</c> of a row without one, as in the exclusions.</param>
/// <param name="Site">The site as it is written; empty when there is none.</param>
public sealed record ListedPatient(string Id, string Site);
