using System.CommandLine;
using System.Text.Json.Nodes;
using HccRisk.Boosting;
using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Tuning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>The autofit command: the survival trainers tuned and put beside each other on equal folds, the ridge-penalised Cox model among them.</summary>
internal static class AutoFitCommand
{
    public static readonly Option<double?> Minutes = new Option<double?>("--minutes")
    {
        Description = "The longest it may take; the result then depends on the machine. Default: no limit, all trials.",
    }.Where(OptionRange.Number(v => v > 0 && double.IsFinite(v), "finite and above 0"));

    public static readonly Option<int> Trials = new Option<int>("--trials")
    {
        Description = "Trials of each method, on all rows and in each outer fold. Default 10.",
        DefaultValueFactory = _ => 10,
    }.Where(OptionRange.Number(v => v >= 1, "1 or more"));

    public static readonly Option<int> Folds = new Option<int>("--folds")
    {
        Description = "Outer and inner folds. Default 5.",
        DefaultValueFactory = _ => 5,
    }.Where(OptionRange.Number(v => v >= 2, "2 or more"));

    public static readonly Option<string?> Site = new("--site") { Description = "Column of sites: each is left out in turn, and scored by what the others teach." };
    public static readonly Option<string?> Record = new("--record") { Description = "File that every trial is written to; the same command goes on where it ends." };
    public static readonly Option<string> Metric = MakeMetric();

    public static SurvivalReport Run(SurvivalInput input)
    {
        var design = input.Design();
        var (x, outcome, cause) = (input.Matrix(design), input.AllCauses, input.Get(SurvivalOptions.Cause) ?? 0);
        if (cause > 0 && outcome.EventCount(cause) == 0)
        {
            // Names the codes that occur.
            _ = input.Outcome;
        }

        double[] horizons = input.Numbers(SurvivalOptions.Times) is { Length: > 0 } given ? [.. given.Distinct().Order()] : Quartiles(outcome.Times, outcome.Events, cause);
        var options = new NestedOptions
        {
            Folds = input.Get(Folds),
            SiteColumn = input.Get(Site) is null ? null : nameof(Row.Site),
            Tuning = new TuningOptions
            {
                Trials = input.Get(Trials),
                MaxTime = input.Get(Minutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
                Seed = input.Get(SurvivalOptions.Seed),
                RecordFile = input.Get(Record),
                Metric = input.Get(Metric) switch
                {
                    "harrell" => TuningMetric.HarrellC,
                    "ipa" => TuningMetric.IntegratedIpa,
                    _ => TuningMetric.UnoC,
                },
                Validation = new CrossValidationOptions
                {
                    Folds = input.Get(Folds),
                    Seed = input.Get(SurvivalOptions.Seed),
                    Cause = cause,
                    AllowUncensored = true,
                    GroupColumn = input.Get(CoxNetCommand.Patient) is null ? null : nameof(Row.Patient),
                    Horizons = horizons,
                    Tau = horizons[^1],
                },
            },
        };
        var ml = new MLContext(input.Get(SurvivalOptions.Seed));
        return Report(ml.Survival.AutoFit(View(ml, input, x, design.Names), options, [.. SurvivalCandidates.All(), BoostedCandidates.BoostedCox()]), horizons);
    }

    private static Option<string> MakeMetric()
    {
        var metric = new Option<string>("--metric")
        {
            Description = "What is made as great as it can be: Uno's C up to the last horizon, Harrell's C, or the integrated index of prediction accuracy. Default uno.",
            DefaultValueFactory = _ => "uno",
        };
        metric.AcceptOnlyFromAmong("uno", "harrell", "ipa");
        return metric;
    }

    /// <summary>Times by which a quarter, half and three quarters of the events happened.</summary>
    private static double[] Quartiles(ReadOnlySpan<double> times, ReadOnlySpan<int> events, int cause)
    {
        var own = new List<double>();
        for (var i = 0; i < times.Length; i++)
        {
            if (times[i] > 0 && (cause == 0 ? events[i] > 0 : events[i] == cause))
            {
                own.Add(times[i]);
            }
        }

        own.Sort();
        return own.Count == 0
            ? throw new ArgumentException($"'autofit' needs events after time 0, or {SurvivalOptions.Times.Name}.")
            : [.. new[] { own.Count / 4, own.Count / 2, own.Count * 3 / 4 }.Select(i => own[i]).Distinct()];
    }

    private static IDataView View(MLContext ml, SurvivalInput input, double[] x, string[] names)
    {
        var outcome = input.AllCauses;
        var patients = input.Get(CoxNetCommand.Patient) is { } patient ? input.Groups(patient) : default;
        var sites = input.Get(Site) is { } site ? input.Groups(site) : default;
        var rows = new Row[outcome.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new Row
            {
                Features = [.. x.AsSpan(i * names.Length, names.Length).ToArray().Select(v => (float)v)],
                Time = (float)outcome.Times[i],
                Event = outcome.Events[i],
                Patient = patients.Codes is { } codes ? patients.Labels[codes[i]] : string.Empty,
                Site = sites.Codes is { } places ? sites.Labels[places[i]] : string.Empty,
            };
        }

        var schema = SchemaDefinition.Create(typeof(Row));
        SlotNames.Describe(schema[nameof(Row.Features)], names);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }

    private static SurvivalReport Report(AutoFitResult result, double[] horizons)
    {
        var table = new TextTable(
            $"{result.Metric} over outer folds, each method tuned on the training rows",
            "method", "mean", "lower", "upper", $"minus {result.Reference.Candidate}", "lower", "upper", "inner", "trials", "failed", "chosen on all rows");
        var methods = new JsonArray();
        foreach (var row in result.Rows)
        {
            var (outer, difference) = (row.Outer?.Mean, row.Difference);
            table.Add(
                (row.Candidate == result.Winner.Candidate ? "> " : "  ") + row.Candidate, outer?.Value, outer?.Lower, outer?.Upper,
                difference?.Value, difference?.Lower, difference?.Upper, row.Chosen?.Mean, row.Trials, row.Failed, row.Chosen?.Values.ToString() ?? "-");
            methods.Add(new JsonObject
            {
                ["method"] = row.Candidate,
                ["mean"] = Json.Of(outer?.Value),
                ["se"] = Json.Of(outer?.StandardError),
                ["lower"] = Json.Of(outer?.Lower),
                ["upper"] = Json.Of(outer?.Upper),
                ["folds"] = row.Outer is { } folds ? Json.Of(folds.Values.Select(v => v ?? double.NaN)) : null,
                ["difference"] = Json.Of(difference?.Value),
                ["difference_lower"] = Json.Of(difference?.Lower),
                ["difference_upper"] = Json.Of(difference?.Upper),
                ["inner"] = Json.Of(row.Chosen?.Mean),
                ["chosen"] = row.Chosen?.Values.ToString(),
                ["trials"] = row.Trials,
                ["failed"] = row.Failed,
            });
        }

        var json = new JsonObject
        {
            ["metric"] = result.Metric.ToString(),
            ["horizons"] = Json.Of(horizons),
            ["reference"] = result.Reference.Candidate,
            ["winner"] = result.Winner.Candidate,
            ["stopped"] = result.Stopped.ToString(),
            ["methods"] = methods,
        };
        return new SurvivalReport(json, [table], [.. result.Remarks, .. result.SkippedFolds.Select(f => "Left out: " + f)]);
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public float Time { get; set; }

        public float Event { get; set; }

        public string Patient { get; set; } = string.Empty;

        public string Site { get; set; } = string.Empty;
    }
}
