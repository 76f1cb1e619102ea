namespace HccRisk.Studies.Planning;

/// <summary>How many external patients it takes to see the difference, for one size of the development.</summary>
public sealed record NeededSize
{
    /// <summary>Patients the models are fitted on.</summary>
    public required int Development { get; init; }

    /// <summary>
    /// External patients at which the power wanted is reached, read between the sizes simulated from their monotone means; NaN when the largest does
    /// not reach it, the smallest size when that does.
    /// </summary>
    public required double Patients { get; init; }

    /// <summary>Standard error of <see cref="Patients"/> by resampling of studies; NaN where a resample does not reach the power.</summary>
    public required double PatientsError { get; init; }

    /// <summary>Aggressive recurrences by the horizon that so many patients bring, on average.</summary>
    public required double Events { get; init; }

    /// <summary>True when already the smallest size simulated has the power: fewer may do.</summary>
    public required bool AtSmallest { get; init; }
}
