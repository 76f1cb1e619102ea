namespace HccRisk.Survival.Validation;

/// <summary>The levels of one column.</summary>
/// <param name="Name">The column.</param>
/// <param name="Rule">How its levels were made, such as "cut at the median 5.2"; null where they are its values.</param>
/// <param name="Missing">Patients without a value, who are in no level.</param>
/// <param name="Levels">Performance by level.</param>
/// <param name="Interactions">Tests whether the levels differ, model by model.</param>
public sealed record SubgroupValidation(
    string Name, string? Rule, int Missing, IReadOnlyList<GroupValidation> Levels, IReadOnlyList<InteractionTest> Interactions);
