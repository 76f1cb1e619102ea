namespace HccRisk.Studies.Results;

/// <summary>One hospital of the study.</summary>
/// <param name="Site">Name of the site.</param>
/// <param name="Role">"development" or "external".</param>
/// <param name="Patients">Patients analysed.</param>
/// <param name="Events">First events by name ("aggressive recurrence", "death without recurrence", ...), with "censored" among them.</param>
/// <param name="MedianFollowUp">Median follow-up by reverse Kaplan-Meier, in the study's time unit; null when not reached.</param>
public sealed record SiteSummary(string Site, string Role, int Patients, IReadOnlyDictionary<string, int> Events, double? MedianFollowUp);
