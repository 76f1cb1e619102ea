using System.Globalization;
using HccRisk.Radiomics.Preprocessing;

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

    /// <summary>Which tissue serves as the scale. Default: the reference mask.</summary>
    public NormalisationTissue Tissue { get; init; }

    /// <summary>How far from the lesion <see cref="NormalisationTissue.Liver"/> keeps, millimetres, 0 to 100. Default 10.</summary>
    public double LiverMargin { get; init; } = 10;

    /// <summary>Share of the tissue's voxels on either side of the mode of <see cref="IntensityNormalisation.Stripe"/>, above 0, at most 0.5. Default 0.05.</summary>
    public double StripeWidth { get; init; } = 0.05;

    /// <summary>
    /// The standard scale of <see cref="IntensityNormalisation.Nyul"/> of each series, by its name: eleven values, ascending, what the percentiles 1, 10, 20 to 90 and
    /// 99 become. <see cref="NyulScale.Fit"/> learns it; from training patients alone where a model is tested on others. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Standard { get; init; } = new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal);

    /// <summary>Whether every option has the same value; standard scales are compared value by value.</summary>
    public bool Equals(NormalisationOptions? other) => other is not null && ToCanonicalString() == other.ToCanonicalString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToCanonicalString().GetHashCode(StringComparison.Ordinal);

    internal string ToCanonicalString() => FormattableString.Invariant(
        $"{LowerQuantile:R},{UpperQuantile:R},{TargetMinimum:R},{TargetMaximum:R},{CutTails},{OutlierLimit:R},{Factor:R}{NewerText()}");

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

        if (!Enum.IsDefined(Tissue))
        {
            yield return $"Scaling.Tissue is {(int)Tissue}: not a known value";
        }

        if (LiverMargin is not (>= 0 and <= 100))
        {
            yield return FormattableString.Invariant($"Scaling.LiverMargin is {LiverMargin}: 0 to 100 mm");
        }

        if (StripeWidth is not (> 0 and <= 0.5))
        {
            yield return FormattableString.Invariant($"Scaling.StripeWidth is {StripeWidth}: above 0, at most 0.5");
        }

        foreach (var (series, values) in Standard)
        {
            if (values.Count != NyulScale.Percentiles.Count || !NyulScale.IsScale(values))
            {
                yield return FormattableString.Invariant($"Scaling.Standard of '{series}' has {values.Count} values: {NyulScale.Percentiles.Count} finite ones, each above the one before");
            }
        }
    }

    /// <summary>Empty by default, so that the name of features computed without these options stays what it was.</summary>
    private string NewerText()
    {
        var isDefault = Tissue == default && LiverMargin == 10 && StripeWidth == 0.05 && Standard.Count == 0;
        var standard = string.Join(';', Standard.OrderBy(s => s.Key, StringComparer.Ordinal)
            .Select(s => $"{s.Key}={string.Join(' ', s.Value.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}"));
        return isDefault ? string.Empty : FormattableString.Invariant($",{Tissue},{LiverMargin:R},{StripeWidth:R},[{standard}]");
    }
}
