using System.CommandLine;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>The options that survival commands share; each command takes those it uses.</summary>
internal static class SurvivalOptions
{
    public static readonly Option<string> Data = new("--data") { Description = "Table with headings: text of any delimiter and encoding, or a workbook (.xlsx); empty cells and NA are missing.", Required = true };
    public static readonly Option<string?> Time = new("--time") { Description = "Column of follow-up times (with --start: end of each interval)." };
    public static readonly Option<string?> Event = new("--event") { Description = "Column of event codes: 0 or FALSE censored, 1 or TRUE (or yes and no in words), 2, ... the cause." };
    public static readonly Option<string?> StartDate = new("--start-date") { Description = "Instead of --time and --event: column of the date from which time is counted." };
    public static readonly Option<string?> EventDates = new("--event-date") { Description = "Column of the date of the event, empty where there was none; several, separated by commas, for competing events: codes 1, 2, ..." };
    public static readonly Option<string?> LastDate = new("--last-date") { Description = "Column of the date a patient was last seen, where follow-up without an event ends." };
    public static readonly Option<string> TimeUnit = OneOf("--time-unit", "Unit of times from dates.", "months", "days", "weeks", "months", "years");
    public static readonly Option<string?> CensoredCode = new("--censored-code") { Description = "Event code that stands for censored (1 where 2 is the event), or none when nobody was censored. Default 0. A code 0 then takes its number." };
    public static readonly Option<bool> AsJson = new("--json") { Description = "Write JSON with full precision instead of tables." };
    public static readonly Option<int?> Cause = new Option<int?>("--cause") { Description = "Event code of interest. Without it every code above 0 is the event (auc, score, calibration, dca, finegray: 1, or the only one)." }.Where(OptionRange.Number(v => v >= 1, "1 or greater"));
    public static readonly Option<string?> Start = new("--start") { Description = "Column of entry times (left truncation, start-stop rows)." };
    public static readonly Option<string?> Weights = new("--weights") { Description = "Column of case weights." };
    public static readonly Option<string?> Group = new("--group") { Description = "Column of the groups to compare; several, separated by commas: their combinations." };
    public static readonly Option<string?> Strata = new("--strata") { Description = "Column of the strata; several, separated by commas: their combinations." };
    public static readonly Option<string?> Cluster = new("--cluster") { Description = "Column of clusters (the patient of several rows) for robust standard errors." };
    public static readonly Option<string?> Covariates = new("--covariates") { Description = "Columns of the model, separated by commas." };
    public static readonly Option<string?> Formula = new("--formula") { Description = "Terms of the model in R's language instead of --covariates, as \"age + rcs(afp, 3) + mvi * size + strata(site) + offset(lp)\"." };
    public static readonly Option<string?> Marker = new("--marker") { Description = "Column of a score that rises with risk." };
    public static readonly Option<string?> Risk = new("--risk") { Description = "Predicted risks as name=COLUMN, separated by commas, each the probability of the event by --at; score and concordance with --times: name=COL1:COL2:..., a column a time." };
    public static readonly Option<double?> At = new Option<double?>("--at") { Description = "Horizon of the predicted risks." }.Where(OptionRange.Number(v => v > 0 && double.IsFinite(v), "finite and above 0"));
    public static readonly Option<string?> CurvesAt = new Option<string?>("--at") { Description = "Times, separated by commas, at which every two groups are compared: difference, limits and p-value." }.Where(OptionRange.Numbers(v => v >= 0 && double.IsFinite(v), "finite and 0 or greater"));
    public static readonly Option<int> Groups = new Option<int>("--groups") { Description = "Groups of similar predicted risk. Default 10.", DefaultValueFactory = _ => 10 }.Where(OptionRange.Number(v => v >= 2, "2 or more"));
    public static readonly Option<string?> Times = new("--times") { Description = "Times, separated by commas." };
    public static readonly Option<string?> Thresholds = new Option<string?>("--thresholds") { Description = "Risk thresholds, separated by commas. Default 0.05 to 0.5 by 0.05." }.Where(OptionRange.Numbers(v => v is > 0 and < 1, "between 0 and 1"));
    public static readonly Option<double?> Threshold = new Option<double?>("--threshold") { Description = "Sensitivity, specificity and predictive values of a score above this, at each time." }.Where(OptionRange.Number(double.IsFinite, "finite"));
    public static readonly Option<bool> Roc = new("--roc") { Description = "The points of the ROC curve at each time." };
    public static readonly Option<bool> Incident = new("--incident") { Description = "Incident/dynamic AUC too: the marker must be a log hazard ratio." };
    public static readonly Option<bool> GonenHeller = new("--gonen-heller") { Description = "Gonen and Heller's concordance probability too: the marker must be a log hazard ratio." };
    public static readonly Option<string?> Reclassify = new("--reclassify") { Description = "Two of the models as OLD,NEW: net reclassification and integrated discrimination improvement." };
    public static readonly Option<string?> Cuts = new("--cuts") { Description = "Cuts of the risk groups for the categorical net reclassification, separated by commas." };
    public static readonly Option<string?> Taus = new Option<string?>("--tau") { Description = "Truncation times, separated by commas." }.Where(OptionRange.Numbers(v => v > 0 && double.IsFinite(v), "finite and above 0"));
    public static readonly Option<double?> Landmark = new Option<double?>("--landmark") { Description = "Only patients still followed after this time, from which their time is counted." }.Where(OptionRange.Number(v => v >= 0 && double.IsFinite(v), "finite and 0 or greater"));
    public static readonly Option<double?> CensorAt = new Option<double?>("--censor-at") { Description = "End of follow-up: who is followed longer is censored at this time." }.Where(OptionRange.Number(v => v > 0 && double.IsFinite(v), "finite and above 0"));
    public static readonly Option<string?> Factors = new("--factors") { Description = "Covariates whose numbers are names of groups, separated by commas; text always is." };
    public static readonly Option<string?> Residuals = new("--residuals") { Description = "Residuals of every row in the JSON: martingale, deviance, score, schoenfeld, dfbeta, scaledsch or all, separated by commas." };
    public static readonly Option<bool> BaseHazard = new("--basehaz") { Description = "Show the baseline hazard (covariates 0) at --times; the JSON always has it." };
    public static readonly Option<string?> Predict = new("--predict") { Description = "Table of new patients to predict for, at --times where there is that option." };
    public static readonly Option<int> CutCount = new("--cuts") { Description = "Cut-points to look for, 1 or 2 (2: p-value by permutation). Default 1.", DefaultValueFactory = _ => 1 };
    public static readonly Option<int> Permutations = new Option<int>("--permutations") { Description = "Permutations of the p-value of two cut-points. Default 1000.", DefaultValueFactory = _ => 1000 }.Where(OptionRange.Number(v => v >= 1, "1 or more"));
    public static readonly Option<int> Bootstrap = new Option<int>("--bootstrap") { Description = "Bootstrap samples for the intervals of ICI, E50, E90 and Emax; 500 are usual. Default 0 (none).", DefaultValueFactory = _ => 0 }.Where(OptionRange.Number(v => v is 0 or >= 2, "0 or 2 or more"));
    public static readonly Option<int> Seed = new("--seed") { Description = "Seed of random numbers. Default 1.", DefaultValueFactory = _ => 1 };
    public static readonly Option<string> Knots = new Option<string>("--knots") { Description = "Numbers of knots, 3 to 7, separated by commas. Default 3,4,5.", DefaultValueFactory = _ => "3,4,5" }.Where(OptionRange.Numbers(v => v is >= 3 and <= 7 && v == Math.Floor(v), "a whole number from 3 to 7"));
    public static readonly Option<double?> Tau = new Option<double?>("--tau") { Description = "Truncation time." }.Where(OptionRange.Number(v => v > 0 && double.IsFinite(v), "finite and above 0"));
    public static readonly Option<double> Rho = new Option<double>("--rho") { Description = "Exponent of the weights S(t-)^rho (Gray: (1 - F)^rho). Default 0." }.Where(OptionRange.Number(double.IsFinite, "finite"));
    public static readonly Option<double> Gamma = new Option<double>("--gamma") { Description = "Exponent of the weights (1 - S(t-))^gamma. Default 0." }.Where(OptionRange.Number(double.IsFinite, "finite"));
    public static readonly Option<bool> Reverse = new("--reverse") { Description = "Take being censored as the event: the curve of follow-up." };
    public static readonly Option<bool> Robust = new("--robust") { Description = "Robust standard errors; weights that are not whole numbers and clusters ask for them by themselves." };
    public static readonly Option<double> Level = new Option<double>("--level") { Description = "Level of confidence limits. Default 0.95.", DefaultValueFactory = _ => 0.95 }.Where(OptionRange.Number(v => v is > 0 and < 1, "between 0 and 1"));
    public static readonly Option<string> ConfType = OneOf("--conf-type", "Scale of confidence limits.", "log", "plain", "log", "log-log", "logit", "arcsin");
    public static readonly Option<string> Ties = OneOf("--ties", "Treatment of tied events.", "efron", "efron", "breslow", "exact");
    public static readonly Option<string> Test = OneOf("--test", "Weights of the test; with fh, --rho and --gamma.", "fh", "fh", "gehan", "tarone-ware");
    public static readonly Option<string> Adjust = OneOf("--adjust", "Correction of pairwise p-values.", "holm", "holm", "bh", "bonferroni", "none");
    public static readonly Option<string> Distribution = OneOf("--dist", "Distribution.", "weibull", "weibull", "exponential", "rayleigh", "lognormal", "loglogistic");
    public static readonly Option<string> Convention = OneOf("--convention", "Who is a case at the horizon itself: as riskRegression's Score (T <= t) or as timeROC (T < t).", "score", "score", "timeroc");

