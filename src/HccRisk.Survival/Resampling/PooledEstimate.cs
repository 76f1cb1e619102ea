using HccRisk.Core.Printing;

namespace HccRisk.Survival.Resampling;

/// <summary>One quantity from several imputed copies of the data.</summary>
public sealed record PooledEstimate
{
    /// <summary>Mean of the estimates.</summary>
    public required double Value { get; init; }

    /// <summary>Square root of the total variance: within plus between copies, the latter times 1 + 1 / copies.</summary>
    public required double StandardError { get; init; }

    /// <summary>Lower limit by Student's distribution.</summary>
    public required double Lower { get; init; }

    /// <summary>Upper limit by Student's distribution.</summary>
    public required double Upper { get; init; }

    /// <summary>Level of the interval, between 0 and 1.</summary>
    public required double Level { get; init; }

    /// <summary>Degrees of freedom of Barnard and Rubin; infinite when the copies agree and the complete data have infinitely many.</summary>
    public required double DegreesOfFreedom { get; init; }

    /// <summary>Mean variance within a copy.</summary>
    public required double WithinVariance { get; init; }

    /// <summary>Variance of the estimates between copies.</summary>
    public required double BetweenVariance { get; init; }

    /// <summary>Share of the information that is missing, 0 to 1.</summary>
    public required double MissingInformation { get; init; }

    /// <summary>Copies pooled.</summary>
    public required int Imputations { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Printed.Interval(Value, Lower, Upper, Level)}, pooled over {Imputations} imputations");
}
