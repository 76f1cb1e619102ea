namespace HccRisk.Survival.Explanation;

/// <summary>What one input does to the hazard.</summary>
public sealed record HazardRatio
{
    /// <summary>Name of the input.</summary>
    public required string Feature { get; init; }

    /// <summary>Log hazard ratio per 1 of the input; above 0 = more risk.</summary>
    public required double Coefficient { get; init; }

    /// <summary>Standard error of the coefficient; null where there is none that holds.</summary>
    public double? StandardError { get; init; }

    /// <summary>Difference of the input, in the unit it has in the data, that <see cref="Ratio"/> is for.</summary>
    public required double Step { get; init; }

    /// <summary>Hazard ratio of two rows that differ by <see cref="Step"/>; above 1 = more risk.</summary>
    public required double Ratio { get; init; }

    /// <summary>Lower confidence limit of <see cref="Ratio"/>; null without a standard error.</summary>
    public double? Lower { get; init; }

    /// <summary>Upper confidence limit of <see cref="Ratio"/>; null without a standard error.</summary>
    public double? Upper { get; init; }

    /// <summary>Two-sided p-value of Wald's test that the ratio is 1; null without a standard error.</summary>
    public double? P { get; init; }

    /// <summary>Standard deviation of the input in training, over n.</summary>
    public required double Deviation { get; init; }

    /// <summary>Hazard ratio per standard deviation: comparable between inputs.</summary>
    public required double RatioPerDeviation { get; init; }

    /// <summary>Lower confidence limit of <see cref="RatioPerDeviation"/>; null without a standard error.</summary>
    public double? LowerPerDeviation { get; init; }

    /// <summary>Upper confidence limit of <see cref="RatioPerDeviation"/>; null without a standard error.</summary>
    public double? UpperPerDeviation { get; init; }
}
