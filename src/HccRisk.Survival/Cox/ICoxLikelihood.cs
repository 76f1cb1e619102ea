namespace HccRisk.Survival.Cox;

/// <summary>A log-likelihood of the linear predictor with derivatives by the coefficients.</summary>
internal interface ICoxLikelihood
{
    /// <summary>Value at a linear predictor (without offset); minus infinity where it overflows.</summary>
    double Evaluate(ReadOnlySpan<double> eta);

    /// <summary>Derivatives at the last evaluated linear predictor.</summary>
    /// <param name="x">Covariates, row-major, in the order of the risk sets.</param>
    /// <param name="gradient">Receives the gradient, padded.</param>
    /// <param name="information">Receives minus the second derivative (upper triangle, padded).</param>
    void Differentiate(double[] x, Span<double> gradient, Span<double> information);
}
