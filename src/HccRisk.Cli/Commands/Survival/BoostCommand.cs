using System.CommandLine;
using System.Text.Json.Nodes;
using HccRisk.Boosting;
using HccRisk.Survival.Cox;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>The boost command: a Cox model as a sum of small trees, their number by cross-validated partial likelihood.</summary>
internal static class BoostCommand
{
    public static readonly Option<int> Rounds = new Option<int>("--rounds") { Description = "Most trees. Default 1000.", DefaultValueFactory = _ => 1000 }.Where(OptionRange.Number(v => v >= 1, "1 or more"));
    public static readonly Option<double> LearningRate = new Option<double>("--learning-rate") { Description = "Share of each tree's step that is taken. Default 0.05.", DefaultValueFactory = _ => 0.05 }.Where(OptionRange.Number(v => v is > 0 and <= 1, "above 0 and at most 1"));
    public static readonly Option<int> Leaves = new Option<int>("--leaves") { Description = "Most leaves of a tree. Default 8.", DefaultValueFactory = _ => 8 }.Where(OptionRange.Number(v => v is >= 2 and <= 1024, "between 2 and 1024"));
    public static readonly Option<string?> Increasing = new("--increasing") { Description = "Covariates whose risk may not fall as they rise, separated by commas." };
    public static readonly Option<string?> Decreasing = new("--decreasing") { Description = "Covariates whose risk may not rise as they rise, separated by commas." };
    public static readonly Option<string> Ties = MakeTies();

    public static SurvivalReport Run(SurvivalInput input)
    {
        var design = input.Design();
        var (names, x) = (design.Names, input.Matrix(design));
        var options = new BoostingOptions
        {
            Rounds = input.Get(Rounds),
            LearningRate = input.Get(LearningRate),
            Leaves = input.Get(Leaves),
            Folds = input.Get(CoxNetCommand.Folds),
            Increasing = Split(input.Get(Increasing)),
            Decreasing = Split(input.Get(Decreasing)),
            Seed = input.Get(SurvivalOptions.Seed),
        };
        var strata = input.Get(SurvivalOptions.Strata);
        var (codes, labels, _) = strata is null ? ([], [], []) : input.Groups(strata);
        int[] patients = input.Get(CoxNetCommand.Patient) is { } patient ? input.Groups(patient).Codes : [];
        var ties = input.Get(Ties) == "efron" ? TieHandling.Efron : TieHandling.Breslow;
        var cause = input.Get(SurvivalOptions.Cause) ?? 0;
        var result = BoostedCox.Fit(x, names, input.AllCauses, cause, ties, options, strata is null ? null : codes, labels, patients);
        var splits = result.Trees.Splits(names.Length);
        var json = new JsonObject
        {
            ["ties"] = input.Get(Ties),
            ["n"] = input.Outcome.Count,
            ["nevent"] = input.Outcome.EventCount(),
            ["rounds"] = result.Rounds,
            ["trees"] = result.Trees.Trees.Count,
            ["competing_trees"] = result.CompetingTrees?.Trees.Count,
            ["cv_loglik"] = Json.Of(result.CrossValidated),
            ["names"] = Json.Of(names),
            ["splits"] = Json.Of(splits.Select(s => (double)s)),
            ["out_of_fold"] = Json.Of(result.OutOfFold),
        };
        var fit = new TextTable("Boosted Cox model", "trees", "competing trees", "cross-validated log-likelihood", "gain on no trees");
        fit.Add(result.Trees.Trees.Count, result.CompetingTrees?.Trees.Count ?? 0, result.CrossValidated[result.Rounds], result.CrossValidated[result.Rounds] - result.CrossValidated[0]);
        var cuts = new TextTable("Cuts of the trees (covariates that none looks at left out)", "covariate", "cuts");
        foreach (var j in Enumerable.Range(0, names.Length).Where(j => splits[j] > 0).OrderByDescending(j => splits[j]))
        {
            cuts.Add(names[j], splits[j]);
        }

        var (tables, remarks) = (new List<TextTable> { fit, cuts }, new List<string>(result.Warnings));
        if (input.Get(SurvivalOptions.Predict) is { } file)
        {
            var columns = strata?.Split(',', StringSplitOptions.TrimEntries) ?? [];
            var times = input.Numbers(SurvivalOptions.Times) ?? [];
            tables.Add(Predict(new NewPatients(file, design, columns, options: input.TableReading), names.Length, result, strata, labels, times, json, remarks));
        }

        return new SurvivalReport(json, tables, remarks);
    }

    private static TextTable Predict(
        NewPatients patients, int width, BoostedCoxResult result, string? strata, string[] labels, double[] times, JsonObject json, List<string> remarks)
    {
        var (scores, survival, incidence) = (new double[patients.Count], new double[patients.Count][], new double[patients.Count][]);
        var table = new TextTable(
            "Predictions", ["row", "link", .. times.Select(t => FormattableString.Invariant($"free at {t}")), .. times.Select(t => FormattableString.Invariant($"incidence at {t}"))]);
        for (var i = 0; i < patients.Count; i++)
        {
            var row = patients.X.AsSpan(i * width, width);
            var baseline = result.Baselines[strata is null ? 0 : CoxDetails.StratumCode(labels, strata, patients, i)];
            scores[i] = result.Trees.Score(row);
            survival[i] = Array.ConvertAll(times, t => baseline.SurvivalAt(scores[i], t));
            incidence[i] = new double[times.Length];
            baseline.Incidence(scores[i], result.CompetingTrees?.Score(row) ?? 0, times, incidence[i]);
            table.Add([patients.RowNumbers[i], scores[i], .. survival[i].Cast<object>(), .. incidence[i].Cast<object>()]);
        }

        json["predict"] = new JsonObject
        {
            ["row"] = Json.Of(patients.RowNumbers.Select(n => (double)n)),
            ["link"] = Json.Of(scores),
            ["time"] = Json.Of(times),
            ["surv"] = Json.Rows(survival),
            ["cuminc"] = Json.Rows(incidence),
        };
        if (patients.Omitted > 0)
        {
            remarks.Add(FormattableString.Invariant($"{patients.Omitted} new patients with a missing value are left out; {patients.Count} remain."));
        }

        return table;
    }

    private static string[] Split(string? text) => text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static Option<string> MakeTies()
    {
        var ties = new Option<string>("--ties") { Description = "Treatment of tied events. Default efron.", DefaultValueFactory = _ => "efron" };
        ties.AcceptOnlyFromAmong("efron", "breslow");
        return ties;
    }
}
