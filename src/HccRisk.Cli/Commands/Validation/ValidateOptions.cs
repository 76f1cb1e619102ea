using System.CommandLine;
using HccRisk.Cli.Commands.Survival;

namespace HccRisk.Cli.Commands.Validation;

/// <summary>The options of <c>hccrisk validate</c>.</summary>
internal static class ValidateOptions
{
    public static readonly Option<string> Predictions = new("--predictions", "-p") { Description = "CSV file with headings, one row a patient: time, event, predictions; empty cells, NA and . are missing.", Required = true };
    public static readonly Option<string?> Models = new("--models", "-m") { Description = "What is validated, separated by commas: NAME=COLUMN@HORIZON:COLUMN@HORIZON (risks), NAME=COLUMN or NAME=COLUMN@score (a score), NAME=-COLUMN (a score where less is more risk), NAME=1-COLUMN@HORIZON (survival probabilities), or what the headings of a model's risks begin with. Default: all columns of numbers whose headings name a risk, score, lp, cif, pred, prob or surv." };
    public static readonly Option<string?> Time = new("--time") { Description = "Column of follow-up times. Default: by its heading (time, futime, ...)." };
    public static readonly Option<string?> Event = new("--event") { Description = "Column of event codes: 0 or FALSE censored, 1 or TRUE, 2, ... the cause. Default: by its heading (event, status, cause, ...)." };
    public static readonly Option<string?> Cause = new Option<string?>("--cause") { Description = "Event code of interest, or any. Default 1, or the only code there is." };
    public static readonly Option<string?> Competing = new Option<string?>("--competing") { Description = "Event codes that are competing events, separated by commas. Default: all beside the cause, with a remark." }.Where(OptionRange.Numbers(v => v >= 1 && v == Math.Floor(v), "a whole number of 1 or more"));
    public static readonly Option<string?> Id = new("--id") { Description = "Column of patient identifiers, none of which may be there twice. Default: by its heading (patient_id, id, ...)." };
    public static readonly Option<string?> Site = new("--site") { Description = "Column of sites. Default: by its heading (site, centre, hospital, ...), or none: --site none." };
    public static readonly Option<string?> Subgroups = new("--subgroups") { Description = "Columns whose levels are judged apart, separated by commas; numbers are cut at their median." };
    public static readonly Option<string?> Baseline = new("--baseline") { Description = "Columns of the table of patients, separated by commas. Default: those of --subgroups." };
    public static readonly Option<string?> Survival = new("--own-survival") { Description = "Predicted survival at each patient's own time, for D- and A-calibration: NAME=COLUMN, or COLUMN with one model. Default: by its heading (S_at_own_time)." };
    public static readonly Option<string?> Horizons = new Option<string?>("--horizons") { Description = "Horizons in the unit of the times, separated by commas. Default: those of the risks; without, 12, 24 and 36 months; else quartiles of the follow-up." }.Where(OptionRange.Numbers(v => v > 0 && double.IsFinite(v), "finite and above 0"));
    public static readonly Option<double?> MainHorizon = new Option<double?>("--main-horizon") { Description = "Horizon of the tables with one only. Default: the middle one." }.Where(OptionRange.Number(v => v > 0 && double.IsFinite(v), "finite and above 0"));
    public static readonly Option<string?> Unit = new Option<string?>("--unit") { Description = "Unit of the times. Default: by the heading of the time or by how long the follow-up is." };
    public static readonly Option<string?> Thresholds = new Option<string?>("--thresholds") { Description = "Risk thresholds of the decision curves, separated by commas. Default 0.01 to 0.99 by 0.01." }.Where(OptionRange.Numbers(v => v is > 0 and < 1, "between 0 and 1"));
    public static readonly Option<int?> Bootstrap = new Option<int?>("--bootstrap") { Description = "Bootstrap samples for the intervals of ICI, E50, E90 and Emax. Default 200 where that is quick, else none." }.Where(OptionRange.Number(v => v is 0 or >= 2, "0 or 2 or more"));
    public static readonly Option<int> Bins = new Option<int>("--bins") { Description = "Bins of D- and A-calibration. Default 10.", DefaultValueFactory = _ => 10 }.Where(OptionRange.Number(v => v >= 2, "2 or more"));
    public static readonly Option<bool> Figures = new("--figures") { Description = "Also write every figure as SVG, as PNG of 300 dpi and its numbers as CSV, in the folder 'figures'." };
    public static readonly Option<string?> Out = new("--out", "-o") { Description = "Folder of result.json and the tables. Default: the name of the file with '-validation' in the current folder; with --json none." };

    public static IReadOnlyList<Option> All { get; }

    static ValidateOptions()
    {
        Unit.AcceptOnlyFromAmong("days", "weeks", "months", "years");
        All =
        [
            Predictions, Models, Time, Event, SurvivalOptions.CensoredCode, Cause, Competing, Id, Site, Subgroups, Baseline, Survival, Horizons, MainHorizon, Unit, Thresholds,
            SurvivalOptions.Level, Bins, Bootstrap, SurvivalOptions.Seed, Out, Figures, SurvivalOptions.AsJson,
        ];
    }
}
