using System.CommandLine;
using System.Text.Json.Nodes;
using HccRisk.Survival.Aft;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.FineGray;
using HccRisk.Survival.HypothesisTests;
using MathNet.Numerics.Distributions;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>Commands that fit a regression: cox, cox-zph, finegray, aft.</summary>
internal static class ModelCommands
{
    public static SurvivalReport Cox(SurvivalInput input)
    {
        var design = input.Design();
        var names = design.Names;
        var ties = input.Get(SurvivalOptions.Ties);
        var x = input.Matrix(design);
        var model = FitCox(input, names, x);
        var robust = model.RobustStandardErrors;
        var z = Normal.InvCDF(0, 1, 0.5 + input.Level / 2);
        var table = new TextTable(
            FormattableString.Invariant($"Cox model, {ties} ties: n {model.Count}, events {model.EventCount}"),
            "covariate", "coef", "HR", "lower", "upper", "se", robust is null ? "" : "robust se", "p");
        var ratios = new List<double[]>();
        var coefficients = new JsonObject();
        for (var j = 0; j < names.Length; j++)
        {
            var (b, se) = (model.Coefficients[j], (robust ?? model.StandardErrors)[j]);
            ratios.Add([Math.Exp(b), Math.Exp(-b), Math.Exp(b - z * se), Math.Exp(b + z * se)]);
            coefficients[names[j]] = Json.Of(b);
            table.Add(names[j], b, ratios[j][0], ratios[j][2], ratios[j][3], model.StandardErrors[j], robust is null ? "" : robust[j], 2 * Normal.CDF(0, 1, -Math.Abs(b / se)));
        }

        var width = model.StandardErrors.Count(s => !double.IsNaN(s));
        var (means, predictor) = Predictor(input, design, x, model);
        var concordance = Concordance.OfRows(input.Outcome, predictor, Codes(input, SurvivalOptions.Strata), Codes(input, SurvivalOptions.Cluster), input.Level);
        var json = new JsonObject
        {
            ["ties"] = ties,
            ["weighted"] = input.Get(SurvivalOptions.Weights) is not null,
            ["clustered"] = input.Get(SurvivalOptions.Cluster) is not null,
            ["n"] = model.Count,
            ["nevent"] = model.EventCount,
            ["coef"] = coefficients,
            ["se"] = Json.Of(model.StandardErrors),
            ["robust_se"] = robust is null ? null : Json.Of(robust),
            ["var"] = Json.Square(names.Length, robust is null ? model.Covariance : model.RobustCovariance),
            ["loglik_null"] = Json.Of(model.LogLikelihoodNull),
            ["loglik"] = Json.Of(model.LogLikelihood),
            ["lr"] = Test(model.LikelihoodRatioTest),
            ["wald"] = RoundedTest(model.WaldTest),
            ["wald_exact"] = Test(model.WaldTest),
            ["score"] = Test(model.ScoreTest),
            ["robscore"] = Test(model.RobustScoreTest),
            ["hr"] = Json.Rows(ratios),
            ["aic"] = Json.Of(2 * (width - model.LogLikelihood)),
            ["bic"] = Json.Of(Math.Log(model.EventCount) * width - 2 * model.LogLikelihood),
            ["concordance"] = Json.Of([concordance.Value ?? double.NaN, concordance.StandardError ?? double.NaN]),
            ["means"] = Json.Of(means),
            ["lp_first5"] = Json.Of(predictor.Take(5)),
            ["converged"] = model.Converged,
        };
        var tests = new TextTable("Tests", "test", "chisq", "df", "p");
        foreach (var (name, test) in (((string, ChiSquareTest?)[])[("likelihood ratio", model.LikelihoodRatioTest), ("Wald", model.WaldTest), ("score", model.ScoreTest), ("robust score", model.RobustScoreTest)]))
        {
            if (test is not null)
            {
                tests.Add(name, test.Statistic, test.DegreesOfFreedom, test.PValue);
            }
        }

        var fit = new TextTable("Fit", "measure", "value", "lower", "upper")
            .Add("concordance", concordance.Value, concordance.Lower, concordance.Upper)
            .Add("AIC", 2 * (width - model.LogLikelihood), "", "");
        var tables = new List<TextTable> { table, tests, fit };
        var remarks = new List<string>(model.Warnings);
        if (concordance.NotEstimable is not null)
        {
            remarks.Add(concordance.ToString());
        }

        AddDetails(input, model, design, means, json, tables, remarks);
        return new SurvivalReport(json, tables, remarks);
    }

