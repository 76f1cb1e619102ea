using HccRisk.Core.Concurrency;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Evaluation.ClinicalUtility;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Evaluation.LogScores;

namespace HccRisk.Survival.Validation;

/// <summary>Judges each model on all patients.</summary>
internal static class ModelJudge
{
    /// <summary>Patients times models times horizons up to which intervals by bootstrap are quick.</summary>
    private const long QuickBootstrap = 20_000;

    private const int UsualReplicates = 200;
    private const int ThresholdSteps = 100;

    public static IReadOnlyList<ModelValidation> Of(ValidationPlan plan)
    {
        var predictions = plan.Patients.Predictions;
        var times = plan.Horizons.Times;
        var replicates = Replicates(plan);
        var thresholds = Thresholds(plan);

        // Each pair of model and horizon is its own work: the result does not depend on who does it.
        var work = predictions.SelectMany(p => times.Select(t => (Prediction: p, Time: t))).ToArray();
        var done = new ModelAtHorizon[work.Length];
        ParallelRuns.For(work.Length, k => done[k] = At(plan, work[k].Prediction, work[k].Time, replicates, thresholds), plan.Options.CancellationToken);
        return [.. predictions.Select((p, m) => Of(plan, p, done[(m * times.Length)..((m + 1) * times.Length)]))];
    }

    private static ModelValidation Of(ValidationPlan plan, AnalysedPrediction prediction, ModelAtHorizon[] horizons)
    {
        var specific = plan.Patients.Specific;
        var (name, marker) = prediction.Marker(plan.Horizons.Main);
        var model = new ModelValidation
        {
            Name = prediction.Name,
            HasRisks = prediction.HasRisks,
            Marker = name,
            Harrell = Concordance.Harrell(specific, marker, options: plan.Concordance).Estimate,
            Uno = Concordance.Uno(specific, marker, options: plan.Concordance).Estimate,
            UnoAsR = Concordance.Uno(specific, marker, options: plan.ConcordanceAsR).Estimate,
            ScoreSlope = prediction.Score is { } score ? ScoreSlope(specific, score, plan.Options) : null,
            Distribution = MarkerSummary.Of(marker),
            Horizons = horizons,
            IntegratedBrier = Integrated(plan, prediction, horizons),
        };
        if (prediction.OwnSurvival is not { } own)
        {
            return model;
        }

        if (own.AsSpan().Count(double.NaN) is > 0 and var none)
        {
            var reason = FormattableString.Invariant($"the model predicts no survival at the own time of {none} of {own.Length} patients");
            return model with
            {
                DCalibration = DistributionCalibrationResult.None("D-calibration", reason),
                ACalibration = DistributionCalibrationResult.None("A-calibration", reason),
                Alpha = MetricEstimate.None("van Houwelingen's alpha", reason, plan.Options.Level),
            };
        }

        return model with
        {
            DCalibration = DistributionCalibration.D(specific, own, plan.Options.Bins),
            ACalibration = DistributionCalibration.A(specific, own, plan.Options.Bins),
            Alpha = DistributionCalibration.Alpha(specific, own, plan.Options.Level),
            Poisson = PoissonCalibration.Of(specific, own, plan.Options.Level),
        };
    }

