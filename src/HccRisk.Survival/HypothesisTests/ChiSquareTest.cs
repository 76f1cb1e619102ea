using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using MathNet.Numerics;

namespace HccRisk.Survival.HypothesisTests;

/// <summary>The result of a test whose statistic is chi-square distributed under the null hypothesis.</summary>
/// <param name="Statistic">Chi-square statistic, 0 or greater; NaN when the test is not estimable.</param>
/// <param name="DegreesOfFreedom">Degrees of freedom; 0 when nothing could be compared.</param>
[TypeFormatterSource(typeof(ChiSquareFormatter))]
public sealed record ChiSquareTest(double Statistic, int DegreesOfFreedom)
{
    /// <summary>A test of what does not vary.</summary>
    internal static ChiSquareTest NotEstimable { get; } = new(double.NaN, 0);

    /// <summary>Upper tail probability of the statistic, 0 to 1; 1 when there are no degrees of freedom, NaN when the test is not estimable.</summary>
    public double PValue { get; } = double.IsNaN(Statistic) ? double.NaN
        : DegreesOfFreedom == 0 ? 1
        : SpecialFunctions.GammaUpperRegularized(DegreesOfFreedom / 2.0, Statistic / 2);

    /// <inheritdoc/>
    public override string ToString() => double.IsNaN(Statistic) ? "not estimable" : FormattableString.Invariant($"chi-square {Printed.Number(Statistic)} on {DegreesOfFreedom} df, {Printed.P(PValue)}");
}
