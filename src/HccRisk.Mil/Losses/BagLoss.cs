namespace HccRisk.Mil.Losses;

/// <summary>Minus a log-likelihood of some patients as a function of the outputs of their bags.</summary>
/// <remarks>An instance keeps working memory: one thread at a time.</remarks>
internal abstract class BagLoss
{
    /// <summary>Numbers a bag.</summary>
    public abstract int Outputs { get; }

    /// <summary>Patients with the event.</summary>
    public abstract int Events { get; }

    /// <summary>The loss and its derivatives.</summary>
    /// <param name="outputs">Outputs of each bag, bag after bag.</param>
    /// <param name="gradient">Receives the derivative by each.</param>
    /// <returns>Minus the log-likelihood, summed over the patients.</returns>
    public abstract double Evaluate(ReadOnlySpan<double> outputs, Span<double> gradient);
}
