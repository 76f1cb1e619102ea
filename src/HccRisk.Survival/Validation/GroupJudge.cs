using HccRisk.Core.Numerics;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Survival.Validation;

/// <summary>Performance in some of the patients.</summary>
internal static class GroupJudge
{
    /// <summary>Patients below which a group is only counted.</summary>
    private const int FewestPatients = 10;

    private const int MostLevels = 50;

    /// <summary>Groups that a remark names before it only counts them.</summary>
    private const int Named = 5;

    public static IReadOnlyList<GroupValidation> Sites(ValidationPlan plan)
    {
        var column = plan.Patients.Site!;
        if (column.Values.Count(v => v.Length == 0) is > 0 and var missing)
        {
            plan.Notes.Remark("site", column.Name, FormattableString.Invariant($"{missing} patients have no site and are in none of the tables by site"));
        }

        return Groups(plan, column.Name, [.. BaselineTable.Levels(column).Select(level => (level, Rows(column, level)))]);
    }

    public static IReadOnlyList<SubgroupValidation> Subgroups(ValidationPlan plan) => [.. plan.Patients.Subgroups.Select(c => Subgroup(plan, c))];

    private static SubgroupValidation Subgroup(ValidationPlan plan, PatientColumn column)
    {
        var (levels, rule) = LevelsOf(column);
        if (levels.Count is 0 or > MostLevels)
        {
            throw new ArgumentException(levels.Count == 0
                ? $"Subgroup '{column.Name}' has no value."
                : FormattableString.Invariant($"Subgroup '{column.Name}' has {levels.Count} levels, at most {MostLevels} can be judged apart: put them into fewer groups."));
        }

        var missing = column.Values.Count(v => v.Length == 0);
        if (missing > 0)
        {
            plan.Notes.Remark("subgroup", column.Name, FormattableString.Invariant($"{missing} of {column.Values.Count} patients have no value of '{column.Name}' and are in none of its groups"));
        }

        var groups = Groups(plan, column.Name, levels);
        return new SubgroupValidation(
            column.Name, rule, missing, groups, InteractionJudge.Of(plan, groups, [.. levels.Select(l => l.Rows)]));
    }

    private static (IReadOnlyList<(string Name, int[] Rows)> Levels, string? Rule) LevelsOf(PatientColumn column)
    {
        if (BaselineTable.Numbers(column) is not { } numbers)
        {
            return ([.. BaselineTable.Levels(column).Select(l => (l, Rows(column, l)))], null);
        }

        double[] sorted = [.. numbers.Where(n => !double.IsNaN(n)).Order()];
        var median = Quantile.Of(sorted, 0.5);
        var all = Enumerable.Range(0, numbers.Length);
        return (
            [
                (FormattableString.Invariant($"<= {median:G4}"), [.. all.Where(i => numbers[i] <= median)]),
                (FormattableString.Invariant($"> {median:G4}"), [.. all.Where(i => numbers[i] > median)]),
            ],
            FormattableString.Invariant($"cut at the median {median:G4} of these patients"));
    }

    private static int[] Rows(PatientColumn column, string level) => [.. Enumerable.Range(0, column.Values.Count).Where(i => column.Values[i] == level)];

    private static GroupValidation[] Groups(ValidationPlan plan, string column, IReadOnlyList<(string Name, int[] Rows)> levels)
    {
        var judged = levels.Select(l => Of(plan, l.Name, l.Rows)).ToArray();
        string[] refused = [.. judged.Where(j => j.Reason is not null)
            .Select(j => FormattableString.Invariant($"'{j.Group.Name}' ({j.Group.Patients} patients, {j.Group.Events} events): {j.Reason}"))];
        if (refused.Length > 0)
        {
            plan.Notes.Remark("small group", column, FormattableString.Invariant(
                $"{refused.Length} of {judged.Length} groups of '{column}' are counted but not judged: {string.Join("; ", refused.Take(Named))}{(refused.Length > Named ? "; ..." : "")}"));
        }

        return Array.ConvertAll(judged, j => j.Group);
    }

    private static (GroupValidation Group, string? Reason) Of(ValidationPlan plan, string level, int[] rows)
    {
        var specific = plan.Patients.Specific.Select(rows);
        var events = specific.EventCount();
        var reason = rows.Length < FewestPatients ? FormattableString.Invariant($"fewer than {FewestPatients} patients")
            : events == 0 ? "nobody had the event"
            : null;
        var group = new GroupValidation
        {
            Name = level,
            Patients = rows.Length,
            Events = events,
            AtRisk = rows.Count(i => plan.Patients.Outcome.TimeArray[i] >= plan.Horizons.Main),
            Models = [.. plan.Patients.Predictions.Select(p => Performance(plan, p, rows, specific, reason))],
        };
        return (group, reason);
    }

    private static GroupPerformance Performance(ValidationPlan plan, AnalysedPrediction prediction, int[] rows, SurvivalOutcome specific, string? reason)
    {
        var (main, level) = (plan.Horizons.Main, plan.Options.Level);
        var outcome = plan.Patients.Outcome.Select(rows);
        var risk = prediction.RiskAt(main) is { } all ? Array.ConvertAll(rows, i => all[i]) : null;
        if (reason is not null)
        {
            var none = MetricEstimate.None("too small a group", reason, level);
            return risk is null
                ? new GroupPerformance { Model = prediction.Name, Harrell = none, Auc = none, Observed = none }
                : new GroupPerformance
                {
                    Model = prediction.Name,
                    Harrell = none,
                    Auc = none,
                    Observed = none,
                    ObservedExpected = none,
                    Slope = none,
                    Brier = none,
                    Accuracy = none,
                };
        }

        var (marker, whole) = (prediction.MarkerAt(main), prediction.Marker(main).Values);
        var performance = new GroupPerformance
        {
            Model = prediction.Name,
            Harrell = Concordance.Harrell(specific, Array.ConvertAll(rows, i => whole[i]), options: plan.Concordance).Estimate,
            Auc = TimeDependentAuc.CumulativeDynamic(outcome, Array.ConvertAll(rows, i => marker[i]), [main], plan.Auc)[0].Auc,
            Observed = MarginalRisk.Estimate(outcome, plan.Cause, main, level),
        };
        if (risk is null)
        {
            return performance;
        }

        var calibration = CalibrationStatistics.Of(outcome, risk, main, plan.Calibration(outcome));
        var brier = BrierScore.At(outcome, risk, main, plan.Brier);
        return performance with
        {
            MeanPredicted = calibration.MeanPredicted,
            ObservedExpected = calibration.ObservedExpected,
            Slope = calibration.Slope,
            Brier = brier.Brier,
            Accuracy = brier.Accuracy,
        };
    }
}
