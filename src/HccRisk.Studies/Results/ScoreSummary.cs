namespace HccRisk.Studies.Results;

/// <summary>A published or a user's own score on the patients of a study.</summary>
/// <param name="Name">Name of the score.</param>
/// <param name="Title">Name as in the literature.</param>
/// <param name="Formula">The formula, over columns in the units of the score.</param>
/// <param name="Citation">Where it was published.</param>
/// <param name="Note">What a reader must know; null for nothing.</param>
/// <param name="Obstacle">Why it cannot be computed for this study (a column, a unit); null when it can.</param>
/// <param name="Patients">Patients with a score.</param>
/// <param name="Groups">Patients by group of the publication, from the lowest; empty without groups.</param>
/// <param name="Missing">Patients without a score by reason.</param>
public sealed record ScoreSummary(
    string Name,
    string Title,
    string Formula,
    string Citation,
    string? Note,
    string? Obstacle,
    int Patients,
    IReadOnlyDictionary<string, int> Groups,
    IReadOnlyDictionary<string, int> Missing);
