using System.CommandLine;
using System.Globalization;
using static HccRisk.Cli.Commands.Survival.SurvivalOptions;

namespace HccRisk.Cli.Commands.Survival;

/// <summary><c>hccrisk survival</c>: survival statistics of one table, under the names R gives them.</summary>
internal static class SurvivalCommand
{
    public static Command Create() => new("survival", "Survival statistics of a table (csv, xlsx), comparable with R line by line.")
    {
        Sub("km", "Kaplan-Meier and Nelson-Aalen curves.", CurveCommands.KaplanMeier, Start, Weights, Group, Strata, Cause, Times, CurvesAt, ConfType, Level, Reverse),
        Sub("logrank", "Log-rank family: test of groups, trend, pairs.", TestCommands.LogRank, Group, Strata, Start, Weights, Cause, Test, Rho, Gamma, Adjust),
        Sub("rmst", "Restricted mean survival time, compared between two groups.", TestCommands.RestrictedMean, Group, Cause, Start, Weights, Tau, Level),
        Sub("aj", "Cumulative incidence under competing risks (Aalen-Johansen).", IncidenceCommand.Run, Start, Weights, Group, Times, CurvesAt, ConfType, Level),
        Sub("gray", "Gray's test of cumulative incidence between groups.", TestCommands.Gray, Group, Strata, Rho, Times),
        Sub("cox", "Cox regression.", ModelCommands.Cox, Formula, Covariates, Factors, Strata, Cluster, Start, Weights, Cause, Ties, Robust, Level, ConfType, Residuals, BaseHazard, Predict, Times),
        Sub("coxnet", "Lasso or elastic-net Cox regression, the penalty by cross-validation.", CoxNetCommand.Run, Covariates, Factors, Strata, Start, Weights, Cause, CoxNetCommand.Ties, CoxNetCommand.Alpha, CoxNetCommand.Lambda, CoxNetCommand.PenaltyFactor, CoxNetCommand.Offset, CoxNetCommand.Raw, CoxNetCommand.Patient, CoxNetCommand.Folds, Seed, Predict),
        Sub("boost", "Cox regression as a sum of small trees, their number by cross-validation.", BoostCommand.Run, Covariates, Factors, Strata, Start, Weights, Cause, BoostCommand.Ties, BoostCommand.Rounds, BoostCommand.LearningRate, BoostCommand.Leaves, BoostCommand.Increasing, BoostCommand.Decreasing, CoxNetCommand.Patient, CoxNetCommand.Folds, Seed, Predict, Times),
        Sub("forest", "Random survival forest, judged out of bag.", ForestCommand.Run, ForestCommand.Covariates, Factors, Cause, ForestCommand.Trees, ForestCommand.Mtry, ForestCommand.NodeSize, ForestCommand.NodeEvents, ForestCommand.Cuts, ForestCommand.Depth, ForestCommand.Replace, ForestCommand.Fraction, ForestCommand.SplitRule, ForestCommand.Horizon, ForestCommand.Patient, ForestCommand.Importance, Seed, Predict, Times),
        Sub(
            "coxboost", "Cox or Fine-Gray regression by likelihood boosting, the number of steps by cross-validation.", CoxBoostCommand.Run,
            [
                Covariates, Factors, Weights, Cause, .. CoxBoostCommand.Own, CoxNetCommand.PenaltyFactor, CoxNetCommand.Raw, CoxNetCommand.Patient,
                CoxNetCommand.Folds, Seed, Predict, Times,
            ]),
        Sub("autofit", "The survival trainers tuned and compared on equal folds, the ridge-penalised Cox model among them.", AutoFitCommand.Run, Covariates, Factors, Cause, Times, AutoFitCommand.Metric, AutoFitCommand.Trials, AutoFitCommand.Minutes, AutoFitCommand.Folds, AutoFitCommand.Site, CoxNetCommand.Patient, AutoFitCommand.Record, Seed),
        Sub("cox-zph", "Test of proportional hazards of a Cox model.", ModelCommands.ProportionalHazards, Formula, Covariates, Factors, Strata, Cluster, Start, Weights, Cause, Ties, Robust, Transform),
        Sub("finegray", "Fine-Gray regression of the cumulative incidence of one cause.", FineGrayCommand.Run, Formula, Covariates, Factors, Strata, Cluster, Start, Weights, FineGrayCommand.Ties, Cause, ConfType, Level, Predict, Times),
        Sub("csc", "Cause-specific Cox models of every cause and the cumulative incidence they imply.", CauseSpecificCommand.Run, Formula, Covariates, Factors, Strata, Start, Weights, Ties, Cause, Level, Predict, Times, CauseSpecificCommand.Exponential),
        Sub("aft", "Accelerated failure time regression.", ModelCommands.Aft, Formula, Covariates, Factors, Start, Weights, Cause, Distribution),
        Sub("concordance", "Concordance of a score: Harrell and Uno, on request Gonen-Heller and Antolini.", MetricCommands.Concordance, Marker, Start, Weights, Strata, Cluster, Cause, Taus, Level, GonenHeller, Risk, Times),
        Sub("auc", "Time-dependent area under the ROC curve.", MetricCommands.Auc, Marker, Cause, Times, Convention, Level, Incident, Roc, Threshold),
        Sub("score", "AUC and Brier score of predicted risks at horizons, and their differences.", MetricCommands.Score, Risk, At, Times, Cause, Level, Reclassify, Cuts),
        Sub("calibration", "Calibration of predicted risks at a horizon: groups, observed over expected, slope, smooth curve.", CalibrationCommand.Run, Risk, At, Cause, Groups, Level, Bootstrap, Seed),
        Sub("dca", "Decision curves of predicted risks at a horizon.", MetricCommands.DecisionCurves, Risk, At, Cause, Thresholds, Level),
        Sub("maxstat", "Cut-point of a score by the maximally selected log-rank statistic.", MetricCommands.CutPoint, Marker, Cause, MinProportion, MaxProportion, Scores, CutCount, Permutations, Seed),
        Sub("ipcw", "Probability of being uncensored at given times.", CurveCommands.Censoring, Times),
        Sub("rcs", "Columns of a restricted cubic spline of a covariate.", SplineCommand.Run, Marker, Knots),
    };

