using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxBoost;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>The coxboost command: likelihood boosting with its cross-validation, under the names of R's CoxBoost (dots as underscores, indices from 1).</summary>
internal static class CoxBoostCommand
{
    private static readonly Option<string?> Unpenalized = new("--unpen") { Description = "Mandatory covariates, separated by commas: always in the model, without a penalty." };
    private static readonly Option<string> Form = OneOf("--cmprsk", "Competing causes: none (censored), sh (Fine-Gray), csh or ccsh (a hazard of each, by itself or coupled).", "none", "none", "sh", "csh", "ccsh");
    private static readonly Option<string> Criterion = OneOf("--criterion", "Which covariate a step takes.", "pscore", "pscore", "score");
    private static readonly Option<double?> Penalty = new Option<double?>("--penalty") { Description = "Penalty of a step. Default 9 times the number of events." }.Where(OptionRange.Number(v => v > 0 && double.IsFinite(v), "finite and above 0"));
    private static readonly Option<int?> Steps = new Option<int?>("--stepno") { Description = "Number of steps. Default: chosen by cross-validation." }.Where(OptionRange.Number(v => v >= 0, "0 or more"));
    private static readonly Option<int> MaxSteps = new Option<int>("--maxstepno") { Description = "Most steps that cross-validation may choose. Default 200.", DefaultValueFactory = _ => 200 }.Where(OptionRange.Number(v => v >= 0, "0 or more"));
    private static readonly Option<int> LeastSteps = new Option<int>("--minstepno") { Description = "Fewest steps that --search-penalty is content with. Default 50.", DefaultValueFactory = _ => 50 }.Where(OptionRange.Number(v => v >= 0, "0 or more"));
    private static readonly Option<bool> Search = new("--search-penalty") { Description = "Search for a penalty under which from --minstepno to 95 % of --maxstepno steps are best." };
    private static readonly Option<double> Factor = new Option<double>("--stepsize-factor") { Description = "Factor of a covariate's step each time it was taken. Default 1.", DefaultValueFactory = _ => 1 }.Where(OptionRange.Number(v => v > 0 && double.IsFinite(v), "finite and above 0"));

    public static IEnumerable<Option> Own => [Unpenalized, Form, Criterion, Penalty, Steps, MaxSteps, LeastSteps, Search, Factor];

