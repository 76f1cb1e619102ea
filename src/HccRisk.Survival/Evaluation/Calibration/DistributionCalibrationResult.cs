using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>How patients spread over bins of the predicted survival at their own times.</summary>
public sealed record DistributionCalibrationResult
{
    /// <summary>What was tested, for a table or a caption: "D-calibration, 10 bins".</summary>
    public required string Method { get; init; }

    /// <summary>
    /// Patients (D-calibration, where a censored one is spread over the bins it may have come to) or events (A-calibration) in each bin. Bins of D-calibration
    /// are of S, from 0 to 1; those of A-calibration of 1 - S, from 0 to 1. Empty when not estimable.
    /// </summary>
    public required IReadOnlyList<double> Observed { get; init; }

    /// <summary>What a calibrated model leads to expect in each bin.</summary>
    public required IReadOnlyList<double> Expected { get; init; }

    /// <summary>The test; a small p-value says that the predicted curves are not right. Null when not estimable.</summary>
    public required ChiSquareTest? Test { get; init; }

    /// <summary>Why there is no test, in words; null when there is one.</summary>
    public string? NotEstimable { get; init; }

    internal static DistributionCalibrationResult None(string method, string reason) =>
        new() { Method = method, Observed = [], Expected = [], Test = null, NotEstimable = reason };

    /// <inheritdoc/>
    public override string ToString() => $"{Method}: {Test?.ToString() ?? $"not estimable ({NotEstimable})"}";
}
