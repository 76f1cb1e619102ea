using System.CommandLine;
using System.Text.Json.Nodes;
using HccRisk.Survival.Cox;
using HccRisk.Survival.FineGray;
using HccRisk.Survival.Formulas;
using MathNet.Numerics.Distributions;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>The finegray command: as R's crr, and with strata, weights, clusters, entry times or an offset as its finegray with a weighted Cox model.</summary>
internal static class FineGrayCommand
{
    public static readonly Option<string> Ties = Make();

    public static SurvivalReport Run(SurvivalInput input)
    {
        var said = ModelFormula.Of(input);
        var design = said.Learn();
        var rows = design.Rows(said.Table);
        var outcome = input.AllCauses;
        return rows.Strata is null && rows.Clusters is null && rows.Offset is null && outcome.Entries.IsEmpty && outcome.Weights.IsEmpty && input.Get(Ties) == "breslow"
            ? Plain(input, said, design, rows)
            : Weighted(input, said, design, rows);
    }

    private static SurvivalReport Plain(SurvivalInput input, ModelFormula said, FormulaDesign design, FormulaRows own)
    {
        var names = design.ColumnNames;
        var cause = input.CauseOfInterest;
        var (x, outcome) = (own.X, input.AllCauses);
        var model = FineGrayModel.Fit(x, names.Count, outcome, cause, names);
        var weighted = FineGrayModel.Fit(x, names.Count, outcome, cause, FineGrayConvention.WeightedCox, names);
        var z = Normal.InvCDF(0, 1, 0.5 + input.Level / 2);
        var coefficients = new JsonObject();
        var table = new TextTable(
            FormattableString.Invariant($"Fine-Gray model of cause {cause}: n {model.Count}, events {model.EventCount}"),
            "covariate", "coef", "SHR", "lower", "upper", "se", "p");
        for (var j = 0; j < names.Count; j++)
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
            ["var"] = Json.Square(names.Count, model.Covariance),
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
            var patients = said.Read(path);
            var times = input.Numbers(SurvivalOptions.Times) ?? [.. model.Predictor.Times];
            var rows = design.NewRows(said.TableOf(patients)).X.Chunk(names.Count).ToArray();
            var last = model.Predictor.Times[^1];
            remarks.AddRange(GroupDifferences.Beyond("", times, t => t > last, last));
            var curves = Array.ConvertAll(rows, r => Array.ConvertAll(times, t => t > last ? double.NaN : model.CumulativeIncidence(r, [t])[0]));
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
            ModelCommands.AddOmitted(patients, remarks);
        }

        return new SurvivalReport(json, tables, remarks);
    }

    private static SurvivalReport Weighted(SurvivalInput input, ModelFormula said, FormulaDesign design, FormulaRows own)
    {
        var names = design.ColumnNames;
        var cause = input.CauseOfInterest;
        var ties = input.Get(Ties) == "efron" ? TieHandling.Efron : TieHandling.Breslow;
        var model = WeightedFineGray.Fit(
            own.X, names.Count, input.AllCauses, new CoxRows { Strata = own.Strata, Clusters = own.Clusters, Offset = own.Offset }, cause, ties, names);
        var z = Normal.InvCDF(0, 1, 0.5 + (input.Level / 2));
        var errors = model.RobustStandardErrors!;
        var coefficients = new JsonObject();
        var table = new TextTable(
            FormattableString.Invariant($"Fine-Gray model of cause {cause} by weighted episodes: n {own.Count}, episodes {model.Count}, events {model.EventCount}"),
            "covariate", "coef", "SHR", "lower", "upper", "robust se", "p");
        for (var j = 0; j < names.Count; j++)
        {
            var (b, se) = (model.Coefficients[j], errors[j]);
            coefficients[names[j]] = Json.Of(b);
            table.Add(names[j], b, Math.Exp(b), Math.Exp(b - (z * se)), Math.Exp(b + (z * se)), se, 2 * Normal.CDF(0, 1, -Math.Abs(b / se)));
        }

        var json = new JsonObject
        {
            ["cause"] = cause,
            ["ties"] = input.Get(Ties),
            ["coef"] = coefficients,
            ["robust_se"] = Json.Of(errors),
            ["naive_se"] = Json.Of(model.StandardErrors),
            ["var"] = Json.Square(names.Count, model.RobustCovariance),
            ["loglik"] = Json.Of(model.LogLikelihood),
            ["loglik_null"] = Json.Of(model.LogLikelihoodNull),
            ["n"] = own.Count,
            ["episodes"] = model.Count,
            ["converged"] = model.Converged,
        };
        var tables = new List<TextTable> { table };
        var remarks = new List<string>(model.Warnings);
        if (input.Get(SurvivalOptions.Predict) is { } path)
        {
            var patients = said.Read(path);
            var made = design.NewRows(said.TableOf(patients));
            tables.Add(IncidenceTable.Of(
                input, design, patients, made, [.. model.Strata.Select(s => model.PredictorOf(s).Times[^1])], [.. model.Strata.SelectMany(s => model.PredictorOf(s).Times)],
                (row, stratum, offset, t) =>
                {
                    var p = model.PredictSurvival(row, [t], input.Confidence, input.Level, stratum, offset)[0][0];
                    return (1 - p.Survival, 1 - p.Upper, 1 - p.Lower);
                },
                json, remarks));
        }

        return new SurvivalReport(json, tables, remarks);
    }

    private static Option<string> Make()
    {
        var option = new Option<string>("--ties") { Description = "Treatment of tied events: breslow as crr, or efron. Default breslow.", DefaultValueFactory = _ => "breslow" };
        option.AcceptOnlyFromAmong("breslow", "efron");
        return option;
    }
}