    public static SurvivalReport Run(SurvivalInput input)
    {
        var design = input.Design();
        var (names, x) = (design.Names, input.Matrix(design));
        var form = input.Get(Form) switch
        {
            "sh" => CoxBoostForm.FineGray,
            "csh" => CoxBoostForm.CauseSpecific,
            "ccsh" => CoxBoostForm.Coupled,
            _ => CoxBoostForm.Hazard,
        };
        var (outcome, cause) = form == CoxBoostForm.Hazard ? (input.Outcome, 0) : (input.AllCauses, input.CauseOfInterest);
        var given = input.Get(Steps);
        if (given is not null && input.Get(Search))
        {
            throw new ArgumentException($"{Steps.Name} and {Search.Name} are both given: the search chooses the steps itself.");
        }

        var factors = CoxNetCommand.FactorsOf(input, names);
        var options = new CoxBoostOptions
        {
            MaxSteps = given ?? input.Get(MaxSteps),
            Penalty = input.Get(Penalty),
            PenaltyFactors = Array.ConvertAll(factors, f => f == 0 ? 1 : f),
            Mandatory = [.. Mandatory(input, names).Concat(Enumerable.Range(0, factors.Length).Where(j => factors[j] == 0)).Distinct().Order()],
            Criterion = input.Get(Criterion) == "score" ? CoxBoostCriterion.Score : CoxBoostCriterion.PenalizedScore,
            StepSizeFactor = input.Get(Factor),
            Standardize = !input.Get(CoxNetCommand.Raw),
            Folds = input.Get(CoxNetCommand.Folds),
            Seed = input.Get(SurvivalOptions.Seed),
            SearchPenalty = input.Get(Search),
            LeastSteps = input.Get(LeastSteps),
        };
        int[] patients = input.Get(CoxNetCommand.Patient) is { } patient ? input.Groups(patient).Codes : [];
        var result = given is null ? CoxBoostSearch.CrossValidate(x, names.Length, outcome, cause, form, options, names, patients) : null;
        var path = result?.Path ?? CoxBoostPath.Fit(x, names.Length, outcome, cause, form, options, names);
        int[] steps = [.. result?.OptimalSteps ?? path.Causes.Select(c => c.Steps)];

        // A path that goes on from the mandatory covariates has not waited for their maximum.
        var alone = steps.Contains(0) && path.Causes[0].Steps > 0 ? CoxBoostPath.Fit(x, names.Length, outcome, cause, form, options with { MaxSteps = 0 }, names) : path;
        Boosted[] models = [.. path.Causes.Select((c, k) =>
            new Boosted(c, steps[k], (steps[k] == 0 ? alone.Causes[k] : c).Predictor(steps[k]), result?.LogLikelihood[k], result?.StandardError[k]))];
        var json = new JsonObject
        {
            ["cmprsk"] = input.Get(Form),
            ["criterion"] = input.Get(Criterion),
            ["n"] = outcome.Count,
            ["xnames"] = Json.Of(names),
            ["unpen_index"] = Json.Of(options.Mandatory.Select(j => j + 1.0)),
            ["standardize"] = options.Standardize,
            ["penalty"] = Json.Of(path.Penalty),
            ["penalties_tried"] = result is null ? null : Json.Of(result.Penalties),
            ["converged"] = path.Converged,
        };
        if (models.Length > 1)
        {
            json["model"] = new JsonObject(models.Select(m => KeyValuePair.Create(Code(m), (JsonNode?)m.ToJson())));
        }

        foreach (var (key, value) in models.Length == 1 ? models[0].ToJson() : [])
        {
            json[key] = value?.DeepClone();
        }

        var remarks = new List<string>([.. path.Warnings, .. result?.Warnings ?? [], .. models.Select(m => m.Remark(models.Length > 1)).OfType<string>()]);
        var tables = models.Select(m => m.Table(names, models.Length > 1)).ToList();
        if (input.Get(SurvivalOptions.Predict) is { } file)
        {
            tables.AddRange(Predict(new NewPatients(file, design, [], options: input.TableReading), names.Length, models, form, input.Numbers(SurvivalOptions.Times) ?? [], json, remarks));
        }

        return new SurvivalReport(json, tables, remarks);
    }

    private static string Code(Boosted model) => model.Path.Cause.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<int> Mandatory(SurvivalInput input, string[] names)
    {
        foreach (var given in input.Get(Unpenalized)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var fits = Enumerable.Range(0, names.Length).Where(j => names[j].StartsWith(given, StringComparison.Ordinal)).ToArray();
            int[] exact = [.. fits.Where(j => names[j] == given)];
            if (fits.Length == 0)
            {
                throw new ArgumentException($"{Unpenalized.Name}: no column of the model is or starts with '{given}': {string.Join(", ", names)}.");
            }

            foreach (var j in exact.Length > 0 ? exact : fits)
            {
                yield return j;
            }
        }
    }

