using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxNet;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>The coxnet command: a lasso or elastic-net path with its cross-validation, under the names of glmnet (dots as underscores).</summary>
internal static class CoxNetCommand
{
    public static readonly Option<double> Alpha = new Option<double>("--alpha") { Description = "Share of the lasso, 0 (ridge) to 1 (lasso). Default 1.", DefaultValueFactory = _ => 1 }.Where(OptionRange.Number(v => v is >= 0 and <= 1, "between 0 and 1"));
    public static readonly Option<string?> Lambda = new Option<string?>("--lambda") { Description = "Penalties, separated by commas. Default: a path of up to 100." }.Where(OptionRange.Numbers(v => v >= 0 && double.IsFinite(v), "finite and 0 or greater"));
    public static readonly Option<string?> PenaltyFactor = new("--penalty-factor") { Description = "Multiples of the penalty as NAME=NUMBER, separated by commas, for columns whose name starts with NAME; 0 for none. Default 1 each." };
    public static readonly Option<string?> Offset = new("--offset") { Description = "Column of a known part of the log-risk." };
    public static readonly Option<string?> Patient = new("--patient") { Description = "Column of patients who have several rows: they stay in one fold." };
    public static readonly Option<int> Folds = new Option<int>("--folds") { Description = "Folds of the cross-validation. Default 10.", DefaultValueFactory = _ => 10 }.Where(OptionRange.Number(v => v >= 2, "2 or more"));
    public static readonly Option<string> Ties = MakeTies();
    public static readonly Option<bool> Raw = new("--no-standardize") { Description = "Penalise coefficients per unit instead of per standard deviation." };

    public static SurvivalReport Run(SurvivalInput input)
    {
        var design = input.Design();
        var (names, x, outcome) = (design.Names, input.Matrix(design), input.Outcome);
        var rows = new CoxRows
        {
            Strata = input.Get(SurvivalOptions.Strata) is { } strata ? input.Groups(strata).Codes : null,
            Offset = input.Get(Offset) is { } offset ? input.Column(offset) : null,
        };
        var options = new CoxNetOptions
        {
            Alpha = input.Get(Alpha),
            Lambdas = input.Numbers(Lambda) ?? [],
            PenaltyFactors = FactorsOf(input, names),
            Ties = input.Get(Ties) == "efron" ? TieHandling.Efron : TieHandling.Breslow,
            Standardize = !input.Get(Raw),
            Folds = input.Get(Folds),
            Seed = input.Get(SurvivalOptions.Seed),
        };
        int[] patients = input.Get(Patient) is { } patient ? input.Groups(patient).Codes : [];
        var result = CoxNetSearch.CrossValidate(x, names.Length, outcome, rows, options, names, patients);
        var path = result.Path;
        var json = new JsonObject
        {
            ["ties"] = input.Get(Ties),
            ["alpha"] = options.Alpha,
            ["n"] = outcome.Count,
            ["nevent"] = outcome.EventCount(),
            ["nulldev"] = Json.Of(path.NullDeviance),
            ["lambda"] = Json.Of(path.Lambdas),
            ["dev_ratio"] = Json.Of(path.DevianceRatios),
            ["df"] = Json.Of(path.Lambdas.Select((_, k) => (double)path.Count(k))),
            ["names"] = Json.Of(names),
            ["coef"] = Json.Rows(path.Coefficients),
            ["cvm"] = Json.Of(result.Deviance),
            ["cvsd"] = Json.Of(result.StandardError),
            ["lambda_min"] = Json.Of(path.Lambdas[result.Minimum]),
            ["lambda_1se"] = Json.Of(path.Lambdas[result.OneStandardError]),
            ["coef_min"] = Json.Of(path.Coefficients[result.Minimum]),
            ["coef_1se"] = Json.Of(path.Coefficients[result.OneStandardError]),
            ["converged"] = path.Converged,
        };
        var remarks = new List<string>(path.Warnings);
        if (path.Count(result.Minimum) == 0)
        {
            remarks.Add("The model has no features: at the penalty with the least deviance none tells patients apart.");
        }

        if (result.AtBoundary && path.Lambdas.Count > 1)
        {
            remarks.Add("The least deviance is at an end of the path: the best penalty may lie beyond it.");
        }

        var tables = new List<TextTable> { Coefficients(names, result), Choices(result) };
        if (input.Get(SurvivalOptions.Predict) is { } file)
        {
            tables.Add(Predict(new NewPatients(file, design, [], options: input.TableReading), names.Length, path.Coefficients[result.Minimum], json, remarks));
        }

        return new SurvivalReport(json, tables, remarks);
    }

