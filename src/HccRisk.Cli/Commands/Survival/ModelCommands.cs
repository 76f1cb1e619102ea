using System.CommandLine;
using System.Text.Json.Nodes;
using HccRisk.Survival.Metrics;
using HccRisk.Survival.Nonparametric;
using HccRisk.Survival.Parametric;
using HccRisk.Survival.Regression;
using MathNet.Numerics.Distributions;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>Commands that fit a regression: cox, cox-zph, finegray, aft.</summary>
internal static class ModelCommands
{
    public static SurvivalReport Cox(SurvivalInput input)
    {
        var names = input.CovariateNames();
        var ties = input.Get(SurvivalOptions.Ties);
        var model = FitCox(input, names);
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
        var (means, predictor) = Predictor(input, names, model);
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
            ["wald"] = Test(model.WaldTest),
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
        return new SurvivalReport(json, [table, tests, fit], model.Warnings);
    }

    public static SurvivalReport Aft(SurvivalInput input)
    {
        var names = input.CovariateNames();
        var name = input.Get(SurvivalOptions.Distribution)!;
        var distribution = name switch
        {
            "exponential" => AftDistribution.Exponential,
            "rayleigh" => AftDistribution.Rayleigh,
            "lognormal" => AftDistribution.LogNormal,
            "loglogistic" => AftDistribution.LogLogistic,
            _ => AftDistribution.Weibull,
        };
        var x = input.Matrix(names);
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
            model.Warnings);
    }

    public static SurvivalReport ProportionalHazards(SurvivalInput input)
    {
        var names = input.CovariateNames();
        var transform = input.Get(SurvivalOptions.Transform);
        var result = HccRisk.Survival.Regression.ProportionalHazards.Test(FitCox(input, names), transform switch
        {
            "rank" => TimeTransform.Rank,
            "identity" => TimeTransform.Identity,
            "log" => TimeTransform.Log,
            _ => TimeTransform.KaplanMeier,
        });
        string[] labels = [.. names, "GLOBAL"];
        ChiSquareTest[] tests = [.. result.Columns, result.Global];
        var table = new TextTable($"Test of proportional hazards, {transform}", "covariate", "chisq", "df", "p");
        for (var j = 0; j < tests.Length; j++)
        {
            table.Add(labels[j], tests[j].Statistic, tests[j].DegreesOfFreedom, tests[j].PValue);
        }

        return new SurvivalReport(
            new JsonObject
            {
                ["transform"] = transform,
                ["rows"] = Json.Of(labels),
                ["table"] = Json.Rows(tests.Select(t => (double[])[t.Statistic, t.DegreesOfFreedom, t.PValue])),
            },
            table);
    }

    public static SurvivalReport FineGray(SurvivalInput input)
    {
        var names = input.CovariateNames();
        var cause = input.Get(SurvivalOptions.Cause) ?? 1;
        var model = FineGrayModel.Fit(input.Matrix(names), names.Length, input.AllCauses, cause, names);
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

        return new SurvivalReport(
            new JsonObject
            {
                ["cause"] = cause,
                ["coef"] = coefficients,
                ["se"] = Json.Of(model.StandardErrors),
                ["var"] = Json.Square(names.Length, model.Covariance),
                ["loglik"] = Json.Of(model.LogLikelihood),
                ["loglik_null"] = Json.Of(model.LogLikelihoodNull),
                ["converged"] = model.Converged,
            },
            [table],
            model.Warnings);
    }

    private static CoxModel FitCox(SurvivalInput input, string[] names)
    {
        var options = new CoxOptions
        {
            Ties = input.Get(SurvivalOptions.Ties) switch { "breslow" => TieHandling.Breslow, "exact" => TieHandling.Exact, _ => TieHandling.Efron },
            Robust = input.Get(SurvivalOptions.Robust),
        };
        var rows = new CoxRows
        {
            Strata = Codes(input, SurvivalOptions.Strata),
            Clusters = Codes(input, SurvivalOptions.Cluster),
        };
        return CoxModel.Fit(input.Matrix(names), names.Length, input.Outcome, rows, options, names);
    }

    private static int[]? Codes(SurvivalInput input, Option<string?> option) => input.Get(option) is { } column ? input.Groups(column).Codes : null;

    /// <summary>
    /// What R centres the linear predictor at, and the predictor: the (weighted) mean of each covariate, 0 for one that takes no other
    /// values than -1, 0 and 1. With strata the predictor is centred at the mean of each stratum instead.
    /// </summary>
    private static (double[] Means, double[] Predictor) Predictor(SurvivalInput input, string[] names, CoxModel model)
    {
        double[] weights = input.Get(SurvivalOptions.Weights) is { } column ? input.Column(column) : [.. Enumerable.Repeat(1d, input.Count)];
        var strata = Codes(input, SurvivalOptions.Strata);
        var means = new double[names.Length];
        var predictor = new double[input.Count];
        for (var j = 0; j < names.Length; j++)
        {
            var values = input.Column(names[j]);
            means[j] = Array.TrueForAll(values, v => v is -1 or 0 or 1) ? 0
                : values.Zip(weights, (v, w) => v * w).Sum() / weights.Sum();
            double[] centers = strata is null ? [means[j]]
                : [.. Enumerable.Range(0, strata.Max() + 1).Select(s => Enumerable.Range(0, values.Length).Where(i => strata[i] == s).ToArray())
                    .Select(rows => rows.Sum(i => values[i] * weights[i]) / rows.Sum(i => weights[i]))];
            for (var i = 0; i < values.Length; i++)
            {
                predictor[i] += model.Coefficients[j] * (values[i] - centers[strata?[i] ?? 0]);
            }
        }

        return (means, predictor);
    }

    private static JsonArray? Test(ChiSquareTest? test) =>
        test is null ? null : Json.Of([test.Statistic, test.DegreesOfFreedom, test.PValue]);
}
