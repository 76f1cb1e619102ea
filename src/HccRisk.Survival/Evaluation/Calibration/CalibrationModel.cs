using HccRisk.Survival.Cox;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.FineGray;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>
/// The hazards model that predicted risks are held against: Cox with Efron ties where the cause is the only one, Fine-Gray where others
/// compete with it, for which 1 - exp(-hazard) is the cumulative incidence.
/// </summary>
/// <param name="Predictor">Coefficients and baseline.</param>
/// <param name="StandardErrors">Standard errors of the coefficients.</param>
/// <param name="Converged">Whether the fit reached its maximum.</param>
/// <param name="Warnings">What a reader must know of the fit.</param>
/// <param name="Limits">Limits of the risk of rows of covariates at a time, at a level.</param>
internal sealed record CalibrationModel(
    CoxPredictor Predictor,
    IReadOnlyList<double> StandardErrors,
    bool Converged,
    IReadOnlyList<string> Warnings,
    Func<double[], double, double, (double Lower, double Upper)[]> Limits)
{
    public static string NameFor(SurvivalOutcome outcome, int cause) => outcome.Causes.Any(c => c != cause) ? "Fine-Gray" : "Cox";

    public static CalibrationModel Fit(double[] x, string[] names, SurvivalOutcome outcome, int cause, CancellationToken cancellationToken)
    {
        if (outcome.Causes.Any(c => c != cause))
        {
            var competing = FineGrayModel.Fit(x, names.Length, outcome, cause, names, cancellationToken: cancellationToken);
            return new CalibrationModel(competing.Predictor, competing.StandardErrors, competing.Converged, competing.Warnings, (rows, time, level) => competing.Limits(rows, time, level));
        }

        var model = CoxModel.Fit(x, names.Length, outcome, columnNames: names, cancellationToken: cancellationToken);
        return new CalibrationModel(model.Predictor, model.StandardErrors, model.Converged, model.Warnings, (rows, time, level) =>
            [.. model.PredictSurvival(rows, [time], ConfidenceType.LogLog, level).Select(p => (1 - p[0].Upper, 1 - p[0].Lower))]);
    }

    public double RiskAt(ReadOnlySpan<double> x, double time) => 1 - Predictor.SurvivalAt(Predictor.LogRisk(x), time);
}
