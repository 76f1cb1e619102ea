using HccRisk.Survival.Data;
using HccRisk.Survival.Metrics;
using HccRisk.Survival.Nonparametric;
using HccRisk.Survival.Regression;
using HccRisk.Survival.Validation;

namespace HccRisk.Survival.Calibration;

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
            var cut = k == options.Groups ? sorted[^1] : RiskGroups.Quantile(sorted, (double)k / options.Groups);
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
    /// A smooth curve (Austin, Harrell and van Klaveren, Stat Med 2020): a Cox model of log(-log(1 - risk)) as a restricted cubic
    /// spline of three knots (quantiles 0.1, 0.5, 0.9), Efron ties, predicts the observed risk at each predicted one. Risks below 1e-6
    /// or above 1 - 1e-6 have no place on that scale and count as those there.
    /// </summary>
    /// <param name="outcome">Follow-up with one cause of event.</param>
    /// <param name="risk">Predicted probability of the event by <paramref name="time"/>, 0 to 1, one a patient.</param>
    /// <param name="time">The horizon, finite and greater than 0.</param>
    /// <param name="options">Level and cause; null for the defaults.</param>
    /// <returns>The curve with its ICI, E50, E90 and Emax, or the reason why there is none.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a risk is out of range (named by its index), or there are competing causes.</exception>
    public static SmoothedCalibration Smoothed(SurvivalOutcome outcome, ReadOnlySpan<double> risk, double time, CalibrationOptions? options = null)
    {
        options = Check(outcome, risk, time, options);
        CalibrationScale.RequireOneCause(outcome, options.Cause, "The smoothed calibration curve");
        const string Method = "Cox with restricted cubic spline of cloglog(risk), 3 knots";
        if (CalibrationScale.RefuseFit(outcome, risk, time) is { } reason)
        {
            return None(reason);
        }

        var n = outcome.Count;
        var scale = CalibrationScale.Of(risk);
        var sorted = (double[])scale.Clone();
        Array.Sort(sorted);
        double[] knots = [RiskGroups.Quantile(sorted, 0.1), RiskGroups.Quantile(sorted, 0.5), RiskGroups.Quantile(sorted, 0.9)];
        if (!(knots[0] < knots[1] && knots[1] < knots[2]))
        {
            return None("too many predicted risks are equal for a spline: its knots coincide");
        }

        var x = new double[2 * n];
        for (var i = 0; i < n; i++)
        {
            x[2 * i] = scale[i];
            x[2 * i + 1] = Curved(scale[i], knots);
        }

        var model = CoxModel.Fit(x, 2, outcome, columnNames: ["cloglog(risk)", "spline"]);
        if (!model.Converged)
        {
            return None(string.Join(" ", model.Warnings));
        }

        var observed = new double[n];
        var difference = new double[n];
        for (var i = 0; i < n; i++)
        {
            observed[i] = 1 - model.Predictor.SurvivalAt(model.Predictor.LogRisk(x.AsSpan(2 * i, 2)), time);
            difference[i] = Math.Abs(observed[i] - risk[i]);
        }

        var mean = difference.Average();
        Array.Sort(difference);
        return new SmoothedCalibration
        {
            Time = time,
            Method = Method,
            Observed = observed,
            Ici = mean,
            E50 = RiskGroups.Quantile(difference, 0.5),
            E90 = RiskGroups.Quantile(difference, 0.9),
            EMax = difference[^1],
        };

        SmoothedCalibration None(string why) => new() { Time = time, Method = Method, Observed = [], NotEstimable = why };
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

    private static CalibrationGroup Group(SurvivalOutcome outcome, double mean, double time, CalibrationOptions options)
    {
        var method = FormattableString.Invariant($"observed risk, t = {time}");
        return new CalibrationGroup
        {
            Count = outcome.Count,
            MeanPredicted = mean,
            Observed = MarginalRisk.At(outcome, options.Cause, time) is { } risk
                ? MetricEstimate.Of(method, risk.Value, risk.Error > 0 ? risk.Error : null, options.Level, 0, 1)
                : MetricEstimate.None(method, PredictionChecks.Beyond(outcome, time)!, options.Level),
        };
    }

    /// <summary>The term of a restricted cubic spline beside the linear one, for three knots (Harrell's scaling).</summary>
    private static double Curved(double x, double[] knots)
    {
        var range = knots[2] - knots[0];
        var last = knots[2] - knots[1];
        return (Cube(x - knots[0]) - Cube(x - knots[1]) * range / last + Cube(x - knots[2]) * (knots[1] - knots[0]) / last) / (range * range);

        static double Cube(double v) => v > 0 ? v * v * v : 0;
    }
}
