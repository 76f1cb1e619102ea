using System.CommandLine;
using System.Text.Json.Nodes;
using HccRisk.Survival.Data;
using HccRisk.Survival.Forest;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>The forest command: a survival forest with what it says out of bag, under the names of ranger and randomForestSRC (dots as underscores).</summary>
internal static class ForestCommand
{
    public static readonly Option<string?> Covariates = new("--covariates") { Description = "Columns of the model, separated by commas; their values may be missing." };
    public static readonly Option<string?> Patient = new("--patient") { Description = "Column of patients who have several rows: they are drawn together." };
    public static readonly Option<int> Trees = Count("--trees", "Number of trees.", 1000, 1);
    public static readonly Option<int?> Mtry = new Option<int?>("--mtry") { Description = "Columns tried at a node. Default: the square root of their number, rounded up." }.Where(OptionRange.Number(v => v >= 1, "1 or more"));
    public static readonly Option<int> NodeSize = Count("--nodesize", "Fewest rows of a leaf.", 15, 1);
    public static readonly Option<int> NodeEvents = Count("--node-events", "Fewest events of a leaf.", 3, 0);
    public static readonly Option<int> Cuts = Count("--nsplit", "Cuts tried of a column, drawn among its values; 0 tries every one.", 10, 0);
    public static readonly Option<int?> Depth = new Option<int?>("--max-depth") { Description = "Most splits above a leaf. Default: no limit." }.Where(OptionRange.Number(v => v >= 0, "0 or more"));
    public static readonly Option<bool> Replace = new("--replace") { Description = "Draw the rows of a tree with replacement." };
    public static readonly Option<double?> Fraction = new Option<double?>("--sample-fraction") { Description = "Share of the rows drawn for a tree. Default 0.632, with --replace 1." }.Where(OptionRange.Number(v => v is > 0 and <= 1, "above 0 and at most 1"));
    public static readonly Option<string> SplitRule = MakeSplitRule();
    public static readonly Option<double?> Horizon = new Option<double?>("--at") { Description = "The score is the cumulative incidence by this time. Default: mortality." }.Where(OptionRange.Number(v => v > 0 && double.IsFinite(v), "finite and above 0"));
    public static readonly Option<int> Importance = Count("--importance", "Permutations of each column for its importance; 0 for none.", 5, 0);

    public static SurvivalReport Run(SurvivalInput input)
    {
        var design = input.Design(Covariates);
        var (names, x, outcome, cause) = (design.Names, input.Matrix(design), input.AllCauses, input.Get(SurvivalOptions.Cause) ?? 0);
        int[] patients = input.Get(Patient) is { } patient ? input.Groups(patient).Codes : [];
        var options = Options(input);
        var at = input.Get(Horizon);
        if (at > outcome.LastTime)
        {
            throw new HorizonException(FormattableString.Invariant($"{Horizon.Name} is {at}, beyond the longest follow-up, {outcome.LastTime}."));
        }

        var forest = SurvivalForest.Fit(x, names.Length, outcome, cause, options, names, patients);
        var kind = at is null ? ForestScore.Mortality : ForestScore.Incidence;
        var judged = forest.OutOfBag(x, outcome, cause, kind, at ?? 0);
        var depths = forest.MinimalDepth();
        var times = input.Numbers(SurvivalOptions.Times);
        var json = new JsonObject
        {
            ["treetype"] = "Survival",
            ["n"] = outcome.Count,
            ["ndead"] = cause == 0 ? outcome.EventCount() : outcome.EventCount(cause),
            ["num_trees"] = options.Trees,
            ["mtry"] = options.Candidates ?? (int)Math.Ceiling(Math.Sqrt(names.Length)),
            ["min_node_size"] = options.MinimumLeaf,
            ["nsplit"] = options.Cuts ?? 0,
            ["splitrule"] = input.Get(SplitRule),
            ["replace"] = options.Replace,
            ["leaf_count"] = Json.Of(forest.Trees.Average(t => t.Leaves)),
            ["time_interest"] = Json.Of(forest.Grid),
            ["prediction_error"] = Json.Of(1 - judged.Harrell.Value),
            ["concordance"] = new JsonObject { ["harrell"] = Json.Of(judged.Harrell.Value), ["se"] = Json.Of(judged.Harrell.StandardError), ["uno"] = Json.Of(judged.Uno.Value) },
            ["row"] = Json.Of(input.RowNumbers.Select(n => (double)n)),
            ["predicted_oob"] = Json.Of(judged.Scores),
            ["names"] = Json.Of(names),
            ["minimal_depth"] = Json.Of(depths.Columns.Select(c => c.Depth)),
            ["minimal_depth_threshold"] = Json.Of(depths.Threshold),
        };
        if (times is not null)
        {
            json["times"] = Json.Of(times);
            json["survival_oob"] = Json.Rows(judged.Survival(times));
            json["cif_oob"] = Json.Rows(judged.CumulativeIncidence(times));
        }

        var tables = new List<TextTable> { Summary(forest, judged) };
        tables.Add(Columns(depths, input.Get(Importance) is > 0 and var repeats ? judged.Importance(repeats, options.Seed) : [], json));
        var remarks = new List<string>(judged.Warnings);
        if (times?.Any(t => t > outcome.LastTime) == true)
        {
            remarks.Add(FormattableString.Invariant($"Nothing is known beyond the longest follow-up, {outcome.LastTime}: curves are NA there."));
        }

        if (input.Get(SurvivalOptions.Predict) is { } file)
        {
            tables.Add(Predict(new NewPatients(file, design, [], keepMissing: true, options: input.TableReading), forest, cause == 0 ? 1 : cause, kind, at ?? 0, times ?? [], json));
        }

        return new SurvivalReport(json, tables, remarks);
    }

