namespace HccRisk.Boosting;

/// <summary>What a reader must know of a boosted fit.</summary>
internal static class BoostingRemarks
{
    /// <summary>Sentences; none when there is nothing to say.</summary>
    public static IEnumerable<string> Of(BoostedFit fit, BoostingOptions options)
    {
        if (options.Folds == 0)
        {
            yield return "Nothing was cross-validated: the number of trees is as given, and risks spread too far, "
                + "for the baseline was taken under scores of the same rows.";
        }

        if (fit.Trees.Trees.Count == 0)
        {
            yield return fit.Rounds == 0
                ? "The model has no trees: by cross-validation none predicts better than no features at all, and every row gets the same risk."
                : "The model has no trees: no cut leaves enough rows and events on both sides, and every row gets the same risk.";
        }
        else if (options.Folds > 0 && fit.Rounds == options.Rounds)
        {
            yield return FormattableString.Invariant($"The cross-validated likelihood still rose after {fit.Rounds} rounds: more would fit better.");
        }
    }
}
