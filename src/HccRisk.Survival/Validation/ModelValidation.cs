using HccRisk.Core.Printing;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Calibration;

namespace HccRisk.Survival.Validation;

/// <summary>What one model achieves.</summary>
public sealed record ModelValidation
{
    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it predicts risks; without, it has a score only and no calibration, Brier score or decision curve.</summary>
    public required bool HasRisks { get; init; }

    /// <summary>What orders the patients: "score" or "risk at 24".</summary>
    public required string Marker { get; init; }

    /// <summary>Harrell's C over the whole follow-up; competing events are censored.</summary>
    public required MetricEstimate Harrell { get; init; }

    /// <summary>Uno's C over the whole follow-up.</summary>
    public required MetricEstimate Uno { get; init; }

    /// <summary>Uno's C as R's <c>concordance(timewt = "n/G2")</c> has it.</summary>
    public required MetricEstimate UnoAsR { get; init; }

    /// <summary>Coefficient of the score in a Cox model: 1 = right spread, if the score is a log hazard (a linear predictor); null without a score.</summary>
    public MetricEstimate? ScoreSlope { get; init; }

    /// <summary>Spread of the marker over the patients.</summary>
    public required MarkerSummary Distribution { get; init; }

    /// <summary>Performance at each horizon, ascending; those the model has no risks for have discrimination only.</summary>
    public required IReadOnlyList<ModelAtHorizon> Horizons { get; init; }

    /// <summary>Brier score integrated over the horizons that could be estimated; null without risks.</summary>
    public Evaluation.Brier.IntegratedBrierResult? IntegratedBrier { get; init; }

    /// <summary>D-calibration; null without survival at the own times.</summary>
    public DistributionCalibrationResult? DCalibration { get; init; }

    /// <summary>A-calibration; null without survival at the own times.</summary>
    public DistributionCalibrationResult? ACalibration { get; init; }

    /// <summary>Events over the predicted cumulative hazard (van Houwelingen's alpha); null without survival at the own times.</summary>
    public MetricEstimate? Alpha { get; init; }

    /// <summary>Calibration by Poisson regression of the events; null without survival at the own times.</summary>
    public PoissonCalibrationResult? Poisson { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Printed.Lines([$"{Name}: C {Uno}", .. Horizons.Select(h => $"{Name}: {h}")]);
}
