using HccRisk.Survival.Estimates;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Resampling;

/// <summary>
/// Brings the results of several imputed copies of the data together (Rubin, Multiple Imputation for Nonresponse in Surveys, 1987; degrees of
/// freedom of Barnard and Rubin, Biometrika 1999). Pool what is close to normal: a coefficient, not its hazard ratio.
/// </summary>
public static class RubinPooling
{
    /// <summary>Pools one quantity.</summary>
    /// <param name="estimates">The estimate of each copy, finite, two or more.</param>
    /// <param name="standardErrors">Its standard error, finite and 0 or greater, not all 0.</param>
    /// <param name="level">Level of the interval, between 0 and 1.</param>
    /// <param name="completeDegreesOfFreedom">Degrees of freedom had nothing been missing (patients or events less coefficients); infinite for a large sample.</param>
    /// <returns>The pooled estimate.</returns>
    /// <exception cref="ArgumentException">Fewer than two copies, unequal lengths, or a value out of range (named by its index).</exception>
    public static PooledEstimate Pool(
        ReadOnlySpan<double> estimates, ReadOnlySpan<double> standardErrors, double level = 0.95, double completeDegreesOfFreedom = double.PositiveInfinity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(completeDegreesOfFreedom, 0);
        if (estimates.Length < 2)
        {
            throw new ArgumentException(FormattableString.Invariant($"'estimates' has {estimates.Length} values: at least 2 imputed copies are needed."), nameof(estimates));
        }

        if (estimates.Length != standardErrors.Length)
        {
            throw new ArgumentException(FormattableString.Invariant($"'estimates' has {estimates.Length} values, 'standardErrors' has {standardErrors.Length}."), nameof(standardErrors));
        }

        var copies = estimates.Length;
        double mean = 0, within = 0, between = 0;
        for (var i = 0; i < copies; i++)
        {
            if (!double.IsFinite(estimates[i]) || !(standardErrors[i] >= 0) || !double.IsFinite(standardErrors[i]))
            {
                throw new ArgumentException(FormattableString.Invariant($"Copy {i} has estimate {estimates[i]} and standard error {standardErrors[i]}: both must be finite, the error not below 0."), nameof(estimates));
            }

            mean += estimates[i] / copies;
            within += standardErrors[i] * standardErrors[i] / copies;
        }

        foreach (var estimate in estimates)
        {
            between += (estimate - mean) * (estimate - mean) / (copies - 1);
        }

        var inflated = between * (1 + (1.0 / copies));
        var total = within + inflated;
        if (!(within > 0))
        {
            throw new ArgumentException("Every standard error is 0: there is nothing to weigh the difference of the copies against.", nameof(standardErrors));
        }

        var share = inflated / total;
        var degrees = Degrees(share, copies, completeDegreesOfFreedom);
        var half = Math.Sqrt(total) * (double.IsFinite(degrees) ? StudentT.InvCDF(0, 1, degrees, 0.5 + (level / 2)) : Normal.InvCDF(0, 1, 0.5 + (level / 2)));
        var increase = inflated / within;
        return new PooledEstimate
        {
            Value = mean,
            StandardError = Math.Sqrt(total),
            Lower = mean - half,
            Upper = mean + half,
            Level = level,
            DegreesOfFreedom = degrees,
            WithinVariance = within,
            BetweenVariance = between,
            MissingInformation = between == 0 ? 0 : (increase + (2 / (degrees + 3))) / (increase + 1),
            Imputations = copies,
        };
    }

    /// <summary>Pools a metric: its value and standard error in each copy.</summary>
    /// <param name="estimates">The same metric of each copy, two or more.</param>
    /// <param name="level">Level of the interval, between 0 and 1.</param>
    /// <returns>The pooled metric; not estimable when it is not in one of the copies, for leaving copies out would pick those that suit.</returns>
    /// <exception cref="ArgumentException">Fewer than two copies.</exception>
    public static MetricEstimate Pool(IReadOnlyList<MetricEstimate> estimates, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(estimates);
        if (estimates.Count < 2)
        {
            throw new ArgumentException(FormattableString.Invariant($"'estimates' has {estimates.Count} values: at least 2 imputed copies are needed."), nameof(estimates));
        }

        var method = FormattableString.Invariant($"{estimates[0].Method}, pooled over {estimates.Count} imputations");
        for (var i = 0; i < estimates.Count; i++)
        {
            if (estimates[i].Value is null || estimates[i].StandardError is null)
            {
                return MetricEstimate.None(method, FormattableString.Invariant($"imputation {i + 1}: {estimates[i].NotEstimable ?? "there is no standard error"}"), level);
            }
        }

        var pooled = Pool([.. estimates.Select(e => e.Value!.Value)], [.. estimates.Select(e => e.StandardError!.Value)], level);
        return new MetricEstimate { Method = method, Value = pooled.Value, StandardError = pooled.StandardError, Lower = pooled.Lower, Upper = pooled.Upper, Level = level };
    }

    private static double Degrees(double share, int copies, double complete)
    {
        var imputed = share == 0 ? double.PositiveInfinity : (copies - 1) / (share * share);
        if (double.IsPositiveInfinity(complete))
        {
            return imputed;
        }

        var observed = (complete + 1) / (complete + 3) * complete * (1 - share);
        return double.IsPositiveInfinity(imputed) ? observed : imputed * observed / (imputed + observed);
    }
}
