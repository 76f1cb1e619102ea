using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.FineGray;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>
/// The hazards model that predicted risks are held against: Cox with Efron ties where the cause is the only one, Fine-Gray where others
/// compete with it, for which 1 - exp(-hazard) is the cumulative incidence.
/// </summary>
internal sealed record CalibrationModel(CoxPredictor Predictor, IReadOnlyList<double> StandardErrors, bool Converged, IReadOnlyList<string> Warnings)
{
    public static string NameFor(SurvivalOutcome outcome, int cause) => outcome.Causes.Any(c => c != cause) ? "Fine-Gray" : "Cox";

    public static CalibrationModel Fit(double[] x, string[] names, SurvivalOutcome outcome, int cause, CancellationToken cancellationToken)
    {
        if (outcome.Causes.Any(c => c != cause))
        {
            var competing = FineGrayModel.Fit(x, names.Length, outcome, cause, names, cancellationToken: cancellationToken);
            return new CalibrationModel(competing.Predictor, competing.StandardErrors, competing.Converged, competing.Warnings);
        }

        var model = CoxModel.Fit(x, names.Length, outcome, columnNames: names, cancellationToken: cancellationToken);
        return new CalibrationModel(model.Predictor, model.StandardErrors, model.Converged, model.Warnings);
    }

    public double RiskAt(ReadOnlySpan<double> x, double time) => 1 - Predictor.SurvivalAt(Predictor.LogRisk(x), time);
}
