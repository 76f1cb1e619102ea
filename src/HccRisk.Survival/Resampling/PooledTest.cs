using HccRisk.Core.Printing;

namespace HccRisk.Survival.Resampling;

/// <summary>A test of several coefficients at once, from several imputed copies of the data.</summary>
/// <param name="Statistic">D1: compared with an F distribution.</param>
/// <param name="Numerator">Its degrees of freedom: coefficients tested.</param>
/// <param name="Denominator">Its degrees of freedom in the denominator; infinite when the copies agree.</param>
/// <param name="PValue">Probability of a statistic at least as large if all coefficients are 0.</param>
/// <param name="VarianceIncrease">Mean relative increase of the variance because values are missing, 0 or more.</param>
public sealed record PooledTest(double Statistic, int Numerator, double Denominator, double PValue, double VarianceIncrease)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"F {Printed.Number(Statistic)} on {Numerator} and {Printed.Number(Denominator)} df, {Printed.P(PValue)}");
}
