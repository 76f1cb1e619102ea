using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Survival.Tuning;

/// <summary>What a search makes as great as it can, in the mean over folds. Every one of them is higher where the model is better.</summary>
public sealed record TuningMetric
{
    private const string UnoName = "Uno C";
    private const string HarrellName = "Harrell C";
    private const string AucName = "AUC";
    private const string IpaName = "IPA";
    private const string IntegratedName = "integrated IPA";

    /// <summary>The C and AUC of a model that gives everybody the same score.</summary>
    internal const double SameForAll = 0.5;

    private TuningMetric(string name, double? time) => (Name, Time) = (name, time);

    /// <summary>
    /// Uno's C up to <see cref="CrossValidationOptions.Tau"/>, other causes than that of interest censored. The default: a pipeline needs only a score for it, it does not
    /// depend on how patients were censored, and <c>ml.Survival.CrossValidate</c> puts it first for any cause.
    /// </summary>
    public static TuningMetric UnoC { get; } = new(UnoName, null);

    /// <summary>Harrell's C, other causes than that of interest censored.</summary>
    public static TuningMetric HarrellC { get; } = new(HarrellName, null);

    /// <summary>Integrated index of prediction accuracy over the horizons: needs predicted risks, and sees calibration too.</summary>
    public static TuningMetric IntegratedIpa { get; } = new(IntegratedName, null);

    /// <summary>Name of the metric, as in <see cref="FoldSummary.Metric"/>.</summary>
    public string Name { get; }

    /// <summary>The horizon; null for a metric without.</summary>
    public double? Time { get; }

    /// <summary>Whether the pipeline must write risks.</summary>
    internal bool NeedsRisks => Name is IpaName or IntegratedName;

    /// <summary>Cumulative/dynamic AUC at a horizon, competing events known as such.</summary>
    /// <param name="time">One of the horizons of the validation.</param>
    public static TuningMetric Auc(double time) => new(AucName, time);

    /// <summary>Index of prediction accuracy at a horizon (1 less the Brier score over that without covariates): needs predicted risks, and sees calibration too.</summary>
    /// <param name="time">One of the horizons of the validation.</param>
    public static TuningMetric Ipa(double time) => new(IpaName, time);

    /// <inheritdoc/>
    public override string ToString() => Time is { } time ? FormattableString.Invariant($"{Name} at {time}") : Name;

    /// <summary>Why rows tell nothing of any model; null when they do.</summary>
    internal string? WhyNot(SurvivalOutcome outcome, CrossValidationOptions options)
    {
        // Any score, and any risk: what cannot be said of them cannot be said of others.
        double[] scores = [.. Enumerable.Range(0, outcome.Count)];
        double[] half = [.. Enumerable.Repeat(0.5, outcome.Count)];
        return outcome.Count < 2
            ? "there is one row only"
            : Of(outcome, scores, [.. options.Horizons.Select(h => new HorizonRisk(h, half))], options) is { Value: null } none ? none.NotEstimable : null;
    }

    /// <summary>The metric of some rows, or why there is none. Where all have the same score, a C or AUC is 0.5: the model tells nobody apart.</summary>
    internal MetricEstimate Of(SurvivalOutcome outcome, double[] scores, IReadOnlyList<HorizonRisk> risks, CrossValidationOptions options)
    {
        var specific = options.Cause == 0 ? outcome.WithAnyCause() : outcome.WithCause(options.Cause);
        var (followUp, cause) = options.Cause == 0 ? (specific, 1) : (outcome, options.Cause);
        var plain = new ConcordanceOptions { StandardError = false };
        if (!NeedsRisks && Array.TrueForAll(scores, s => s == scores[0]) && scores.Length > 1 && WhyNot(outcome, options) is null)
        {
            return new MetricEstimate { Method = ToString(), Value = SameForAll };
        }

        var brier = new BrierOptions { Cause = cause };
        switch (Name)
        {
            case UnoName:
                return Concordance.Uno(specific, scores, options.Tau, plain).Estimate;
            case HarrellName:
                return Concordance.Harrell(specific, scores, options: plain).Estimate;
            case AucName:
                return TimeDependentAuc.CumulativeDynamic(followUp, scores, [Time!.Value], new TimeDependentAucOptions { Cause = cause })[0].Auc;
            case IpaName:
                if (risks.FirstOrDefault(r => r.Time == Time) is not { } at)
                {
                    return None(FormattableString.Invariant($"the pipeline predicts no risk at {Time}"));
                }

                return Missing(at) is { } missing ? None(missing) : BrierScore.At(followUp, [.. at.Risk], at.Time, brier).Accuracy!;
            default:
                if (risks.Count < options.Horizons.Count)
                {
                    return None(FormattableString.Invariant($"the pipeline predicts risks at {risks.Count} of {options.Horizons.Count} horizons"));
                }

                if (risks.Select(Missing).FirstOrDefault(m => m is not null) is { } unknown)
                {
                    return None(unknown);
                }

                HorizonRisk[] ordered = [.. risks.OrderBy(r => r.Time)];
                double[] grid = [.. Enumerable.Range(0, outcome.Count).SelectMany(i => ordered.Select(r => r.Risk[i]))];
                return IntegratedBrier.Of(followUp, grid, [.. ordered.Select(r => r.Time)], BrierIntegration.Trapezoid, brier).Accuracy!;
        }
    }

    private MetricEstimate None(string reason) => new() { Method = ToString(), NotEstimable = reason };

    private static string? Missing(HorizonRisk risk) => risk.Risk.Count(double.IsNaN) is > 0 and var none
        ? FormattableString.Invariant($"the model predicts no risk at {risk.Time} for {none} of {risk.Risk.Count} rows")
        : null;
}
