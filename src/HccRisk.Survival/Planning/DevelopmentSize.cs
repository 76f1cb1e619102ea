using HccRisk.Core.Printing;

namespace HccRisk.Survival.Planning;

/// <summary>How many patients the development of a survival model needs, by each criterion.</summary>
public sealed record DevelopmentSize
{
    /// <summary>Patients so that overfitting shrinks coefficients no more than asked.</summary>
    public required int ForShrinkage { get; init; }

    /// <summary>Patients so that apparent and adjusted R-squared (Nagelkerke's) differ by 0.05 at most.</summary>
    public required int ForOptimism { get; init; }

    /// <summary>Patients so that the mean risk at the horizon is known within the margin.</summary>
    public required int ForMeanRisk { get; init; }

    /// <summary>The largest of the three.</summary>
    public int Patients => Math.Max(ForShrinkage, Math.Max(ForOptimism, ForMeanRisk));

    /// <summary>Events expected among <see cref="Patients"/>.</summary>
    public required double Events { get; init; }

    /// <summary>Events expected a candidate parameter.</summary>
    public required double EventsPerParameter { get; init; }

    /// <summary>Largest Cox-Snell R-squared possible with so many events.</summary>
    public required double LargestRSquared { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Patients} patients, {Printed.Number(Events)} events ({Printed.Number(EventsPerParameter)} a parameter): {ForShrinkage} for shrinkage, {ForOptimism} for optimism, {ForMeanRisk} for the mean risk");
}
