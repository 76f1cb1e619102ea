using HccRisk.Core.Numerics;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>Do predicted risks at a horizon agree with what was observed? Curves by groups and smoothed, for censored follow-up.</summary>
public static class CalibrationCurve
{
    /// <summary>Observed risk in groups cut at quantiles of the predicted risk, with or without competing causes.</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="risk">Predicted probability of the event of interest by <paramref name="time"/>, 0 to 1, one a patient.</param>
    /// <param name="time">The horizon, finite and greater than 0.</param>
    /// <param name="options">Cause, number of groups, level; null for the defaults.</param>
    /// <returns>The groups and the test; what cannot be estimated says why.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a risk is out of range (named by its index).</exception>
    public static GroupedCalibration Grouped(SurvivalOutcome outcome, ReadOnlySpan<double> risk, double time, CalibrationOptions? options = null)
    {
        options = Check(outcome, risk, time, options);
        var order = RadixOrder.Sort(risk.ToArray());
        var sorted = risk.ToArray();
        Array.Sort(sorted);
        var groups = new List<CalibrationGroup>();
        double statistic = 0;
        string? reason = null;
        for (int k = 1, start = 0; k <= options.Groups; k++)
        {
            var cut = k == options.Groups ? sorted[^1] : Quantile.Of(sorted, (double)k / options.Groups);
            var end = start;
            double sum = 0;
            while (end < sorted.Length && sorted[end] <= cut)
            {
                sum += sorted[end++];
            }

            if (end == start)
            {
                continue;
            }

            var group = Group(outcome.Select(order.AsSpan(start, end - start)), sum / (end - start), time, options);
            groups.Add(group);
            if (group.Observed is { Value: { } observed, StandardError: { } error })
            {
                statistic += (observed - group.MeanPredicted) * (observed - group.MeanPredicted) / (error * error);
            }
            else
            {
                reason ??= group.Observed.NotEstimable is { } why
                    ? FormattableString.Invariant($"group {groups.Count}: {why}")
                    : FormattableString.Invariant($"the observed risk of group {groups.Count} ({group.Count} patients) is {group.Observed.Value} without a standard error: take fewer groups");
            }

            start = end;
        }

        reason ??= groups.Count < 2 ? "all predicted risks are in one group" : null;
        return new GroupedCalibration
        {
            Time = time,
            Groups = groups,
            Test = reason is null ? new ChiSquareTest(statistic, groups.Count - 1) : null,
            TestNotEstimable = reason,
        };
    }

    /// <summary>
    /// A smooth curve: the observed risk as a restricted cubic spline of three knots (quantiles 0.1, 0.5, 0.9) of log(-log(1 - risk)), by a
    /// Cox model (Austin, Harrell and van Klaveren, Stat Med 2020), with competing causes by a Fine-Gray model (Austin et al., Diagn Progn
    /// Res 2022), or by pseudo-values. Risks below 1e-6 or above 1 - 1e-6 have no place on that scale and count as those there.
    /// </summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="risk">Predicted probability of the event of interest by <paramref name="time"/>, 0 to 1, one a patient.</param>
    /// <param name="time">The horizon, finite and greater than 0.</param>
    /// <param name="options">Cause, smoother, bootstrap samples and level; null for the defaults.</param>
    /// <returns>The curve with its ICI, E50, E90 and Emax, or the reason why there is none.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a risk is out of range (named by its index).</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public static SmoothedCalibration Smoothed(SurvivalOutcome outcome, ReadOnlySpan<double> risk, double time, CalibrationOptions? options = null)
    {
        options = Check(outcome, risk, time, options);
        var method = SmoothedCurve.Describe(outcome, options);
        var predicted = risk.ToArray();
        var (curve, reason) = SmoothedCurve.Fit(outcome, predicted, time, options);
        if (curve is null)
        {
            return new SmoothedCalibration { Time = time, Method = method, Observed = [], NotEstimable = reason };
        }

        var observed = curve.At(predicted);
        var distances = SmoothedCurve.Distances(observed, predicted);
        return new SmoothedCalibration
        {
            Time = time,
            Method = method,
            Observed = observed,
            Points = options.Points == 0 ? [] : curve.Grid(predicted.Min(), predicted.Max(), options.Points, options.Level),
            Ici = distances[0],
            E50 = distances[1],
            E90 = distances[2],
            EMax = distances[3],
            Intervals = options.Replicates == 0 ? null : SmoothedCurve.Intervals(outcome, predicted, time, options),
        };
    }

    internal static CalibrationOptions Check(SurvivalOutcome outcome, ReadOnlySpan<double> risk, double time, CalibrationOptions? options)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        options ??= new CalibrationOptions();
        options.Validate();
        outcome.RequirePlain("Calibration");
        PredictionChecks.RequireProbabilities(outcome, risk, nameof(risk));
        PredictionChecks.RequireHorizon(time, nameof(time));
        return options;
    }

    private static CalibrationGroup Group(SurvivalOutcome outcome, double mean, double time, CalibrationOptions options) => new()
    {
        Count = outcome.Count,
        MeanPredicted = mean,
        Observed = MarginalRisk.Estimate(outcome, options.Cause, time, options.Level),
    };
}
