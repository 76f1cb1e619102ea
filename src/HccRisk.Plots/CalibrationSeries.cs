using HccRisk.Survival.Evaluation.Calibration;

namespace HccRisk.Plots;

/// <summary>What <see cref="CalibrationPlot"/> shows of the risks of one model on one set of patients at one horizon.</summary>
/// <param name="Risks">Predicted risks, 0 to 1, one a patient: the histogram.</param>
/// <param name="Curve">The smooth curve of the same patients in the same order; null for none.</param>
/// <param name="Groups">Groups of patients with similar risks; null for none.</param>
public sealed record CalibrationSeries(IReadOnlyList<double> Risks, SmoothedCalibration? Curve, GroupedCalibration? Groups);
