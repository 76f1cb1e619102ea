namespace HccRisk.Studies.Planning;

/// <summary>What studies of one size see.</summary>
public sealed record PowerCell
{
    /// <summary>Patients the models are fitted on.</summary>
    public required int Development { get; init; }

    /// <summary>Events of the cause among them, mean over studies.</summary>
    public required double DevelopmentEvents { get; init; }

    /// <summary>External patients.</summary>
    public required int External { get; init; }

    /// <summary>Aggressive recurrences seen by the horizon among them, mean over studies.</summary>
    public required double ExternalEvents { get; init; }

    /// <summary>Mean AUC of PRE on the external patients.</summary>
    public required double PreAuc { get; init; }

    /// <summary>Mean AUC of POST.</summary>
    public required double PostAuc { get; init; }

    /// <summary>Mean of AUC POST - AUC PRE.</summary>
    public required double Difference { get; init; }

    /// <summary>SD of that difference between studies.</summary>
    public required double DifferenceDeviation { get; init; }

    /// <summary>Share of studies in which POST is better by the two-sided paired test.</summary>
    public required double Power { get; init; }

    /// <summary>Monte Carlo standard error of <see cref="Power"/>.</summary>
    public required double PowerError { get; init; }

    /// <summary>Studies without enough events to test; they count as failures.</summary>
    public required int Untestable { get; init; }
}