    private static Command Sub(string name, string description, Func<SurvivalInput, SurvivalReport> run, params Option[] own)
    {
        var command = new Command(name, description);
        foreach (var option in (Option[])[Data, Time, Event, StartDate, EventDates, LastDate, TimeUnit, CensoredCode, Landmark, CensorAt, .. own, AsJson])
        {
            command.Options.Add(option);
        }

        TableOptions.With(command).SetAction(parsed =>
        {
            var input = new SurvivalInput(parsed, own);
            if (input.Omitted > 0)
            {
                parsed.InvocationConfiguration.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{input.Omitted} rows with a missing value are left out; {input.Count} remain."));
            }

            if (input.Before > 0)
            {
                parsed.InvocationConfiguration.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{input.Before} rows end by the landmark and are left out; {input.Count} remain."));
            }

            if (input.Unseen > 0)
            {
                parsed.InvocationConfiguration.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{input.Unseen} rows enter at the end of follow-up or later and are left out; {input.Count} remain."));
            }

            if (input.Instant > 0)
            {
                parsed.InvocationConfiguration.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{input.Instant} rows end where they begin and are left out, being in no risk set; {input.Count} remain."));
            }

            var report = run(input);
            foreach (var decision in input.Decisions)
            {
                parsed.InvocationConfiguration.Error.WriteLine(decision);
            }

            (report with { Remarks = [.. report.Remarks, .. input.Remarks] }).Write(parsed.InvocationConfiguration.Output, parsed.GetValue(AsJson));
            return 0;
        });
        return command;
    }
}
