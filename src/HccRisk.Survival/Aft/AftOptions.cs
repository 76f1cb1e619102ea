using System.Globalization;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Aft;

/// <summary>How an accelerated failure time model is fitted.</summary>
public sealed record AftOptions
{
    /// <summary>Distribution of the event time. Default <see cref="AftDistribution.Weibull"/>.</summary>
    public AftDistribution Distribution { get; init; } = AftDistribution.Weibull;

    /// <summary>Newton steps allowed, 1 or more. Default 50.</summary>
    public int MaxIterations { get; init; } = 50;

    /// <summary>
    /// The fit has converged when the gain that the next Newton step promises is at most this fraction of the log-likelihood.
    /// Default 1e-13: estimates are then right to rounding.
    /// </summary>
    public double Tolerance { get; init; } = 1e-13;

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (!Enum.IsDefined(Distribution))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Distribution is {(int)Distribution}, which is no known distribution."));
        }

        if (MaxIterations < 1)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"MaxIterations is {MaxIterations}; it must be 1 or more."));
        }

        if (!(Tolerance > 0) || !(Tolerance < 1))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Tolerance is {Tolerance}; it must lie between 0 and 1."));
        }

        OptionFaults.ThrowIfAny(faults, nameof(AftOptions));
    }
}
