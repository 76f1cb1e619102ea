namespace HccRisk.Radiomics;

/// <summary>Settings of <see cref="IntensityNormalisation"/>; those of another kind have no effect.</summary>
public sealed record NormalisationOptions
{
    /// <summary>Lower quantile of <see cref="IntensityNormalisation.Quantiles"/>, 0 to 1, linear between order statistics. Default 0.01.</summary>
    public double LowerQuantile { get; init; } = 0.01;

    /// <summary>Upper quantile of <see cref="IntensityNormalisation.Quantiles"/>, above the lower one, at most 1. Default 0.99.</summary>
    public double UpperQuantile { get; init; } = 0.99;

    /// <summary>What the lower quantile becomes. Default 0.</summary>
    public double TargetMinimum { get; init; }

    /// <summary>What the upper quantile becomes, above <see cref="TargetMinimum"/>. Default 1.</summary>
    public double TargetMaximum { get; init; } = 1;

    /// <summary>Sets what lies beyond the targets of <see cref="IntensityNormalisation.Quantiles"/> to them. Default false.</summary>
    public bool CutTails { get; init; }

    /// <summary>z-scores farther from 0 than this are set to it, before <see cref="Factor"/>; above 0. Default null: none are.</summary>
    public double? OutlierLimit { get; init; }

    /// <summary>z-scores and ratios are multiplied by this, above 0. Default 1.</summary>
    public double Factor { get; init; } = 1;

    internal string ToCanonicalString() => FormattableString.Invariant(
        $"{LowerQuantile:R},{UpperQuantile:R},{TargetMinimum:R},{TargetMaximum:R},{CutTails},{OutlierLimit:R},{Factor:R}");

    internal IEnumerable<string> Faults()
    {
        if (!(LowerQuantile is >= 0 and <= 1 && UpperQuantile is >= 0 and <= 1 && LowerQuantile < UpperQuantile))
        {
            yield return FormattableString.Invariant($"Scaling has the quantiles {LowerQuantile} and {UpperQuantile}: the lower is below the upper, both 0 to 1");
        }

        if (!(double.IsFinite(TargetMinimum) && double.IsFinite(TargetMaximum) && TargetMinimum < TargetMaximum))
        {
            yield return FormattableString.Invariant($"Scaling has the targets {TargetMinimum} to {TargetMaximum}: the minimum is below the maximum");
        }

        if (OutlierLimit is not (null or (> 0 and < double.PositiveInfinity)))
        {
            yield return FormattableString.Invariant($"Scaling.OutlierLimit is {OutlierLimit}: above 0");
        }

        if (Factor is not (> 0 and < double.PositiveInfinity))
        {
            yield return FormattableString.Invariant($"Scaling.Factor is {Factor}: above 0");
        }
    }
}