    public static readonly Option<string> Transform = OneOf("--transform", "Function of time.", "km", "km", "rank", "identity", "log");

    public static readonly Option<string> Scores = OneOf("--scores", "Log-rank scores as they are, or rounded to whole numbers as R does for its HL approximation.", "logrank", "logrank", "rounded");
    public static readonly Option<double> MinProportion = new Option<double>("--minprop") { Description = "Smallest share of patients at or below the cut. Default 0.1.", DefaultValueFactory = _ => 0.1 }.Where(OptionRange.Number(v => v is > 0 and < 1, "between 0 and 1"));
    public static readonly Option<double> MaxProportion = new Option<double>("--maxprop") { Description = "Largest share of patients at or below the cut. Default 0.9.", DefaultValueFactory = _ => 0.9 }.Where(OptionRange.Number(v => v is > 0 and < 1, "between 0 and 1"));

    /// <summary>The options whose values name columns.</summary>
    public static readonly Option<string?>[] OfColumns =
    [
        Start, Weights, Group, Strata, Cluster, Covariates, Formula, Marker, Risk, CoxNetCommand.Offset, CoxNetCommand.Patient, ForestCommand.Patient, AutoFitCommand.Site,
    ];

    private static Option<string> OneOf(string name, string description, string standard, params string[] values)
    {
        var option = new Option<string>(name) { Description = $"{description} Default {standard}.", DefaultValueFactory = _ => standard };
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
