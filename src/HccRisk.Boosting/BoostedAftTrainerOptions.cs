using HccRisk.Survival.Aft;
using HccRisk.Survival.Learning;

namespace HccRisk.Boosting;

/// <summary>How <see cref="BoostedAftTrainer"/> learns, and which columns it reads and writes. Features may be missing.</summary>
public sealed record BoostedAftTrainerOptions : SurvivalTrainerOptions
{
    /// <summary>
    /// Trees and folds. Rows of one <see cref="SurvivalTrainerOptions.GroupColumn"/> stay in one fold; <see
    /// cref="BoostingOptions.MinimumHessian"/> is per squared <see cref="Scale"/>.
    /// </summary>
    public BoostingOptions Boosting { get; init; } = new();

    /// <summary>Distribution of the time: log-normal, log-logistic or Weibull. Default log-normal.</summary>
    public AftDistribution Distribution { get; init; } = AftDistribution.LogNormal;

    /// <summary>
    /// Scale of the error of log time while trees are grown, above 0. Null (the default) takes that of 0.5, 0.7, 1, 1.4 and 2 which
    /// cross-validation likes
    /// best, or without folds that of a model without features. The scale of the predictions is estimated afterwards in any case.
    /// </summary>
    public double? Scale { get; init; }

    /// <inheritdoc/>
    protected override OptionalColumns Known => OptionalColumns.Weight;

    /// <inheritdoc/>
    protected override bool LearnsMissing => true;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults().Concat(Boosting.Faults()))
        {
            yield return fault;
        }

        if (Distribution is not (AftDistribution.LogNormal or AftDistribution.LogLogistic or AftDistribution.Weibull))
        {
            yield return $"Distribution is {Distribution}; a boosted model knows LogNormal, LogLogistic and Weibull.";
        }

        if (Scale is { } scale && (!(scale > 0) || !double.IsFinite(scale)))
        {
            yield return FormattableString.Invariant($"Scale is {scale}; it must be finite and above 0.");
        }
    }
}
