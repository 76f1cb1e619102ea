using HccRisk.Survival.Estimates;
using HccRisk.Survival.Regression;
using MathNet.Numerics;
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

    /// <summary>Tests whether several coefficients are all 0 (D1 of Li, Raghunathan and Rubin, JASA 1991).</summary>
    /// <param name="estimates">The coefficients of each copy, finite, two copies or more.</param>
    /// <param name="covariances">Their covariance matrix in each copy, row-major.</param>
    /// <returns>The test.</returns>
    /// <exception cref="ArgumentException">Fewer than two copies, unequal lengths, a value that is not finite, or covariances that determine nothing.</exception>
    public static PooledTest Test(IReadOnlyList<double[]> estimates, IReadOnlyList<double[]> covariances)
    {
        ArgumentNullException.ThrowIfNull(estimates);
        ArgumentNullException.ThrowIfNull(covariances);
        var copies = estimates.Count;
        if (copies < 2 || copies != covariances.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"There are {copies} copies of estimates and {covariances.Count} of covariances: at least 2 of each are needed."), nameof(estimates));
        }

        var size = estimates[0].Length;
        var (mean, within) = (new double[size], new double[size * size]);
        for (var i = 0; i < copies; i++)
        {
            if (size == 0 || estimates[i].Length != size || covariances[i].Length != size * size || !estimates[i].Concat(covariances[i]).All(double.IsFinite))
            {
                throw new ArgumentException(FormattableString.Invariant($"Copy {i} needs {size} finite estimates and {size * size} finite covariances; it has {estimates[i].Length} and {covariances[i].Length}."), nameof(estimates));
            }

            Add(mean, estimates[i], 1.0 / copies);
            Add(within, covariances[i], 1.0 / copies);
        }

        var factor = new CholeskyFactor(within, size, size);
        if (factor.Rank < size)
        {
            throw new ArgumentException(FormattableString.Invariant($"The covariances have rank {factor.Rank} of {size}: some coefficients are not estimated."), nameof(covariances));
        }

        var between = 0.0;
        foreach (var estimate in estimates)
        {
            double[] difference = [.. estimate.Zip(mean, (e, m) => e - m)];
            between += Quadratic(factor, difference) / (copies - 1);
        }

        var increase = (1 + (1.0 / copies)) * between / size;
        var statistic = Quadratic(factor, mean) / (size * (1 + increase));
        double t = size * (copies - 1);
        var denominator = increase == 0 ? double.PositiveInfinity
            : t > 4 ? 4 + ((t - 4) * Math.Pow(1 + ((1 - (2 / t)) / increase), 2))
            : t * (1 + (1.0 / size)) * Math.Pow(1 + (1 / increase), 2) / 2;
        var p = double.IsFinite(denominator)
            ? SpecialFunctions.BetaRegularized(denominator / 2, size / 2.0, denominator / (denominator + (size * statistic)))
            : SpecialFunctions.GammaUpperRegularized(size / 2.0, size * statistic / 2);
        return new PooledTest(statistic, size, denominator, p, increase);
    }

    private static void Add(double[] sum, double[] values, double weight)
    {
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] += weight * values[i];
        }
    }

    private static double Quadratic(CholeskyFactor factor, double[] values)
    {
        double[] solved = [.. values];
        factor.Solve(solved);
        return values.Zip(solved, (a, b) => a * b).Sum();
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