    private static IEnumerable<TextTable> Predict(
        NewPatients patients, int width, Boosted[] models, CoxBoostForm form, double[] times, JsonObject json, List<string> remarks)
    {
        if (patients.Omitted > 0)
        {
            remarks.Add(FormattableString.Invariant($"{patients.Omitted} new patients with a missing value are left out; {patients.Count} remain."));
        }

        json["predict"] = new JsonObject { ["row"] = Json.Of(patients.RowNumbers.Select(n => (double)n)), ["times"] = Json.Of(times) };
        foreach (var model in models)
        {
            var last = model.Predictor.Times[^1];
            var isIncidence = form == CoxBoostForm.FineGray;
            var links = Enumerable.Range(0, patients.Count).Select(i => model.Predictor.LogRisk(patients.X.AsSpan(i * width, width))).ToArray();
            double Risk(double link, double time) => time > last ? double.NaN
                : isIncidence ? 1 - model.Predictor.SurvivalAt(link, time) : model.Predictor.SurvivalAt(link, time);
            var risks = Array.ConvertAll(links, link => Array.ConvertAll(times, t => Risk(link, t)));
            var kind = isIncidence ? "CIF" : "risk";
            var own = new JsonObject { ["lp"] = Json.Of(links), [kind] = Json.Rows(risks) };
            json["predict"]![models.Length > 1 ? Code(model) : "all"] = own;
            var table = new TextTable(
                $"Linear predictor against the mean, {(isIncidence ? "cumulative incidence" : "freedom from the event")}{(models.Length > 1 ? $", cause {Code(model)}" : "")}",
                ["row", "lp", .. times.Select(t => t.ToString(CultureInfo.InvariantCulture))]);
            for (var i = 0; i < patients.Count; i++)
            {
                table.Add([patients.RowNumbers[i], links[i], .. risks[i].Select(r => (object?)r)]);
            }

            if (times.Any(t => t > last))
            {
                remarks.Add(FormattableString.Invariant($"Nobody was followed beyond {last}: later predictions are NA."));
            }

            yield return table;
        }
    }

    private static Option<string> OneOf(string name, string description, string standard, params string[] values)
    {
        var option = new Option<string>(name) { Description = $"{description} Default {standard}.", DefaultValueFactory = _ => standard };
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    /// <summary>The model of a cause at its number of steps.</summary>
    private sealed record Boosted(CoxBoostCausePath Path, int Steps, CoxPredictor Predictor, IReadOnlyList<double>? LogLikelihood, IReadOnlyList<double>? StandardError)
    {
        public JsonObject ToJson() => new()
        {
            ["stepno"] = Steps,
            ["nevent"] = Path.EventCount,
            ["selected"] = Json.Of(Path.Selected.Take(Steps).Select(j => j + 1.0)),
            ["meanx"] = Json.Of(Predictor.Center),
            ["sdx"] = Json.Of(Path.Scale),
            ["coef"] = Json.Of(Predictor.Coefficients),
            ["coefficients"] = Json.Rows(Enumerable.Range(0, Path.Steps + 1).Select(m => Path.Coefficients(m).Select((b, j) => b * Path.Scale[j]))),
            ["logplik"] = Json.Of(Path.LogLikelihood),
            ["mean_logplik"] = LogLikelihood is null ? null : Json.Of(LogLikelihood),
            ["se_logplik"] = StandardError is null ? null : Json.Of(StandardError),
            ["optimal_step"] = LogLikelihood is null ? null : Steps,
        };

        public string? Remark(bool several)
        {
            var of = several ? FormattableString.Invariant($" for cause {Path.Cause}") : string.Empty;
            return Predictor.Coefficients.All(b => b == 0)
                ? FormattableString.Invariant($"The model has no features{of}: after {Steps} steps none tells patients apart.")
                : Steps == 0 ? $"No step was made{of}: the model has its mandatory covariates alone." : null;
        }

        public TextTable Table(string[] names, bool several)
        {
            var table = new TextTable(
                FormattableString.Invariant($"Coefficients after {Steps} steps{(several ? $", cause {Path.Cause}" : "")} (those that are 0 left out)"), "covariate", "coef", "HR", "per SD", "first step");
            for (var j = 0; j < names.Length; j++)
            {
                if (Predictor.Coefficients[j] != 0)
                {
                    var first = Path.Selected.Take(Steps).ToList().IndexOf(j) + 1;
                    table.Add(names[j], Predictor.Coefficients[j], Math.Exp(Predictor.Coefficients[j]), Predictor.Coefficients[j] * Path.Scale[j], first > 0 ? first : "");
                }
            }

            return table;
        }
    }
}
