using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.Validation;

/// <summary>Corrects risks, each part of the patients by what the others say.</summary>
internal static class Recalibrator
{
    private const int UsualFolds = 5;

    /// <summary>Patients from which halves are as good: two numbers are found from so many that one more fold changes nothing but the time it takes.</summary>
    private const int Many = 20_000;

    public static IReadOnlyList<RecalibratedModel> Of(ValidationPlan plan, double[] risk, double time) =>
    [
        Of(plan, risk, time, "intercept", Recalibration.InTheLarge),
        Of(plan, risk, time, "intercept and slope", Recalibration.Linear),
    ];

    private delegate Recalibration Method(SurvivalOutcome outcome, ReadOnlySpan<double> risk, double time, int cause);

    private static RecalibratedModel Of(ValidationPlan plan, double[] risk, double time, string name, Method method)
    {
        var outcome = plan.Patients.Outcome;
        var folds = outcome.Count < Many ? UsualFolds : 2;
        if (outcome.Count < 2 * UsualFolds)
        {
            return new RecalibratedModel { Method = name, NotEstimable = FormattableString.Invariant($"{outcome.Count} patients are too few for {UsualFolds} folds") };
        }

        try
        {
            var whole = method(outcome, risk, time, plan.Cause);
            var corrected = new double[risk.Length];
            foreach (var fold in Folds.Stratified(outcome, folds, seed: plan.Options.Seed))
            {
                int[] train = [.. fold.Training];
                var found = method(outcome.Select(train), Array.ConvertAll(train, i => risk[i]), time, plan.Cause);
                foreach (var i in fold.Test)
                {
                    corrected[i] = found.Apply(risk[i]);
                }
            }

            var brier = BrierScore.At(outcome, corrected, time, plan.Brier);
            return new RecalibratedModel
            {
                Method = name,
                Intercept = whole.Intercept,
                Slope = whole.Slope,
                Folds = folds,
                ObservedExpected = CalibrationStatistics.ObservedExpected(outcome, corrected, time, plan.Calibration(outcome)),
                Brier = brier.Brier,
                Accuracy = brier.Accuracy,
            };
        }
        catch (Exception e) when (e is InvalidOperationException or NoEventsException)
        {
            return new RecalibratedModel { Method = name, NotEstimable = e.Message };
        }
    }
}
