namespace HccRisk.Features.Clinical;

/// <summary>A value a score is computed from.</summary>
/// <param name="Column">Canonical name of the clinical column.</param>
/// <param name="Unit">
/// Unit the formula is in; null for a count or a yes/no (1/0). A column in another unit is converted where its schema knows this one
/// (<see cref="Cohorts.CohortColumn.OtherUnits"/>), and refused where it does not.
/// </param>
public sealed record ScoreInput(string Column, string? Unit = null)
{
    /// <summary>What stands in when the column or the cell is empty: 0 for a second tumour there is not. Default null: without the value there is no score.</summary>
    public double? IfMissing { get; init; }
}