    private static ModelAtHorizon At(ValidationPlan plan, AnalysedPrediction prediction, double time, int replicates, double[] thresholds)
    {
        var (outcome, specific) = (plan.Patients.Outcome, plan.Patients.Specific);
        var marker = prediction.MarkerAt(time);
        var (_, whole) = prediction.Marker(plan.Horizons.Main);
        var at = new ModelAtHorizon
        {
            Time = time,
            Auc = TimeDependentAuc.CumulativeDynamic(outcome, marker, [time], plan.Auc)[0],
            AucEventFree = plan.Patients.Competes
                ? TimeDependentAuc.CumulativeDynamic(outcome, marker, [time], plan.Auc with { Controls = AucControls.EventFree })[0]
                : null,
            Harrell = Concordance.Harrell(specific, whole, time, plan.Concordance).Estimate,
            Uno = Concordance.Uno(specific, whole, time, plan.Concordance).Estimate,
            UnoAsR = Concordance.Uno(specific, whole, time, plan.ConcordanceAsR).Estimate,
        };
        if (prediction.RiskAt(time) is not { } risk)
        {
            return at;
        }

        var calibration = plan.Calibration(outcome);
        return at with
        {
            Brier = BrierScore.At(outcome, risk, time, plan.Brier),
            LogScore = LogScore.At(outcome, risk, time, plan.Brier),
            Calibration = CalibrationStatistics.Of(outcome, risk, time, calibration),
            Curve = CalibrationPlot.Of(outcome, risk, time, calibration with { Replicates = replicates }),
            Groups = CalibrationCurve.Grouped(outcome, risk, time, calibration),
            Histogram = RiskHistogram.Of(outcome, risk, time, plan.Cause),
            Decision = DecisionCurve.Of(outcome, risk, time, thresholds, new DecisionCurveOptions { Cause = plan.Cause, Level = plan.Options.Level }),
            Recalibrated = Recalibrator.Of(plan, risk, time),
        };
    }

    private static IntegratedBrierResult? Integrated(ValidationPlan plan, AnalysedPrediction prediction, ModelAtHorizon[] horizons)
    {
        double[] times = [.. horizons.Where(h => h.Brier?.Brier.Value is not null).Select(h => h.Time)];
        if (times.Length == 0)
        {
            return null;
        }

        var grid = new double[plan.Patients.Count * times.Length];
        for (var k = 0; k < times.Length; k++)
        {
            var risk = prediction.RiskAt(times[k])!;
            for (var i = 0; i < risk.Length; i++)
            {
                grid[(i * times.Length) + k] = risk[i];
            }
        }

        return IntegratedBrier.Of(plan.Patients.Outcome, grid, times, BrierIntegration.Trapezoid, plan.Brier);
    }

    private static MetricEstimate ScoreSlope(SurvivalOutcome specific, double[] score, ValidationOptions options)
    {
        const string Method = "slope of the score, Cox";
        if (score.AsSpan().IndexOfAnyExcept(score[0]) < 0)
        {
            return MetricEstimate.None(Method, FormattableString.Invariant($"all scores are {score[0]}"), options.Level);
        }

        var model = CoxModel.Fit(score, 1, specific, columnNames: ["score"], cancellationToken: options.CancellationToken);
        return model.Converged
            ? MetricEstimate.Of(Method, model.Coefficients[0], model.StandardErrors[0], options.Level, double.NegativeInfinity, double.PositiveInfinity)
            : MetricEstimate.None(Method, string.Join(" ", model.Warnings), options.Level);
    }

    private static int Replicates(ValidationPlan plan)
    {
        if (plan.Options.Replicates is { } given)
        {
            plan.Notes.Set("bootstrap", FormattableString.Invariant($"{given}"), SettingSource.Given, "Samples for the intervals of ICI, E50, E90 and Emax.");
            return given;
        }

        var size = (long)plan.Patients.Count * plan.Patients.Predictions.Count(p => p.HasRisks) * plan.Horizons.Times.Length;
        var replicates = size <= QuickBootstrap ? UsualReplicates : 0;
        plan.Notes.Set("bootstrap", FormattableString.Invariant($"{replicates}"), SettingSource.Default, replicates > 0
            ? "Samples for the intervals of ICI, E50, E90 and Emax."
            : "No intervals of ICI, E50, E90 and Emax: with so many patients, models and horizons they take long; ask for samples to have them.");
        return replicates;
    }

    private static double[] Thresholds(ValidationPlan plan)
    {
        if (plan.Options.Thresholds is { } given)
        {
            plan.Notes.Set("thresholds", HorizonChoice.Text(given), SettingSource.Given, "Risks at or above which one would act, for the decision curves.");
            return [.. given.Distinct().Order()];
        }

        plan.Notes.Set("thresholds", "0.01 to 0.99", SettingSource.Default, "Risks at or above which one would act, for the decision curves, in steps of 0.01.");
        return [.. Enumerable.Range(1, ThresholdSteps - 1).Select(k => (double)k / ThresholdSteps)];
    }
}
