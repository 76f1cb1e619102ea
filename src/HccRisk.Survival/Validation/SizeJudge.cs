using HccRisk.Survival.Estimates;
using HccRisk.Survival.Planning;

namespace HccRisk.Survival.Validation;

/// <summary>Are there enough patients for an external validation?</summary>
internal static class SizeJudge
{
    /// <summary>Events an external validation should have (Vergouwe et al., J Clin Epidemiol 2005; Collins et al., Stat Med 2016).</summary>
    public const int FewestEvents = 100;

    /// <summary>Ratio of the limits of observed over expected: 0.8 to 1.25 or so.</summary>
    private const double RatioOfLimits = 1.5;

    private const double WidthOfAuc = 0.1;

    /// <summary>Slope known to within 0.2 on either side.</summary>
    private const double WidthOfSlope = 0.4;

    public static IReadOnlyList<SampleSizeCriterion> Of(ValidationPlan plan, IReadOnlyList<ModelValidation> models)
    {
        var count = plan.Patients.Count;
        var events = plan.Patients.Specific.EventCount();
        var found = new List<SampleSizeCriterion>
        {
            new(
                "events",
                null,
                FewestEvents,
                events,
                Whole((double)count * FewestEvents / events),
                null,
                FormattableString.Invariant($"at least {FewestEvents} events (Vergouwe et al., J Clin Epidemiol 2005; Collins et al., Stat Med 2016)")),
        };
        foreach (var model in models)
        {
            var at = model.Horizons.First(h => h.Time == plan.Horizons.Main);
            var auc = at.Auc.Auc;
            double known = 1 - ((double)at.Auc.Unknown / count);
            double? observed = at.Calibration?.Observed.Value;
            if (at.Calibration is { } calibration)
            {
                var width = calibration.ObservedExpected is { Lower: > 0 and var lower, Upper: { } upper } ? upper / lower : (double?)null;
                found.Add(new SampleSizeCriterion(
                    "O/E",
                    model.Name,
                    RatioOfLimits,
                    width,
                    width is > 1 and var ratio ? Whole(count * Math.Pow(Math.Log(ratio) / Math.Log(RatioOfLimits), 2)) : null,
                    observed is > 0 and < 1 and var risk && known > 0 ? Whole(SampleSize.ForObservedExpected(risk, RatioOfLimits) / known) : null,
                    FormattableString.Invariant($"upper over lower limit of observed / expected at {at.Time} at most {RatioOfLimits} (Riley et al., Stat Med 2021)")));
                found.Add(ByWidth(
                    "calibration slope", model.Name, calibration.Slope, WidthOfSlope, count, null,
                    FormattableString.Invariant($"interval of the calibration slope at most {WidthOfSlope} wide (Riley et al., Stat Med 2021)")));
            }

            observed ??= plan.Observed(at.Time);
            found.Add(ByWidth(
                "AUC",
                model.Name,
                auc,
                WidthOfAuc,
                count,
                auc.Value is > 0 and < 1 and var area && observed is > 0 and < 1 and var share && known > 0 ? Whole(SampleSize.ForAuc(share, area, WidthOfAuc) / known) : null,
                FormattableString.Invariant($"interval of the AUC at {at.Time} at most {WidthOfAuc} wide (Riley et al., Stat Med 2021)")));
        }

        return found;
    }

    private static SampleSizeCriterion ByWidth(string criterion, string model, MetricEstimate estimate, double target, int count, int? planned, string text)
    {
        double? width = estimate is { Lower: { } lower, Upper: { } upper } ? upper - lower : null;
        return new SampleSizeCriterion(criterion, model, target, width, width is > 0 and var w ? Whole(count * Math.Pow(w / target, 2)) : null, planned, text);
    }

    private static int? Whole(double value) => value <= int.MaxValue ? (int)Math.Ceiling(value) : null;
}
