using System.CommandLine;
using System.Text.Json.Nodes;
using HccRisk.Survival.Aft;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Formulas;
using HccRisk.Survival.HypothesisTests;
using MathNet.Numerics.Distributions;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>Commands that fit a regression: cox, cox-zph, aft.</summary>
internal static class ModelCommands
{
    public static SurvivalReport Cox(SurvivalInput input)
    {
        var said = ModelFormula.Of(input);
        var fit = FitCox(input, said);
        var (model, rows) = (fit.Model, fit.Rows);
        var names = model.ColumnNames;
        var ties = input.Get(SurvivalOptions.Ties);
        var robust = model.RobustStandardErrors;
        var z = Normal.InvCDF(0, 1, 0.5 + input.Level / 2);
        var table = new TextTable(
            FormattableString.Invariant($"Cox model, {ties} ties: n {rows.Count}, events {model.EventCount}"),
            "covariate", "coef", "HR", "lower", "upper", "se", robust is null ? "" : "robust se", "p");
        var ratios = new List<double[]>();
        var coefficients = new JsonObject();
        for (var j = 0; j < names.Count; j++)
        {
            var (b, se) = (model.Coefficients[j], (robust ?? model.StandardErrors)[j]);
            ratios.Add([Math.Exp(b), Math.Exp(-b), Math.Exp(b - z * se), Math.Exp(b + z * se)]);
            coefficients[names[j]] = Json.Of(b);
            table.Add(names[j], b, ratios[j][0], ratios[j][2], ratios[j][3], model.StandardErrors[j], robust is null ? "" : robust[j], 2 * Normal.CDF(0, 1, -Math.Abs(b / se)));
        }

        var width = model.StandardErrors.Count(s => !double.IsNaN(s));
        var centre = said.Formula.IsTimeDependent ? null : CoxCentre.Of(input, fit);
        var predictor = centre?.Predictors(fit, rows) ?? [];
        var concordance = centre is null
            ? null
            : Concordance.OfRows(input.Outcome, predictor, rows.Strata?.ToArray(), rows.Clusters?.ToArray(), input.Level);
        var json = new JsonObject
        {
            ["ties"] = ties,
            ["weighted"] = input.Get(SurvivalOptions.Weights) is not null,
            ["clustered"] = rows.Clusters is not null,
            ["n"] = rows.Count,
            ["nevent"] = model.EventCount,
            ["coef"] = coefficients,
            ["se"] = Json.Of(model.StandardErrors),
            ["robust_se"] = robust is null ? null : Json.Of(robust),
            ["var"] = Json.Square(names.Count, robust is null ? model.Covariance : model.RobustCovariance),
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
            ["concordance"] = Json.Of([concordance?.Value ?? double.NaN, concordance?.StandardError ?? double.NaN]),
            ["means"] = Json.Of(centre?.Means ?? []),
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

        var measures = new TextTable("Fit", "measure", "value", "lower", "upper")
            .Add("concordance", concordance?.Value, concordance?.Lower, concordance?.Upper)
            .Add("AIC", 2 * (width - model.LogLikelihood), "", "");
        var tables = new List<TextTable> { table, tests, measures };
        var remarks = new List<string>(model.Warnings);
        if (concordance?.NotEstimable is not null)
        {
            remarks.Add(concordance.ToString());
        }

        CoxDetails.AddTerms(input, fit, json, tables, remarks);
        if (centre is null)
        {
            remarks.Add("With tt(...) there is no test of proportional hazards, no concordance, no residual, no baseline hazard and no prediction.");
        }
        else
        {
            AddDetails(input, said, fit, centre, json, tables, remarks);
        }

        return new SurvivalReport(json, tables, remarks);
    }

    /// <summary>The checks of the model and its predictions: the JSON has the checks always, the tables on request.</summary>
    private static void AddDetails(
        SurvivalInput input, ModelFormula said, FormulaCoxModel fit, CoxCentre centre, JsonObject json, List<TextTable> tables, List<string> remarks)
    {
        var model = fit.Model;
        var strata = fit.Design.StratumLabels;
        var times = input.Numbers(SurvivalOptions.Times);
        if (input.Get(SurvivalOptions.AsJson))
        {
            if (model.StandardErrors.Any(double.IsNaN))
            {
                remarks.Add("Without all coefficients identified there is no test of proportional hazards.");
            }
            else
            {
                json["zph"] = CoxDetails.AllProportionalHazards(fit, EventAtZero(input.Outcome), remarks);
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
            var patients = said.Read(path);
            (json["predict"], json["predict_types"], var predicted) = CoxDetails.Predict(input, fit, centre, patients, said.TableOf(patients));
            tables.Add(predicted);
            AddOmitted(patients, remarks);
            if (json["predict_types"]!["expected"] is JsonArray expected && expected.Any(e => e!.ToString() == "NA"))
            {
                remarks.Add("New patients without a time, or with one beyond the follow-up of the model, have no expected events.");
            }
        }
    }

    public static void AddOmitted(NewPatients patients, List<string> remarks)
    {
        if (patients.Omitted > 0)
        {
            remarks.Add(FormattableString.Invariant($"{patients.Omitted} new patients with a missing value are left out; {patients.Count} remain."));
        }
    }

    public static SurvivalReport Aft(SurvivalInput input)
    {
        var (_, design, rows) = Plain(input);
        var names = design.ColumnNames;
        var x = rows.X;
        var name = input.Get(SurvivalOptions.Distribution)!;
        var distribution = name switch
        {
            "exponential" => AftDistribution.Exponential,
            "rayleigh" => AftDistribution.Rayleigh,
            "lognormal" => AftDistribution.LogNormal,
            "loglogistic" => AftDistribution.LogLogistic,
            _ => AftDistribution.Weibull,
        };
        input.RequireTimesAboveZero();
        var model = AftModel.Fit(x, names.Count, input.Outcome, new AftOptions { Distribution = distribution }, names);
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
            .Select(i => probabilities.Select(p => model.Quantile(x.AsSpan(i * names.Count, names.Count), p).Time));
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
        var fit = FitCox(input, ModelFormula.Of(input));
        var transform = input.Get(SurvivalOptions.Transform);
        var result = fit.ProportionalHazards(CoxDetails.TransformOf(transform));
        string[] labels = [.. result.ColumnNames, "GLOBAL"];
        ChiSquareTest[] tests = [.. result.Columns, result.Global];
        var table = new TextTable($"Test of proportional hazards, {transform}", "term", "chisq", "df", "p");
        for (var j = 0; j < tests.Length; j++)
        {
            table.Add(labels[j], tests[j].Statistic, tests[j].DegreesOfFreedom, tests[j].PValue);
        }

        var model = fit.Model;
        var json = CoxDetails.ProportionalHazardsJson(result);
        json["transform"] = transform;
        var untested = CoxDetails.Untested(result);
        return new SurvivalReport(
            json,
            [table],
            untested.Length == 0
                ? model.Warnings
                : [.. model.Warnings, CoxDetails.NotTested(untested)]);
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

    private static FormulaCoxModel FitCox(SurvivalInput input, ModelFormula said)
    {
        var options = new CoxOptions
        {
            Ties = input.Get(SurvivalOptions.Ties) switch { "breslow" => TieHandling.Breslow, "exact" => TieHandling.Exact, _ => TieHandling.Efron },

            // As R, weights that are no frequencies make the variance robust.
            Robust = input.Get(SurvivalOptions.Robust) || (input.Get(SurvivalOptions.Weights) is { } weights && Array.Exists(input.Column(weights), w => w != Math.Floor(w))),
        };
        return ModelFormula.Named(() => FormulaCoxModel.Fit(said.Formula, said.Table, input.Outcome, options));
    }

    /// <summary>The columns of a model that knows no strata, clusters, offset and time-dependent terms.</summary>
    private static (ModelFormula Said, FormulaDesign Design, FormulaRows Rows) Plain(SurvivalInput input)
    {
        var said = ModelFormula.Of(input);
        var unused = said.Formula.StratumColumns.Count > 0 ? "strata" : said.Formula.ClusterColumn is not null ? "cluster"
            : said.Formula.HasOffset ? "offset" : said.Formula.IsTimeDependent ? "tt" : null;
        if (unused is not null)
        {
            throw new ArgumentException($"{SurvivalOptions.Formula.Name}: this model has no {unused}(...).");
        }

        var design = said.Learn();
        return (said, design, design.Rows(said.Table));
    }

    /// <summary>As R's summary of a Cox model gives the Wald test: the statistic with two decimals, the p-value of the exact one.</summary>
    private static JsonArray? RoundedTest(ChiSquareTest? test) =>
        test is null ? null : Json.Of([Math.Round(test.Statistic, 2), test.DegreesOfFreedom, test.PValue]);

    private static JsonArray? Test(ChiSquareTest? test) =>
        test is null ? null : Json.Of([test.Statistic, test.DegreesOfFreedom, test.PValue]);
}
