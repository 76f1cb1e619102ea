using HccRisk.Core.Numerics;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Regression;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>One smooth curve of observed on predicted risk: fitted to all patients, and to every bootstrap sample of them.</summary>
internal static class SmoothedCurve
{
    private static readonly string[] Columns = ["cloglog(risk)", "spline"];

    public static string Describe(SurvivalOutcome outcome, CalibrationOptions options) => FormattableString.Invariant(
        $"{(options.Smoother == CalibrationSmoother.PseudoValues ? "pseudo-values" : CalibrationModel.NameFor(outcome, options.Cause))} with restricted cubic spline of cloglog(risk), 3 knots");

    /// <summary>Observed risk at the predicted risk of each patient, or why there is none.</summary>
    public static (double[] Observed, string? Reason) Fit(SurvivalOutcome outcome, double[] risk, double time, CalibrationOptions options)
    {
        if (CalibrationScale.RefuseFit(outcome, risk, time, options.Cause) is { } reason)
        {
            return ([], reason);
        }

        var scale = CalibrationScale.Of(risk);
        var sorted = (double[])scale.Clone();
        Array.Sort(sorted);
        double[] knots = [Quantile.Of(sorted, 0.1), Quantile.Of(sorted, 0.5), Quantile.Of(sorted, 0.9)];
        if (!(knots[0] < knots[1] && knots[1] < knots[2]))
        {
            return ([], "too many predicted risks are equal for a spline: its knots coincide");
        }

        var x = new RestrictedCubicSpline(knots).Basis(scale);
        return options.Smoother == CalibrationSmoother.PseudoValues
            ? FitPseudoValues(outcome, x, time, options.Cause)
            : FitHazards(outcome, x, time, options);
    }

    /// <summary>ICI, E50, E90 and Emax.</summary>
    public static double[] Distances(double[] observed, double[] risk)
    {
        var difference = new double[observed.Length];
        for (var i = 0; i < difference.Length; i++)
        {
            difference[i] = Math.Abs(observed[i] - risk[i]);
        }

        var mean = difference.Average();
        Array.Sort(difference);
        return [mean, Quantile.Of(difference, 0.5), Quantile.Of(difference, 0.9), difference[^1]];
    }

    public static CalibrationIntervals Intervals(SurvivalOutcome outcome, double[] risk, double time, CalibrationOptions options)
    {
        double[] none = [double.NaN, double.NaN, double.NaN, double.NaN];
        var found = Bootstrap.Intervals(
            outcome.Count,
            rows =>
            {
                var drawn = new double[rows.Length];
                for (var i = 0; i < drawn.Length; i++)
                {
                    drawn[i] = risk[rows.Span[i]];
                }

                var (observed, reason) = Fit(outcome.Select(rows.Span), drawn, time, options);
                return reason is null ? Distances(observed, drawn) : none;
            },
            options.Replicates,
            options.Seed,
            options.Level,
            options.CancellationToken);
        return new CalibrationIntervals
        {
            Ici = Estimate("ICI", found[0]),
            E50 = Estimate("E50", found[1]),
            E90 = Estimate("E90", found[2]),
            EMax = Estimate("Emax", found[3]),
            Replicates = options.Replicates,
            Failed = found[0].Failed,
        };

        MetricEstimate Estimate(string name, BootstrapInterval interval) => new()
        {
            Method = FormattableString.Invariant($"{name}, t = {time}, percentile bootstrap of {options.Replicates - interval.Failed} samples, {Describe(outcome, options)}"),
            Value = interval.Estimate,
            StandardError = double.IsFinite(interval.StandardError) ? interval.StandardError : null,
            Lower = double.IsFinite(interval.Lower) ? interval.Lower : null,
            Upper = double.IsFinite(interval.Upper) ? interval.Upper : null,
            Level = options.Level,
        };
    }

    private static (double[] Observed, string? Reason) FitHazards(SurvivalOutcome outcome, double[] x, double time, CalibrationOptions options)
    {
        var model = CalibrationModel.Fit(x, Columns, outcome, options.Cause, options.CancellationToken);
        return model.Converged
            ? ([.. Enumerable.Range(0, outcome.Count).Select(i => model.RiskAt(x.AsSpan(2 * i, 2), time))], null)
            : ([], string.Join(" ", model.Warnings));
    }

    private static (double[] Observed, string? Reason) FitPseudoValues(SurvivalOutcome outcome, double[] x, double time, int cause)
    {
        if (MarginalRisk.At(outcome, cause, time) is not { Value: > 0 and < 1 })
        {
            return ([], FormattableString.Invariant($"the observed risk at {time} is 0 or 1"));
        }

        var n = outcome.Count;
        var design = new double[3 * n];
        for (var i = 0; i < n; i++)
        {
            design[3 * i] = 1;
            x.AsSpan(2 * i, 2).CopyTo(design.AsSpan(3 * i + 1));
        }

        var model = PseudoRegression.Fit(PseudoValues.Of(outcome, time, cause), design, 3, [], [0, 1, 0]);
        var beta = model.Coefficients;
        return model.Converged
            ? ([.. Enumerable.Range(0, n).Select(i => CalibrationScale.Risk(beta[0] + (beta[1] * x[2 * i]) + (beta[2] * x[2 * i + 1])))], null)
            : ([], "the regression of the pseudo-values did not converge");
    }
}
