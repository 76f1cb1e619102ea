using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Curves;

/// <summary>
/// Restricted mean survival time: the area under the Kaplan-Meier curve up to a horizon tau, that is the mean event-free time
/// within tau (Irwin, J Hyg 1949; Royston and Parmar, BMC Med Res Methodol 2013).
/// </summary>
/// <param name="Tau">The horizon, in the unit of the times.</param>
/// <param name="Mean">The mean, 0 to <paramref name="Tau"/>; higher = later events.</param>
/// <param name="StandardError">Its standard error: root of the sum of (area from t to tau)^2 d / (n (n - d)).</param>
/// <param name="Lower">Lower confidence limit.</param>
/// <param name="Upper">Upper confidence limit.</param>
/// <param name="Level">Level of the confidence limits.</param>
[TypeFormatterSource(typeof(NotebookText))]
public sealed record RestrictedMean(double Tau, double Mean, double StandardError, double Lower, double Upper, double Level)
{
    /// <summary>Estimates the mean from a Kaplan-Meier curve, in one pass.</summary>
    /// <param name="curve">The curve; its level is used for the limits.</param>
    /// <param name="tau">
    /// The horizon, greater than 0 and within follow-up: not beyond the longest time, unless the curve has reached 0.
    /// </param>
    /// <returns>The mean with a normal confidence interval.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The horizon is not positive, or nobody was followed to it.</exception>
    public static RestrictedMean Of(KaplanMeier curve, double tau)
    {
        ArgumentNullException.ThrowIfNull(curve);
        if (!(tau > 0) || !double.IsFinite(tau))
        {
            throw new ArgumentOutOfRangeException(nameof(tau), tau, "tau must be finite and greater than 0.");
        }

        var times = curve.Times;
        var last = times.Count - 1;
        if (tau > times[last] && curve.Survival[last] > 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(tau), tau, FormattableString.Invariant($"Nobody was followed to tau = {tau}: the longest follow-up is {times[last]}."));
        }

        // Backwards, the area still to come is at hand when an event time is met.
        double area = 0, variance = 0;
        var right = tau;
        for (var i = last; i >= 0; i--)
        {
            if (times[i] > tau)
            {
                continue;
            }

            area += curve.Survival[i] * (right - times[i]);
            right = times[i];
            var (n, d) = (curve.AtRisk[i], curve.Events[i]);

            // Where the curve falls to 0 there is no area left: the term is 0.
            if (d > 0 && area > 0)
            {
                variance += area * area * d / (n * (n - d));
            }
        }

        area += right;
        var error = Math.Sqrt(variance);
        var half = Normal.InvCDF(0, 1, 0.5 + curve.Level / 2) * error;
        return new RestrictedMean(tau, area, error, area - half, area + half, curve.Level);
    }

    /// <summary>Compares two independent groups at the same horizon.</summary>
    /// <param name="other">The group to subtract, or to divide by.</param>
    /// <returns>Difference and ratio of this group to the other.</returns>
    /// <exception cref="ArgumentException">The horizons or levels differ.</exception>
    public RestrictedMeanComparison Against(RestrictedMean other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Tau != Tau || other.Level != Level)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The means are over {Tau} and {other.Tau}, at levels {Level} and {other.Level}; both must be equal."), nameof(other));
        }

        return new RestrictedMeanComparison(this, other);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Printed.Interval(Mean, Lower, Upper, Level)}, restricted to {Printed.Number(Tau)}";
}
