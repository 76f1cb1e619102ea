namespace HccRisk.Survival.Boosting;

/// <summary>What a booster of survival models minimises: minus a log-likelihood, as a function of one score a row.</summary>
/// <remarks>An instance keeps working memory: one thread at a time.</remarks>
public abstract class BoostingObjective
{
    /// <summary>Number of rows.</summary>
    public abstract int Rows { get; }

    /// <summary>The log-likelihood at a score, and the derivatives of minus it.</summary>
    /// <param name="scores">One finite score a row.</param>
    /// <param name="gradient">Receives the first derivative by each score.</param>
    /// <param name="hessian">Receives the second derivative by each score, alone (the diagonal), kept above 0.</param>
    /// <returns>The log-likelihood, weights included; higher is better.</returns>
    public abstract double Differentiate(ReadOnlySpan<double> scores, Span<double> gradient, Span<double> hessian);

    /// <summary>The log-likelihood at a score.</summary>
    /// <param name="scores">One finite score a row.</param>
    /// <returns>The log-likelihood, weights included; higher is better.</returns>
    public abstract double LogLikelihood(ReadOnlySpan<double> scores);

    /// <summary>Refuses spans of another length.</summary>
    private protected void RequireRows(int length, string name)
    {
        if (length != Rows)
        {
            throw new ArgumentException(FormattableString.Invariant($"'{name}' has {length} values, the objective has {Rows} rows."), name);
        }
    }
}
