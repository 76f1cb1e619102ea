using HccRisk.Core.Numerics;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Regression;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>One smooth curve of observed on predicted risk: fitted to all patients, and to every bootstrap sample of them.</summary>
internal sealed class SmoothedCurve
{
    private static readonly string[] Columns = ["cloglog(risk)", "spline"];

    private readonly RestrictedCubicSpline _spline;
    private readonly double _time;
    private readonly CalibrationModel? _hazards;
    private readonly double[]? _coefficients;

    private SmoothedCurve(RestrictedCubicSpline spline, double time, CalibrationModel? hazards, double[]? coefficients) =>
        (_spline, _time, _hazards, _coefficients) = (spline, time, hazards, coefficients);

    public static string Describe(SurvivalOutcome outcome, CalibrationOptions options) => FormattableString.Invariant(
        $"{(options.Smoother == CalibrationSmoother.PseudoValues ? "pseudo-values" : CalibrationModel.NameFor(outcome, options.Cause))} with restricted cubic spline of cloglog(risk), 3 knots");

    /// <summary>The curve, or why there is none.</summary>
    public static (SmoothedCurve? Curve, string? Reason) Fit(SurvivalOutcome outcome, double[] risk, double time, CalibrationOptions options)
    {
        if (CalibrationScale.RefuseFit(outcome, risk, time, options.Cause) is { } reason)
        {
            return (null, reason);
        }

        var scale = CalibrationScale.Of(risk);
        var sorted = (double[])scale.Clone();
        Array.Sort(sorted);
        double[] knots = [Quantile.Of(sorted, 0.1), Quantile.Of(sorted, 0.5), Quantile.Of(sorted, 0.9)];
        if (!(knots[0] < knots[1] && knots[1] < knots[2]))
        {
            return (null, "too many predicted risks are equal for a spline: its knots coincide");
        }

        var spline = new RestrictedCubicSpline(knots);
        var x = spline.Basis(scale);
        if (options.Smoother == CalibrationSmoother.PseudoValues)
        {
            return FitPseudoValues(outcome, x, spline, time, options.Cause);
        }

        var model = CalibrationModel.Fit(x, Columns, outcome, options.Cause, options.CancellationToken);
        return model.Converged ? (new SmoothedCurve(spline, time, model, null), null) : (null, string.Join(" ", model.Warnings));
    }

    /// <summary>Observed risk at predicted risks.</summary>
    public double[] At(double[] risk)
    {
        var x = _spline.Basis(CalibrationScale.Of(risk));
        return [.. Enumerable.Range(0, risk.Length).Select(i => _hazards is { } model
            ? model.RiskAt(x.AsSpan(2 * i, 2), _time)
            : CalibrationScale.Risk(_coefficients![0] + (_coefficients[1] * x[2 * i]) + (_coefficients[2] * x[(2 * i) + 1])))];
    }

    /// <summary>The curve on an even grid between two predicted risks, with limits where the curve is of a hazards model.</summary>
    public IReadOnlyList<CalibrationPoint> Grid(double from, double to, int points, double level)
    {
        var risk = new double[points];
        for (var k = 0; k < points; k++)
        {
            risk[k] = from + (k * (to - from) / (points - 1));
        }

        var observed = At(risk);
        var limits = _hazards?.Limits(_spline.Basis(CalibrationScale.Of(risk)), _time, level);
        return [.. risk.Select((r, k) => limits is { } l && double.IsFinite(l[k].Lower) && double.IsFinite(l[k].Upper)
            ? new CalibrationPoint(r, observed[k], l[k].Lower, l[k].Upper)
            : new CalibrationPoint(r, observed[k], null, null))];
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

                return Fit(outcome.Select(rows.Span), drawn, time, options).Curve is { } curve ? Distances(curve.At(drawn), drawn) : none;
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

    private static (SmoothedCurve? Curve, string? Reason) FitPseudoValues(
        SurvivalOutcome outcome, double[] x, RestrictedCubicSpline spline, double time, int cause)
    {
        if (MarginalRisk.At(outcome, cause, time) is not { Value: > 0 and < 1 })
        {
            return (null, FormattableString.Invariant($"the observed risk at {time} is 0 or 1"));
        }

        var n = outcome.Count;
        var design = new double[3 * n];
        for (var i = 0; i < n; i++)
        {
            design[3 * i] = 1;
            x.AsSpan(2 * i, 2).CopyTo(design.AsSpan(3 * i + 1));
        }

        var model = PseudoRegression.Fit(PseudoValues.Of(outcome, time, cause), design, 3, [], [0, 1, 0]);
        return model.Converged
            ? (new SmoothedCurve(spline, time, null, model.Coefficients), null)
            : (null, "the regression of the pseudo-values did not converge");
    }
}