    private static Option<string> MakeTies()
    {
        var ties = new Option<string>("--ties") { Description = "Treatment of tied events. Default breslow, as glmnet.", DefaultValueFactory = _ => "breslow" };
        ties.AcceptOnlyFromAmong("breslow", "efron");
        return ties;
    }

    /// <summary>The factor of each column; empty when none is given.</summary>
    public static double[] FactorsOf(SurvivalInput input, string[] names)
    {
        if (input.Get(PenaltyFactor) is not { } text)
        {
            return [];
        }

        var given = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToArray();
        foreach (var pair in given)
        {
            if (pair.Length != 2 || !double.TryParse(pair[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(value >= 0))
            {
                throw new ArgumentException($"{PenaltyFactor.Name}: '{string.Join('=', pair)}' is no NAME=NUMBER with a number of 0 or greater.");
            }

            if (!names.Any(n => n.StartsWith(pair[0], StringComparison.Ordinal)))
            {
                throw new ArgumentException($"{PenaltyFactor.Name}: no column of the model has a name that starts with '{pair[0]}': {string.Join(", ", names)}.");
            }
        }

        return Array.ConvertAll(names, name => given.Where(p => name.StartsWith(p[0], StringComparison.Ordinal)).MaxBy(p => p[0].Length) is { } pair
            ? double.Parse(pair[1], NumberStyles.Float, CultureInfo.InvariantCulture)
            : 1);
    }

    private static TextTable Coefficients(string[] names, CoxNetResult result)
    {
        var (min, one) = (result.Path.Coefficients[result.Minimum], result.Path.Coefficients[result.OneStandardError]);
        var table = new TextTable("Coefficients (those that are 0 at both penalties left out)", "covariate", "lambda.min", "HR", "lambda.1se");
        for (var j = 0; j < names.Length; j++)
        {
            if (min[j] != 0 || one[j] != 0)
            {
                table.Add(names[j], min[j], Math.Exp(min[j]), one[j]);
            }
        }

        return table;
    }

    private static TextTable Choices(CoxNetResult result)
    {
        var table = new TextTable("Cross-validated deviance per event", "penalty", "lambda", "deviance", "se", "features", "explained");
        foreach (var (name, k) in new[] { ("greatest", 0), ("1se", result.OneStandardError), ("min", result.Minimum) })
        {
            table.Add(name, result.Path.Lambdas[k], result.Deviance[k], result.StandardError[k], result.Path.Count(k), result.Path.DevianceRatios[k]);
        }

        return table;
    }

    private static TextTable Predict(NewPatients patients, int width, IReadOnlyList<double> coefficients, JsonObject json, List<string> remarks)
    {
        var scores = Enumerable.Range(0, patients.Count).Select(i => coefficients.Select((b, j) => b * patients.X[(i * width) + j]).Sum()).ToArray();
        json["predict"] = new JsonObject { ["row"] = Json.Of(patients.RowNumbers.Select(n => (double)n)), ["link"] = Json.Of(scores) };
        var table = new TextTable("Linear predictor at lambda.min, without the offset", "row", "link");
        foreach (var (row, score) in patients.RowNumbers.Zip(scores))
        {
            table.Add(row, score);
        }

        if (patients.Omitted > 0)
        {
            remarks.Add(FormattableString.Invariant($"{patients.Omitted} new patients with a missing value are left out; {patients.Count} remain."));
        }

        return table;
    }
}
