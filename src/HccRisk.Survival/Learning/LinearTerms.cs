using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Learning;

/// <summary>The coefficients of a survival model whose score is linear in its inputs.</summary>
public sealed record LinearTerms
{
    /// <summary>Names of the inputs.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Change of the score per unit of each input (a log hazard ratio for a Cox model); above 0 = more risk.</summary>
    public required IReadOnlyList<double> Coefficients { get; init; }

    /// <summary>Standard error of each coefficient, the robust one where it was asked for; NaN where there is none. Of a penalised model they ignore that it was penalised.</summary>
    public required IReadOnlyList<double> StandardErrors { get; init; }

    /// <summary>Standard deviation of each input in the training data, over n: a coefficient times it is the effect per standard deviation.</summary>
    public required IReadOnlyList<double> Deviations { get; init; }

    /// <summary>How the coefficients were shrunk; null when they were not.</summary>
    public CoefficientPenalty? Penalty { get; init; }

    /// <inheritdoc/>
    public override string ToString() => CoefficientText.Of(Names, Coefficients, Penalty is null ? StandardErrors : null, "exp(coef)");
}
