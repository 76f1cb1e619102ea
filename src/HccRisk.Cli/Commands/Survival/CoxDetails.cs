using System.Text.Json.Nodes;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Formulas;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>What cox prints beside the coefficients: tests of proportional hazards, residuals, baseline hazards, predictions for new patients.</summary>
internal static class CoxDetails
{
    private static readonly (string Name, TimeTransform Transform)[] Transforms =
        [("km", TimeTransform.KaplanMeier), ("rank", TimeTransform.Rank), ("identity", TimeTransform.Identity), ("log", TimeTransform.Log)];

    public static TimeTransform TransformOf(string? name) => Transforms.First(t => t.Name == name).Transform;

    /// <summary>A row a term of the model and one of all together: chi-square, degrees of freedom, p.</summary>
    public static JsonObject ProportionalHazardsJson(ProportionalHazardsResult result) => new()
    {
        ["rows"] = Json.Of([.. result.ColumnNames, "GLOBAL"]),
        ["table"] = Json.Rows(((ChiSquareTest[])[.. result.Columns, result.Global]).Select(t => (double[])[t.Statistic, t.DegreesOfFreedom, t.PValue])),
    };

    /// <summary>The terms, and GLOBAL, of which a test of proportional hazards has no answer.</summary>
    public static string[] Untested(ProportionalHazardsResult result) =>
        [.. result.ColumnNames.Append("GLOBAL").Zip(result.Columns.Append(result.Global)).Where(t => double.IsNaN(t.Second.Statistic)).Select(t => t.First)];

    public static string NotTested(IEnumerable<string> names) =>
        $"The test of proportional hazards is not estimable for {string.Join(", ", names)}: nothing varies among those at risk, or the coefficient has no estimate.";

    public static JsonObject AllProportionalHazards(FormulaCoxModel fit, bool eventAtZero, List<string> remarks)
    {
        var json = new JsonObject();
        var untested = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (name, transform) in Transforms)
        {
            if (transform == TimeTransform.Log && eventAtZero)
            {
                json[name] = "NA";
                remarks.Add("The test of proportional hazards by log time is not defined with an event at time 0.");
                continue;
            }

            var result = fit.ProportionalHazards(transform);
            untested.UnionWith(Untested(result));
            json[name] = ProportionalHazardsJson(result);
        }

        if (untested.Count > 0)
        {
            remarks.Add(NotTested(untested));
        }