    /// <summary>The checks of the model and its predictions: the JSON has the checks always, the tables on request.</summary>
    private static void AddDetails(
        SurvivalInput input, CoxModel model, CovariateDesign design, double[] means, JsonObject json, List<TextTable> tables, List<string> remarks)
    {
        var strata = input.Get(SurvivalOptions.Strata) is { } column ? input.Groups(column).Labels : [];
        var times = input.Numbers(SurvivalOptions.Times);
        if (input.Get(SurvivalOptions.AsJson))
        {
            if (model.StandardErrors.Any(double.IsNaN))
            {
                remarks.Add("Without all coefficients identified there is no test of proportional hazards.");
            }
            else
            {
                json["zph"] = CoxDetails.AllProportionalHazards(model, EventAtZero(input.Outcome), remarks);
            }

            json["residuals"] = CoxDetails.Residuals(model, input.Get(SurvivalOptions.Residuals)?.Split(',', StringSplitOptions.TrimEntries) ?? [], input.RowNumbers);
            json["basehaz_centered_false"] = CoxDetails.BaseHazards(model, strata, times);
        }

        if (input.Get(SurvivalOptions.BaseHazard))
        {
            var table = new TextTable("Baseline cumulative hazard, covariates 0", "stratum", "time", "hazard");
            foreach (var (label, node) in CoxDetails.BaseHazards(model, strata, times))
            {
                var (at, hazard) = (node!["at"]!.AsArray(), node["cumhaz"]!.AsArray());
                for (var k = 0; k < at.Count; k++)
                {
                    table.Add(label, at[k]!.GetValue<double>(), hazard[k]!.GetValue<double>());
                }
            }

            tables.Add(table);
        }

        if (input.Get(SurvivalOptions.Predict) is { } path)
        {
            var patients = new NewPatients(path, design, input.Get(SurvivalOptions.Strata)?.Split(',', StringSplitOptions.TrimEntries) ?? [], options: input.TableReading);
            (json["predict"], json["predict_types"], var predicted) = CoxDetails.Predict(input, model, design, means, patients);
            tables.Add(predicted);
            AddOmitted(patients, remarks);
            if (json["predict_types"]!["expected"] is JsonArray expected && expected.Any(e => e!.ToString() == "NA"))
            {
                remarks.Add("New patients without a time, or with one beyond the follow-up of the model, have no expected events.");
            }
        }
    }

    private static void AddOmitted(NewPatients patients, List<string> remarks)
    {
        if (patients.Omitted > 0)
        {
            remarks.Add(FormattableString.Invariant($"{patients.Omitted} new patients with a missing value are left out; {patients.Count} remain."));
        }
    }

    public static SurvivalReport Aft(SurvivalInput input)
    {
        var design = input.Design();
        var names = design.Names;
        var name = input.Get(SurvivalOptions.Distribution)!;
        var distribution = name switch
        {
            "exponential" => AftDistribution.Exponential,
            "rayleigh" => AftDistribution.Rayleigh,
            "lognormal" => AftDistribution.LogNormal,
            "loglogistic" => AftDistribution.LogLogistic,
            _ => AftDistribution.Weibull,
        };
        var x = input.Matrix(design);
        input.RequireTimesAboveZero();
        var model = AftModel.Fit(x, names.Length, input.Outcome, new AftOptions { Distribution = distribution }, names);
        double[] values = [model.Intercept, .. model.Coefficients];
        string[] labels = ["(Intercept)", .. names];
        var coefficients = new JsonObject();
        var table = new TextTable(
            FormattableString.Invariant($"Accelerated failure time model, {name}: n {model.Count}, events {model.EventCount}, scale {model.Scale:G6}"),
            "term", "coef", "se", "p");
        for (var j = 0; j < values.Length; j++)
        {
            coefficients[labels[j]] = Json.Of(values[j]);
            table.Add(labels[j], values[j], model.StandardErrors[j], 2 * Normal.CDF(0, 1, -Math.Abs(values[j] / model.StandardErrors[j])));
        }

        double[] probabilities = [0.1, 0.5, 0.9];
        var first = Enumerable.Range(0, Math.Min(3, input.Count))
            .Select(i => probabilities.Select(p => model.Quantile(x.AsSpan(i * names.Length, names.Length), p).Time));
        return new SurvivalReport(
            new JsonObject
            {
                ["dist"] = name,
                ["coef"] = coefficients,
                ["scale"] = Json.Of(model.Scale),
                ["loglik"] = Json.Of([model.LogLikelihoodNull, model.LogLikelihood]),
                ["var"] = Json.Square(model.StandardErrors.Count, model.Covariance),
                ["se"] = Json.Of(model.StandardErrors),
                ["quantile_first3"] = Json.Rows(first),
                ["aic"] = Json.Of(model.Aic),
                ["converged"] = model.Converged,
            },
            [table],
            model.Warnings.Count == 0 && model.StandardErrors.Any(double.IsNaN) ? ["Standard errors are not estimable: the information matrix is singular at the estimates."] : model.Warnings);
    }

