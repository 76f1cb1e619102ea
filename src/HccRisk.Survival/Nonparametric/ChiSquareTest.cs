using MathNet.Numerics;

namespace HccRisk.Survival.Nonparametric;

/// <summary>The result of a test whose statistic is chi-square distributed under the null hypothesis.</summary>
/// <param name="Statistic">Chi-square statistic, 0 or greater.</param>
/// <param name="DegreesOfFreedom">Degrees of freedom; 0 when nothing could be compared.</param>
public sealed record ChiSquareTest(double Statistic, int DegreesOfFreedom)
{
    /// <summary>Upper tail probability of the statistic, 0 to 1; 1 when there are no degrees of freedom.</summary>
    public double PValue { get; } = DegreesOfFreedom == 0
        ? 1
        : SpecialFunctions.GammaUpperRegularized(DegreesOfFreedom / 2.0, Statistic / 2);
}
