using Microsoft.ML.Data;

namespace HccRisk.Benchmarks.Learners;

/// <summary>A patient whose true risk is known.</summary>
internal sealed class SimulatedPatient
{
    [VectorType(LearnerSimulation.Columns)]
    public required float[] Features { get; init; }

    public required float Time { get; init; }

    public required float Event { get; init; }

    /// <summary>True probability of the event of interest by the horizon, the competing event taken into account.</summary>
    [NoColumn]
    public double Risk { get; init; }
}