        return json;
    }

    /// <summary>First rows, sums and sums of squares of every kind of residual the fit has, and all rows of those asked for.</summary>
    /// <param name="model">The fit.</param>
    /// <param name="whole">Kinds of which all rows are asked for.</param>
    /// <param name="rowNumbers">Where each patient of the fit is in the file.</param>
    public static JsonObject Residuals(CoxModel model, IReadOnlyCollection<string> whole, IReadOnlyList<int> rowNumbers)
    {
        var residuals = model.Residuals();
        var width = model.ColumnNames.Count;
        var kinds = new List<(string Name, Func<IReadOnlyList<double>[]> Rows)>
        {
            ("martingale", () => Split(residuals.Martingale(), 1)),
            ("deviance", () => Split(residuals.Deviance(), 1)),
        };
        if (model.Options.Ties != TieHandling.Exact)
        {
            kinds.AddRange(
            [
                ("score", () => Split(residuals.Score(), width)),
                ("schoenfeld", () => [.. residuals.Schoenfeld().Select(r => r.Values)]),
                ("dfbeta", () => Split(residuals.Dfbeta(), width)),
                ("scaledsch", () => [.. residuals.ScaledSchoenfeld().Select(r => r.Values)]),
            ]);
        }

        if (whole.FirstOrDefault(w => w != "all" && !kinds.Exists(k => k.Name == w)) is { } unknown)
        {
            throw new ArgumentException(
                $"{SurvivalOptions.Residuals.Name}: '{unknown}' is none of {string.Join(", ", kinds.Select(k => k.Name))}, all{(model.Options.Ties == TieHandling.Exact ? " (with exact ties)" : "")}.");
        }

        var json = new JsonObject();
        foreach (var (name, make) in kinds)
        {
            var rows = make();
            var columns = Enumerable.Range(0, rows[0].Count).ToArray();
            var entry = new JsonObject
            {
                ["first5"] = Json.Rows(rows.Take(5)),
                ["colsum"] = Json.Of(columns.Select(j => rows.Sum(r => r[j]))),
                ["colsumsq"] = Json.Of(columns.Select(j => rows.Sum(r => r[j] * r[j]))),
                ["n"] = rows.Length,
            };
            if (whole.Contains(name) || whole.Contains("all"))
            {
                // Schoenfeld residuals are of those with an event alone, in the order of time.
                var patients = name is "schoenfeld" or "scaledsch" ? residuals.Schoenfeld().Select(r => r.Row) : Enumerable.Range(0, rows.Length);
                entry["row"] = Json.Of(patients.Select(i => (double)rowNumbers[i]));
                entry["values"] = Json.Rows(rows);
            }

            json[name] = entry;
        }

        return json;
    }

    /// <summary>Cumulative hazard of somebody whose covariates are all 0, a curve a stratum.</summary>
    public static JsonObject BaseHazards(CoxModel model, IReadOnlyList<string> strata, double[]? times)
    {
        var json = new JsonObject();
        foreach (var stratum in model.Strata)
        {
            var predictor = model.PredictorOf(stratum);
            var risk = Math.Exp(predictor.LogRisk(new double[model.ColumnNames.Count]));
            var at = times ?? [.. predictor.Times];
            json[strata.Count == 0 ? "all" : strata[stratum]] = new JsonObject
            {
                ["at"] = Json.Of(at),
                ["cumhaz"] = Json.Of(at.Select(t => predictor.CumulativeHazardAt(t) * risk)),
                ["n"] = predictor.Times.Count,
                ["last"] = Json.Of(predictor.CumulativeHazard[^1] * risk),
            };
        }

        return json;
    }

    /// <summary>Wald and likelihood-ratio test of each term, where a term has several columns or was said in a formula.</summary>
    public static void AddTerms(SurvivalInput input, FormulaCoxModel fit, JsonObject json, List<TextTable> tables, List<string> remarks)
    {
        if (input.Get(SurvivalOptions.Formula) is null && fit.Design.Terms.All(t => t.Count == 1))
        {
            return;
        }

        var table = new TextTable("Terms", "term", "df", "Wald chisq", "p", "LR chisq", "p");
        var terms = new JsonArray();
        foreach (var (term, wald, ratio) in fit.Tests)
        {
            table.Add(term.Label, wald.DegreesOfFreedom, wald.Statistic, wald.PValue, ratio?.Statistic, ratio?.PValue);
            terms.Add((JsonNode)new JsonObject
            {
                ["term"] = term.Label,
                ["columns"] = Json.Of(term.Columns.Select(j => fit.Model.ColumnNames[j])),
                ["wald"] = Json.Of([wald.Statistic, wald.DegreesOfFreedom, wald.PValue]),
                ["lr"] = ratio is null ? "NA" : Json.Of([ratio.Statistic, ratio.DegreesOfFreedom, ratio.PValue]),
            });
        }

        json["terms"] = terms;
        tables.Add(table);
        if (fit.Tests.Any(t => t.LikelihoodRatio is null))
        {
            remarks.Add(fit.Model.RobustStandardErrors is not null
                ? "With a robust variance terms have no likelihood-ratio test."
                : "A term that is part of an interaction has no likelihood-ratio test of its own.");
        }
    }

    /// <summary>Survival curves of new patients; linear predictor, relative risk, and at a patient's own time the expected events.</summary>
    public static (JsonObject Curves, JsonObject Types, TextTable Table) Predict(
        SurvivalInput input, FormulaCoxModel fit, CoxCentre centre, NewPatients patients, FormulaTable newTable)
    {
        var model = fit.Model;
        var names = model.ColumnNames;
        var made = fit.Design.NewRows(newTable);
        var rows = Enumerable.Range(0, patients.Count).ToArray();
        var width = names.Count;
        var stratumOf = Array.ConvertAll(rows, i => made.Strata?[i] ?? model.Strata[0]);
        var times = input.Numbers(SurvivalOptions.Times)
            ?? [.. model.Strata.SelectMany(s => model.PredictorOf(s).Times).Distinct().Order().Where(t => model.Strata.All(s => t <= model.PredictorOf(s).Times[^1]))];
        SurvivalPoint[] Curve(int i, double[] at) =>
            [.. model.PredictSurvival(made.X.AsSpan(i * width, width), at, input.Confidence, input.Level, stratumOf[i], made.Offset?[i] ?? 0)[0]];

        var curves = Array.ConvertAll(rows, i => Curve(i, times));
        JsonArray Table(Func<SurvivalPoint, double> of) => Json.Rows(times.Select((_, t) => curves.Select(c => of(c[t]))));
        var table = new TextTable("Predicted survival", "row", "time", "surv", "se", "lower", "upper");
        var numbers = patients.RowNumbers;
        foreach (var i in rows)
        {
            foreach (var p in curves[i])
            {
                table.Add(numbers[i], p.Time, p.Survival, p.StandardError, p.Lower, p.Upper);
            }
        }

        var json = new JsonObject
        {
            ["row"] = Json.Of(numbers.Select(n => (double)n)),
            ["newdata"] = new JsonArray([.. rows.Select(i => (JsonNode)new JsonObject(
                names.Select((name, j) => KeyValuePair.Create(name, Json.Of(made.X[(i * width) + j])))))]),
            ["times"] = Json.Of(times),
            ["surv"] = Table(p => p.Survival),
            ["se"] = Table(p => p.StandardError),
            ["lower"] = Table(p => p.Lower),
            ["upper"] = Table(p => p.Upper),
        };

        var linear = centre.Predictors(fit, made);
        var error = new double[rows.Length];
        foreach (var i in rows)
        {
            var difference = centre.Difference(made, i);
            double variance = 0;
            for (var j = 0; j < width; j++)
            {
                for (var k = 0; k < width; k++)
                {
                    variance += difference[j] * difference[k] * (model.RobustStandardErrors is null ? model.Covariance(j, k) : model.RobustCovariance(j, k));
                }
            }

            error[i] = Math.Sqrt(Math.Max(0, variance));
        }

        // R gives the error of a relative risk as that of the linear predictor times its square root.
        var types = new JsonObject
        {
            ["lp"] = Json.Of(linear),
            ["lp_se"] = Json.Of(error),
            ["risk"] = Json.Of(linear.Select(Math.Exp)),
            ["risk_se"] = Json.Of(linear.Select((lp, i) => error[i] * Math.Sqrt(Math.Exp(lp)))),
        };
        var time = input.Get(SurvivalOptions.Time)!;
        if (patients.Has(time) && input.Get(SurvivalOptions.Start) is null)
        {
            var own = Array.ConvertAll(rows, i => patients.Number(i, time) is var t && t > 0 && t <= model.PredictorOf(stratumOf[i]).Times[^1] ? Curve(i, [t])[0] : null);
            types["expected"] = Json.Of(own.Select(p => p is null ? double.NaN : -Math.Log(p.Survival)));
            types["expected_se"] = Json.Of(own.Select(p => p is null ? double.NaN : p.StandardError / p.Survival));
            types["survival"] = Json.Of(own.Select(p => p?.Survival ?? double.NaN));
            types["survival_se"] = Json.Of(own.Select(p => p?.StandardError ?? double.NaN));
        }

        return (json, types, table);
    }

    internal static int StratumCode(string[] labels, string strata, NewPatients patients, int row)
    {
        var label = string.Join(", ", strata.Split(',', StringSplitOptions.TrimEntries).Select(name => $"{name}={patients.Text(row, name)}"));
        return Array.IndexOf(labels, label) is var code && code >= 0
            ? code
            : throw new ArgumentException($"new data: '{label}' is none of the strata of the model: {string.Join("; ", labels)}.");
    }

    private static double[][] Split(double[] values, int width) =>
        [.. Enumerable.Range(0, values.Length / width).Select(i => values[(i * width)..((i + 1) * width)])];
}
