using System.CommandLine;
using System.Text.Json.Nodes;
using HccRisk.Survival.Cox;
using MathNet.Numerics.Distributions;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>The csc command: a Cox model of each cause, and the incidence of one that they imply together, as riskRegression's CSC.</summary>
internal static class CauseSpecificCommand
{
    public static readonly Option<bool> Exponential = new("--exponential")
    {
        Description = "Freedom from every event as exp(-hazard) instead of the product limit (product.limit = FALSE of riskRegression).",
    };

    public static SurvivalReport Run(SurvivalInput input)
    {
        var said = ModelFormula.Of(input);
        var design = said.Learn();
        var rows = design.Rows(said.Table);
        var names = design.ColumnNames;
        var outcome = input.AllCauses;
        var ties = input.Get(SurvivalOptions.Ties) switch { "breslow" => TieHandling.Breslow, "exact" => TieHandling.Exact, _ => TieHandling.Efron };
        var models = CauseSpecificCox.Fit(
            rows.X, names.Count, outcome, new CoxRows { Strata = rows.Strata, Clusters = rows.Clusters, Offset = rows.Offset }, new CoxOptions { Ties = ties }, names);
        var z = Normal.InvCDF(0, 1, 0.5 + (input.Level / 2));
        var (tables, remarks, causes) = (new List<TextTable>(), new List<string>(), new JsonArray());
        foreach (var (cause, model) in models.Causes.Zip(models.Models))
        {
            var errors = model.RobustStandardErrors ?? model.StandardErrors;
            var table = new TextTable(
                FormattableString.Invariant($"Cox model of cause {cause}: n {model.Count}, events {model.EventCount}"), "covariate", "coef", "HR", "lower", "upper", "se", "p");
            var coefficients = new JsonObject();
            for (var j = 0; j < names.Count; j++)
            {
                var (b, se) = (model.Coefficients[j], errors[j]);
                coefficients[names[j]] = Json.Of(b);
                table.Add(names[j], b, Math.Exp(b), Math.Exp(b - (z * se)), Math.Exp(b + (z * se)), se, 2 * Normal.CDF(0, 1, -Math.Abs(b / se)));
            }

            causes.Add((JsonNode)new JsonObject { ["cause"] = cause, ["events"] = model.EventCount, ["coef"] = coefficients, ["se"] = Json.Of(errors) });
            tables.Add(table);
            remarks.AddRange(model.Warnings.Select(w => FormattableString.Invariant($"Cause {cause}: {w}")));
        }

        var json = new JsonObject { ["causes"] = causes };
        if (input.Get(SurvivalOptions.Predict) is { } path)
        {
            var of = input.CauseOfInterest;
            json["cause"] = of;
            var first = models.Models[0];
            var patients = said.Read(path);
            tables.Add(IncidenceTable.Of(
                input, design, patients, design.NewRows(said.TableOf(patients)), [.. first.Strata.Select(s => first.PredictorOf(s).Times[^1])],
                [.. first.Strata.SelectMany(s => first.PredictorOf(s).Times)],
                (row, stratum, offset, t) => (models.CumulativeIncidence(row, [t], of, !input.Get(Exponential), stratum, offset)[0], double.NaN, double.NaN),
                json, remarks));
            remarks.Add(FormattableString.Invariant($"The incidence is that of cause {of}; it has no limits here."));
        }

        return new SurvivalReport(json, tables, remarks);
    }
}