    public static SurvivalReport ProportionalHazards(SurvivalInput input)
    {
        var design = input.Design();
        var names = design.Names;
        var transform = input.Get(SurvivalOptions.Transform);
        var model = FitCox(input, names, input.Matrix(design));
        var result = HccRisk.Survival.Cox.ProportionalHazards.Test(model, CoxDetails.TransformOf(transform));
        string[] labels = [.. names, "GLOBAL"];
        ChiSquareTest[] tests = [.. result.Columns, result.Global];
        var table = new TextTable($"Test of proportional hazards, {transform}", "covariate", "chisq", "df", "p");
        for (var j = 0; j < tests.Length; j++)
        {
            table.Add(labels[j], tests[j].Statistic, tests[j].DegreesOfFreedom, tests[j].PValue);
        }

        var json = CoxDetails.ProportionalHazardsJson(model, result);
        json["transform"] = transform;
        var untested = CoxDetails.Untested(names, result);
        return new SurvivalReport(
            json,
            [table],
            untested.Length == 0
                ? model.Warnings
                : [.. model.Warnings, CoxDetails.NotTested(untested)]);
    }

    public static SurvivalReport FineGray(SurvivalInput input)
    {
        var design = input.Design();
        var names = design.Names;
        var cause = input.CauseOfInterest;
        var (x, outcome) = (input.Matrix(design), input.AllCauses);
        var model = FineGrayModel.Fit(x, names.Length, outcome, cause, names);
        var weighted = FineGrayModel.Fit(x, names.Length, outcome, cause, FineGrayConvention.WeightedCox, names);
        var z = Normal.InvCDF(0, 1, 0.5 + input.Level / 2);
        var coefficients = new JsonObject();
        var table = new TextTable(
            FormattableString.Invariant($"Fine-Gray model of cause {cause}: n {model.Count}, events {model.EventCount}"),
            "covariate", "coef", "SHR", "lower", "upper", "se", "p");
        for (var j = 0; j < names.Length; j++)
        {
            var (b, se) = (model.Coefficients[j], model.StandardErrors[j]);
            coefficients[names[j]] = Json.Of(b);
            table.Add(names[j], b, Math.Exp(b), Math.Exp(b - z * se), Math.Exp(b + z * se), se, 2 * Normal.CDF(0, 1, -Math.Abs(b / se)));
        }

        var json = new JsonObject
        {
            ["cause"] = cause,
            ["coef"] = coefficients,
            ["se"] = Json.Of(model.StandardErrors),
            ["var"] = Json.Square(names.Length, model.Covariance),
            ["invinf_se"] = Json.Of(model.InformationErrors),
            ["loglik"] = Json.Of(model.LogLikelihood),
            ["loglik_null"] = Json.Of(model.LogLikelihoodNull),
            ["converged"] = model.Converged,
            ["finegray_coxph_breslow"] = new JsonObject
            {
                ["coef"] = Json.Of(weighted.Coefficients),
                ["n"] = weighted.WeightedRows,
                ["robust_se"] = Json.Of(weighted.StandardErrors),
                ["naive_se"] = Json.Of(weighted.InformationErrors),
            },
        };
        var tables = new List<TextTable> { table };
        var remarks = new List<string>(model.Warnings);
        if (input.Get(SurvivalOptions.Predict) is { } path)
        {
            var patients = new NewPatients(path, design, [], options: input.TableReading);
            var times = input.Numbers(SurvivalOptions.Times) ?? [.. model.Predictor.Times];
            var rows = Enumerable.Range(0, patients.Count).Select(i => patients.X[(i * names.Length)..((i + 1) * names.Length)]).ToArray();
            var curves = Array.ConvertAll(rows, r => model.CumulativeIncidence(r, times));
            json["predict"] = new JsonObject
            {
                ["row"] = Json.Of(patients.RowNumbers.Select(n => (double)n)),
                ["new"] = Json.Rows(rows),
                ["times"] = Json.Of(times),
                ["cif"] = Json.Rows(times.Select((_, t) => curves.Select(c => c[t]))),
            };
            var numbers = patients.RowNumbers;
            var predicted = new TextTable("Predicted cumulative incidence", "row", "time", "incidence");
            for (var i = 0; i < curves.Length; i++)
            {
                for (var t = 0; t < times.Length; t++)
                {
                    predicted.Add(numbers[i], times[t], curves[i][t]);
                }
            }

            tables.Add(predicted);
            AddOmitted(patients, remarks);
        }

        return new SurvivalReport(json, tables, remarks);
    }

