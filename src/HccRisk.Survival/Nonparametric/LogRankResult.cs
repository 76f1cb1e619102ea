namespace HccRisk.Survival.Nonparametric;

/// <summary>A log-rank test.</summary>
public sealed class LogRankResult
{
    private readonly double[] _variance;

    internal LogRankResult(ChiSquareTest test, IReadOnlyList<LogRankGroup> groups, double[] variance, double rho, int strata)
    {
        Test = test;
        Groups = groups;
        _variance = variance;
        Rho = rho;
        Strata = strata;
    }

    /// <summary>Chi-square test that all groups have the same hazard.</summary>
    public ChiSquareTest Test { get; }

    /// <summary>The groups by ascending code.</summary>
    public IReadOnlyList<LogRankGroup> Groups { get; }

    /// <summary>The exponent of the weights S(t-)^rho: 0 is the log-rank test.</summary>
    public double Rho { get; }

    /// <summary>Number of strata; 1 without stratification.</summary>
    public int Strata { get; }

    /// <summary>Hypergeometric covariance of observed minus expected of two groups.</summary>
    /// <param name="first">Index into <see cref="Groups"/>.</param>
    /// <param name="second">Index into <see cref="Groups"/>.</param>
    /// <returns>The covariance.</returns>
    public double Covariance(int first, int second)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(second);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(first, Groups.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(second, Groups.Count);
        return _variance[first * Groups.Count + second];
    }
}
