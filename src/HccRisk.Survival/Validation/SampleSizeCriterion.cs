namespace HccRisk.Survival.Validation;

/// <summary>One criterion of whether an external validation has enough patients, at the main horizon.</summary>
/// <param name="Criterion">"events", "O/E", "AUC" or "calibration slope".</param>
/// <param name="Model">The model; null where it does not matter.</param>
/// <param name="Target">What is asked for: events, or width of the confidence interval (of O/E: ratio of its limits).</param>
/// <param name="Achieved">What these patients give; null when not estimable.</param>
/// <param name="PatientsNeeded">
/// Patients of the same kind that would reach the target, from the precision achieved here; null when not estimable.
/// </param>
/// <param name="PlannedPatients">
/// Patients by the formula of planning (Riley et al., Stat Med 2021), divided by the share whose status at the horizon is known; null where there is none.
/// </param>
/// <param name="Text">The criterion with its source in words.</param>
public sealed record SampleSizeCriterion(
    string Criterion, string? Model, double Target, double? Achieved, int? PatientsNeeded, int? PlannedPatients, string Text)
{
    /// <summary>Whether the target is reached; null when not estimable.</summary>
    public bool? Met => Achieved is { } achieved ? Criterion == "events" ? achieved >= Target : achieved <= Target : null;

    /// <inheritdoc/>
    public override string ToString() => Text;
}