    private static bool EventAtZero(SurvivalOutcome outcome)
    {
        for (var i = 0; i < outcome.Count; i++)
        {
            if (outcome.Times[i] == 0 && outcome.Events[i] != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static CoxModel FitCox(SurvivalInput input, string[] names, double[] x)
    {
        var options = new CoxOptions
        {
            Ties = input.Get(SurvivalOptions.Ties) switch { "breslow" => TieHandling.Breslow, "exact" => TieHandling.Exact, _ => TieHandling.Efron },

            // As R, weights that are no frequencies make the variance robust.
            Robust = input.Get(SurvivalOptions.Robust) || (input.Get(SurvivalOptions.Weights) is { } weights && Array.Exists(input.Column(weights), w => w != Math.Floor(w))),
        };
        var rows = new CoxRows
        {
            Strata = Codes(input, SurvivalOptions.Strata),
            Clusters = Codes(input, SurvivalOptions.Cluster),
        };
        return CoxModel.Fit(x, names.Length, input.Outcome, rows, options, names);
    }

    private static int[]? Codes(SurvivalInput input, Option<string?> option) => input.Get(option) is { } column ? input.Groups(column).Codes : null;

    /// <summary>
    /// What R centres the linear predictor at, and the predictor: the (weighted) mean of each covariate, 0 for one that takes no other
    /// values than -1, 0 and 1. With strata the predictor is centred at the mean of each stratum instead.
    /// </summary>
    private static (double[] Means, double[] Predictor) Predictor(SurvivalInput input, CovariateDesign design, double[] x, CoxModel model)
    {
        double[] weights = input.Get(SurvivalOptions.Weights) is { } column ? input.Column(column) : [.. Enumerable.Repeat(1d, input.Count)];
        var strata = Codes(input, SurvivalOptions.Strata);
        var width = design.Names.Length;
        var means = new double[width];
        for (var j = 0; j < width; j++)
        {
            double sum = 0;
            var binary = true;
            for (var i = 0; i < weights.Length; i++)
            {
                var value = x[(i * width) + j];
                sum += weights[i] * value;
                binary &= value is -1 or 0 or 1;
            }

            means[j] = binary ? 0 : sum / weights.Sum();
        }

        var centers = strata is null ? new() { [0] = means } : input.StratumMeans(design, input.Get(SurvivalOptions.Strata)!);
        var predictor = new double[input.Count];
        for (var i = 0; i < predictor.Length; i++)
        {
            var center = centers[strata?[i] ?? 0];
            for (var j = 0; j < width; j++)
            {
                predictor[i] += model.Coefficients[j] * (x[(i * width) + j] - center[j]);
            }
        }

        return (means, predictor);
    }

    /// <summary>As R's summary of a Cox model gives the Wald test: the statistic with two decimals, the p-value of the exact one.</summary>
    private static JsonArray? RoundedTest(ChiSquareTest? test) =>
        test is null ? null : Json.Of([Math.Round(test.Statistic, 2), test.DegreesOfFreedom, test.PValue]);

    private static JsonArray? Test(ChiSquareTest? test) =>
        test is null ? null : Json.Of([test.Statistic, test.DegreesOfFreedom, test.PValue]);
}