    private static ForestOptions Options(SurvivalInput input) => new()
    {
        Trees = input.Get(Trees),
        Candidates = input.Get(Mtry),
        MinimumLeaf = input.Get(NodeSize),
        MinimumLeafEvents = input.Get(NodeEvents),
        Cuts = input.Get(Cuts) is > 0 and var cuts ? cuts : null,
        MaximumDepth = input.Get(Depth),
        Replace = input.Get(Replace),
        SampleFraction = input.Get(Fraction),
        Split = input.Get(SplitRule) switch
        {
            "logrankscore" => ForestSplit.LogRankScore,
            "logrankCR" => ForestSplit.LogRankIncidence,
            _ => ForestSplit.LogRank,
        },
        Seed = input.Get(SurvivalOptions.Seed),
    };

    private static Option<int> Count(string name, string description, int standard, int least) =>
        new Option<int>(name) { Description = FormattableString.Invariant($"{description} Default {standard}."), DefaultValueFactory = _ => standard }
            .Where(OptionRange.Number(v => v >= least, FormattableString.Invariant($"{least} or more")));

    private static Option<string> MakeSplitRule()
    {
        var rule = new Option<string>("--splitrule") { Description = "Statistic of a split: logrank, logrankscore, or logrankCR, which looks at the cumulative incidence. Default logrank.", DefaultValueFactory = _ => "logrank" };
        rule.AcceptOnlyFromAmong("logrank", "logrankscore", "logrankCR");
        return rule;
    }

    private static TextTable Summary(SurvivalForest forest, ForestOutOfBag judged)
    {
        var table = new TextTable("Out of bag", "measure", "value", "lower", "upper");
        foreach (var (name, estimate) in new[] { ("Harrell C", judged.Harrell), ("Uno C", judged.Uno) })
        {
            table.Add(name, estimate.Value ?? double.NaN, estimate.Lower ?? double.NaN, estimate.Upper ?? double.NaN);
        }

        table.Add("leaves a tree", forest.Trees.Average(t => t.Leaves), double.NaN, double.NaN);
        return table;
    }

    private static TextTable Columns(ForestDepths depths, IReadOnlyList<ForestImportance> importance, JsonObject json)
    {
        if (importance.Count == 0)
        {
            var plain = new TextTable("Columns", "covariate", "minimal depth");
            foreach (var depth in depths.Columns.OrderBy(c => c.Depth))
            {
                plain.Add(depth.Name, depth.Depth);
            }

            return plain;
        }

        json["variable_importance"] = Json.Of(importance.Select(i => i.Fall.Value ?? double.NaN));
        json["variable_importance_lower"] = Json.Of(importance.Select(i => i.Fall.Lower ?? double.NaN));
        json["variable_importance_upper"] = Json.Of(importance.Select(i => i.Fall.Upper ?? double.NaN));
        var table = new TextTable("Columns (importance: fall of Harrell C out of bag when permuted)", "covariate", "importance", "lower", "upper", "minimal depth");
        foreach (var (one, depth) in importance.Zip(depths.Columns).OrderByDescending(p => p.First.Fall.Value))
        {
            table.Add(one.Name, one.Fall.Value ?? double.NaN, one.Fall.Lower ?? double.NaN, one.Fall.Upper ?? double.NaN, depth.Depth);
        }

        return table;
    }

    private static TextTable Predict(NewPatients patients, SurvivalForest forest, int cause, ForestScore kind, double at, double[] times, JsonObject json)
    {
        var width = forest.ColumnNames.Count;
        var table = new TextTable("Predictions", ["row", "predicted", .. times.Select(t => FormattableString.Invariant($"CIF({t})"))]);
        var (scores, survival, incidence) = (new double[patients.Count], new double[patients.Count][], new double[patients.Count][]);
        for (var i = 0; i < patients.Count; i++)
        {
            var x = patients.X.AsSpan(i * width, width);
            (scores[i], survival[i], incidence[i]) = (forest.Score(x, cause, kind, at), new double[times.Length], new double[times.Length]);
            forest.Survival(x, cause, times, survival[i]);
            forest.CumulativeIncidence(x, cause, times, incidence[i]);
            table.Add([patients.RowNumbers[i], scores[i], .. incidence[i].Cast<object?>()]);
        }

        json["predict"] = new JsonObject
        {
            ["row"] = Json.Of(patients.RowNumbers.Select(n => (double)n)),
            ["predicted"] = Json.Of(scores),
            ["survival"] = Json.Rows(survival),
            ["cif"] = Json.Rows(incidence),
        };
        return table;
    }
}
