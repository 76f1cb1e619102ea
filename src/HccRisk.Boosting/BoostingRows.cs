using HccRisk.Survival.Boosting;
using HccRisk.Survival.Data;

namespace HccRisk.Boosting;

/// <summary>What is boosted: rows, their follow-up, and the objective of any part of them.</summary>
/// <param name="X">Row-major features, finite or NaN.</param>
/// <param name="Plan">The features as parameters.</param>
/// <param name="Columns">Number of features.</param>
/// <param name="Outcome">Follow-up, every code above 0 being the event.</param>
/// <param name="Groups">Patient of each row; empty when every row is one.</param>
/// <param name="IsRelative">Whether scores count against each other only, so that those of folds are centred before they meet.</param>
/// <param name="Objective">The objective of some rows (ascending), and what it adds to the trees.</param>
internal sealed record BoostingRows(
    double[] X, FeaturePlan Plan, int Columns, SurvivalOutcome Outcome, int[] Groups, bool IsRelative, Func<int[], (BoostingObjective Objective, double Start)> Objective)
{
    /// <summary>Number of rows.</summary>
    public int Count => Outcome.Count;

    /// <summary>All rows.</summary>
    public int[] All => [.. Enumerable.Range(0, Count)];

    /// <summary>The features of some rows.</summary>
    public double[] Take(int[] rows)
    {
        var taken = new double[rows.Length * Columns];
        for (var i = 0; i < rows.Length; i++)
        {
            X.AsSpan(rows[i] * Columns, Columns).CopyTo(taken.AsSpan(i * Columns));
        }

        return taken;
    }
}
