using System.Text.Json.Nodes;
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

        return new SurvivalReport(json, [table, tests], model.Warnings);
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
            Strata = input.Get(SurvivalOptions.Strata) is { } strata ? input.Groups(strata).Codes : null,
            Clusters = input.Get(SurvivalOptions.Cluster) is { } cluster ? input.Groups(cluster).Codes : null,
        };
        return CoxModel.Fit(input.Matrix(names), names.Length, input.Outcome, rows, options, names);
    }

    private static JsonArray? Test(ChiSquareTest? test) =>
        test is null ? null : Json.Of([test.Statistic, test.DegreesOfFreedom, test.PValue]);
}
