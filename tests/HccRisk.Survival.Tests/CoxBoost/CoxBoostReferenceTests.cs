using System.Text.Json;
using HccRisk.Oracles;
using HccRisk.Survival.CoxBoost;
using HccRisk.Survival.Data;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.Tests.CoxBoost;

/// <summary>The cases of <c>reference/coxboost</c>: R's CoxBoost, and for all but csh, ccsh and the step-size factor an independent computation that agrees to 1e-14.</summary>
public sealed class CoxBoostReferenceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pbc", "cases", 7)]
    [InlineData("pbc", "cr", 4)]
    [InlineData("hepatoCellular", "cases", 3)]
    public void Fit_ReferenceCases_TakesTheColumnsAndHasTheCoefficients(string file, string list, int cases)
    {
        var (root, data) = Load(file);
        var compared = 0;
        foreach (var json in root.GetProperty(list).EnumerateArray())
        {
            var name = $"{file} {json.GetProperty("case").GetString()}";
            var names = Columns(root, json);
            var x = Matrix(data, names);
            var outcome = Outcome(file, list == "cr", data);
            outcome = Numbers(json, "weights") is { } weights ? outcome.WithWeights(weights) : outcome;
            var (form, options) = (FormOf(json, list == "cr"), OptionsOf(json));

            var path = CoxBoostPath.Fit(x, names.Length, outcome, 1, form, options, names, cancellationToken: Token);

            var models = json.GetProperty("models").EnumerateArray().ToArray();
            Assert.Equal(models.Length, path.Causes.Count);
            Assert.Empty(path.Warnings);
            foreach (var (expected, actual) in models.Zip(path.Causes))
            {
                var sd = Numbers(json, "sdx")!;
                Assert.Equal(Numbers(expected, "selected_1based_in_x")!.Select(v => (int)v - 1), actual.Selected);
                foreach (var (step, coefficients) in Numbers(expected, "steps")!.Zip(Rows(expected.GetProperty("coef_by_step"))))
                {
                    Reference.Close(coefficients, [.. actual.Coefficients((int)step).Select((b, j) => b * sd[j])], 1e-8, $"{name} step {step}");
                }

                Reference.Close(expected.GetProperty("logplik_final").GetDouble(), actual.LogLikelihood[^1], 1e-10, name + " likelihood");
            }

            // R's predict leaves the case weights out unless they are handed to it again.
            if (outcome.Weights.IsEmpty && json.GetProperty("logplik_step0_and_final") is { ValueKind: JsonValueKind.Array } ends)
            {
                Reference.Close(ends[0].GetDouble(), path.Causes[0].LogLikelihood[0], 1e-10, name + " likelihood at step 0");
            }

            CheckRisks(json, x, names.Length, path, name);
            compared++;
        }

        Assert.Equal(cases, compared);
    }

    [Theory]
    [InlineData("pbc", 3)]
    [InlineData("hepatoCellular", 1)]
    public void CrossValidate_ReferenceFolds_HasTheLikelihoodOfEveryStep(string file, int fits)
    {
        var (root, data) = Load(file);
        var compared = 0;

        // The naive kind, the likelihood of the fold alone, is none of ours.
        foreach (var json in root.GetProperty("cv").EnumerateArray().Where(c => c.GetProperty("type").GetString() == "verweij"))
        {
            var name = $"{file} {json.GetProperty("case").GetString()}";
            var isFineGray = json.GetProperty("case").GetString() == "fine_gray";
            var names = root.GetProperty("columns").EnumerateArray().Select(e => e.GetString()!).ToArray();
            var outcome = Outcome(file, isFineGray, data);
            var k = json.GetProperty("K").GetInt32();
            Fold[] folds = [.. Enumerable.Range(0, k).Select(f => new Fold(
                0, f, [.. Enumerable.Range(0, outcome.Count).Where(i => i % k != f)], [.. Enumerable.Range(0, outcome.Count).Where(i => i % k == f)]))];
            var options = new CoxBoostOptions
            {
                MaxSteps = json.GetProperty("maxstep").GetInt32(),
                Penalty = json.GetProperty("penalty").GetDouble(),
                Mandatory = Numbers(json, "unpen_1based") is { } mandatory ? Array.ConvertAll(mandatory, v => (int)v - 1) : [],
            };

            var result = CoxBoostSearch.Choose(
                Matrix(data, names), names.Length, outcome, 1, isFineGray ? CoxBoostForm.FineGray : CoxBoostForm.Hazard, options, folds, names, null, Token);

            Reference.Close(Numbers(json, "mean_logplik_step0_to_max")!, result.LogLikelihood[0], 1e-8, name + " mean");
            Reference.Close(Numbers(json, "se_logplik")!, result.StandardError[0], 1e-8, name + " error");
            Assert.Equal(json.GetProperty("optimal_step").GetInt32(), result.OptimalSteps[0]);
            compared++;
        }

        Assert.Equal(fits, compared);
    }

    private static void CheckRisks(JsonElement json, double[] x, int columns, CoxBoostPath path, string name)
    {
        // R smooths the incidence of several causes between event times: no value to compare with.
        if (path.Causes.Count > 1)
        {
            return;
        }

        var predictor = path.Causes[0].Predictor(path.Causes[0].Steps);
        var times = Numbers(json, "risk_times")!;
        var rows = Rows(json.GetProperty("risk_or_cif_first5"));
        for (var i = 0; i < rows.Length; i++)
        {
            var survival = predictor.Survival(x.AsSpan(i * columns, columns), times);
            for (var t = 0; t < times.Length; t++)
            {
                Reference.Close(rows[i][t], path.Form == CoxBoostForm.FineGray ? 1 - survival[t] : survival[t], 1e-8, $"{name} risk of row {i}");
            }
        }
    }

    private static CoxBoostForm FormOf(JsonElement json, bool competing) => !competing ? CoxBoostForm.Hazard : json.GetProperty("cmprsk").GetString() switch
    {
        "csh" => CoxBoostForm.CauseSpecific,
        "ccsh" => CoxBoostForm.Coupled,
        _ => CoxBoostForm.FineGray,
    };

    private static CoxBoostOptions OptionsOf(JsonElement json)
    {
        int[] mandatory = Numbers(json, "unpen_1based") is { } given ? Array.ConvertAll(given, v => (int)v - 1) : [];
        var penalty = Numbers(json, "penalty")!;

        // R's CoxBoost forgets a penalty of one value a column: the update of its first step, U / I, shows that none was at work.
        var isForgotten = penalty.Length > 1;
        return new CoxBoostOptions
        {
            MaxSteps = json.GetProperty("steps").GetInt32(),
            Penalty = isForgotten ? 1e-12 : penalty[0],
            Mandatory = mandatory,
            Criterion = json.GetProperty("criterion").GetString() == "score" ? CoxBoostCriterion.Score : CoxBoostCriterion.PenalizedScore,
            StepSizeFactor = json.GetProperty("stepsize_factor").GetDouble(),
            Standardize = json.GetProperty("standardize").GetBoolean(),
        };
    }

    private static string[] Columns(JsonElement root, JsonElement json) =>
        [.. root.GetProperty("columns").EnumerateArray().Select(e => e.GetString()!).Take(json.GetProperty("meanx").GetArrayLength())];

    private static SurvivalOutcome Outcome(string file, bool competing, IReadOnlyDictionary<string, double[]> data) => file == "pbc"
        ? new SurvivalOutcome(data["time"], Array.ConvertAll(data[competing ? "cause" : "death"], v => competing ? (int)v switch { 2 => 1, 1 => 2, _ => 0 } : (int)v))
        : new SurvivalOutcome(data["RFS"], Array.ConvertAll(data["Recurrence"], v => (int)v));

    private static double[] Matrix(IReadOnlyDictionary<string, double[]> data, string[] names) =>
        [.. Enumerable.Range(0, data[names[0]].Length).SelectMany(i => names.Select(n => data[n][i]))];

    private static double[]? Numbers(JsonElement element, string name) => element.GetProperty(name) switch
    {
        { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Number } number => [number.GetDouble()],
        var array => [.. array.EnumerateArray().Select(v => v.GetDouble())],
    };

    private static double[][] Rows(JsonElement element) => [.. element.EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetDouble()).ToArray())];

    private static (JsonElement Root, IReadOnlyDictionary<string, double[]> Data) Load(string name)
    {
        var json = SharedData.TryPath("reference", "coxboost", name + ".json");
        var csv = SharedData.TryPath("reference", "survival", "data", name + ".csv");
        Assert.SkipWhen(json is null || csv is null, SharedData.MissingReason);
        using var document = JsonDocument.Parse(File.ReadAllBytes(json!));
        var lines = File.ReadAllLines(csv!);
        var header = Array.ConvertAll(lines[0].Split(','), c => c.Trim('"'));
        var cells = lines.Skip(1).Select(l => Array.ConvertAll(
            l.Split(','), c => double.TryParse(c, System.Globalization.CultureInfo.InvariantCulture, out var v) ? v : double.NaN)).ToArray();
        return (document.RootElement.Clone(), header.Select((h, j) => (h, Values: Array.ConvertAll(cells, r => r[j]))).ToDictionary(c => c.h, c => c.Values));
    }
}
