using HccRisk.Core.Numerics;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Validation;

/// <summary>The unit of the times and the horizons that are looked at.</summary>
/// <param name="Unit">"days", "months", "years" or another word; empty when unknown.</param>
/// <param name="Times">Horizons, ascending.</param>
/// <param name="Main">The horizon of tables with one only.</param>
internal sealed record HorizonChoice(string Unit, double[] Times, double Main)
{
    private const double LongInDays = 240;
    private const double ShortInMonths = 20;

    /// <summary>12, 24 and 36 months in each unit.</summary>
    private static readonly Dictionary<string, double[]> Usual = new(StringComparer.OrdinalIgnoreCase)
    {
        ["days"] = [365, 730, 1095],
        ["weeks"] = [52, 104, 156],
        ["months"] = [12, 24, 36],
        ["years"] = [1, 2, 3],
    };

    public static HorizonChoice Of(AnalysedPatients patients, ValidationOptions options, ValidationNotes notes)
    {
        var longest = patients.Outcome.LastTime;
        var unit = UnitOf(longest, options.Unit, notes);
        double[] predicted = [.. patients.Predictions.SelectMany(p => p.Risks.Keys).Distinct().Order()];
        double[] times;
        if (options.Horizons is { } given)
        {
            times = [.. given.Distinct().Order()];
            notes.Set("horizons", Text(times), SettingSource.Given, "Times at which risks, AUC, Brier score and calibration are judged.");
        }
        else if (predicted.Length > 0)
        {
            times = predicted;
            notes.Set("horizons", Text(times), SettingSource.Found, "Those that the predicted risks are for.");
        }
        else if (unit.Length > 0 && Usual.TryGetValue(unit, out var usual) && usual.Where(t => t <= longest).ToArray() is { Length: > 0 } reached)
        {
            times = reached;
            notes.Set("horizons", Text(times), SettingSource.Default, $"12, 24 and 36 months in {unit}, as far as anybody was followed; no horizon was given and no risk names one.");
        }
        else
        {
            times = Quartiles(patients.Outcome.TimeArray);
            notes.Set("horizons", Text(times), SettingSource.Default, "Quartiles of the follow-up times: no horizon was given, no risk names one, and 12, 24 and 36 months cannot be placed.");
        }

        double[] beyond = [.. times.Where(t => t > longest)];
        if (beyond.Length > 0)
        {
            notes.Remark(
                "horizon",
                null,
                FormattableString.Invariant($"nobody was followed to {Text(beyond)}: the longest follow-up is {longest:G5}"),
                "Choose a shorter horizon; or check that the times and the horizons are in one unit.",
                grave: beyond.Length == times.Length);
        }

        foreach (var few in times.Where(t => t <= longest && AtRisk(patients, t) < HorizonFollowUp.FewestAtRisk))
        {
            notes.Remark("horizon", null, FormattableString.Invariant($"at {few} only {AtRisk(patients, few)} patients are at risk: what is said of that horizon rests on few"));
        }

        return new HorizonChoice(unit, times, MainOf(times, patients, options, notes));
    }

    public static string Text(IEnumerable<double> times) => string.Join(", ", SurvivalFunction.SlotsOf(times));

    public static int AtRisk(AnalysedPatients patients, double time) => patients.Outcome.TimeArray.Count(t => t >= time);

    private static double MainOf(double[] times, AnalysedPatients patients, ValidationOptions options, ValidationNotes notes)
    {
        if (options.MainHorizon is { } given)
        {
            if (!times.Contains(given))
            {
                throw new ArgumentException(FormattableString.Invariant($"MainHorizon is {given}, which is none of the horizons {Text(times)}."));
            }

            notes.Set("main horizon", Text([given]), SettingSource.Given, "Horizon of the tables that have one only.");
            return given;
        }

        double[] firm = [.. times.Where(t => AtRisk(patients, t) >= HorizonFollowUp.FewestAtRisk)];
        var main = firm.Length > 0 ? firm[firm.Length / 2] : times[0];
        notes.Set(
            "main horizon",
            Text([main]),
            SettingSource.Default,
            FormattableString.Invariant($"Horizon of the tables that have one only: the middle one of those with {HorizonFollowUp.FewestAtRisk} or more patients at risk."));
        return main;
    }

    private static string UnitOf(double longest, string? given, ValidationNotes notes)
    {
        if (given is not null)
        {
            notes.Set("unit", given, SettingSource.Given, "Unit of the times; it changes no figure.");
            return given;
        }

        var unit = longest > LongInDays ? "days" : longest > ShortInMonths ? "months" : "";
        var why = FormattableString.Invariant($"the longest follow-up is {longest:G5}");
        notes.Set("unit", unit.Length > 0 ? unit : "unknown", SettingSource.Found, unit.Length > 0
            ? $"Guessed: {why}. It changes no figure but the horizons where none is given."
            : $"Not known: {why}, which may be months or years.");
        return unit;
    }

    private static double[] Quartiles(double[] times)
    {
        var sorted = (double[])times.Clone();
        Array.Sort(sorted);
        return [.. ((double[])[0.25, 0.5, 0.75]).Select(p => Quantile.Of(sorted, p)).Where(t => t > 0).DefaultIfEmpty(sorted[^1]).Distinct()];
    }
}
