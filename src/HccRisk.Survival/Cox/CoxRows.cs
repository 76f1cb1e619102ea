using HccRisk.Survival.Data;

namespace HccRisk.Survival.Cox;

/// <summary>
/// What the rows of a Cox model carry besides covariates and follow-up; everything is optional. Entry times and case weights
/// belong to the <see cref="SurvivalOutcome"/>.
/// </summary>
public sealed record CoxRows
{
    /// <summary>Stratum label of each row: each stratum has its own baseline hazard, the coefficients are shared. Null for one stratum.</summary>
    public IReadOnlyList<int>? Strata { get; init; }

    /// <summary>
    /// Cluster label of each row, as the patient when patients have several rows: the robust variance then sums over
    /// clusters. Null for none.
    /// </summary>
    public IReadOnlyList<int>? Clusters { get; init; }

    /// <summary>A known part of each row's log-risk, with coefficient 1 (finite). Null for none.</summary>
    public IReadOnlyList<double>? Offset { get; init; }

    internal void Check(SurvivalOutcome outcome, CoxOptions options)
    {
        CheckCount(Strata?.Count, outcome, nameof(Strata));
        CheckCount(Clusters?.Count, outcome, nameof(Clusters));
        if (Offset is not null)
        {
            outcome.RequireFinite([.. Offset], nameof(Offset));
        }

        if (Clusters is not null && (options.Ties == TieHandling.Exact || options.Ridge > 0 || options.Firth))
        {
            throw new ArgumentException("Clusters need Efron or Breslow ties, no penalty and no Firth correction.", nameof(options));
        }

        var smallest = outcome.Weights.IndexOf(0.0);
        if (smallest >= 0)
        {
            throw new ArgumentException(FormattableString.Invariant($"Weight {smallest} is 0: a Cox model needs weights above 0; leave the row out."), nameof(outcome));
        }

        if (!outcome.Weights.IsEmpty && options.Ties == TieHandling.Exact)
        {
            throw new ArgumentException("The exact likelihood has no case weights: use Efron or Breslow ties.", nameof(options));
        }
    }

    internal static T[]? Take<T>(IReadOnlyList<T>? values, int[] rows) => values is null ? null : Array.ConvertAll(rows, i => values[i]);

    private static void CheckCount(int? count, SurvivalOutcome outcome, string name)
    {
        if (count is not null && count != outcome.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"'{name}' has {count} values, 'outcome' has {outcome.Count} rows."), name);
        }
    }
}
