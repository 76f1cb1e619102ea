using System.Text.Json.Nodes;
using HccRisk.Survival.Curves;
using Curve = HccRisk.Survival.Curves.KaplanMeier;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>Commands that estimate curves: km, ipcw.</summary>
internal static class CurveCommands
{
    private static readonly double[] Quartiles = [0.25, 0.5, 0.75];

    public static SurvivalReport KaplanMeier(SurvivalInput input)
    {
        var outcome = input.Get(SurvivalOptions.Reverse) ? input.Outcome.Reversed() : input.Outcome;
        // A curve a stratum and a curve a group are the same thing.
        var strata = input.Get(SurvivalOptions.Strata) ?? input.Get(SurvivalOptions.Group);
        var (codes, labels, _) = strata is null ? (new int[input.Count], [""], []) : input.Groups(strata);
        var curves = Curve.FitStrata(outcome, codes, input.Confidence, input.Level).Values.ToArray();
        var asked = GroupDifferences.Times(input);
        var times = asked.Length > 0 ? asked : null;
        var points = curves.SelectMany((curve, g) => Points(curve, times).Select(p => (Label: labels[g], Point: p))).ToArray();
        var json = new JsonObject();
        if (strata is not null)
        {
            json["strata"] = Json.Of(points.Select(p => p.Label));
        }

        json["time"] = Json.Of(points.Select(p => p.Point.Time));
        json["n_risk"] = Json.Of(points.Select(p => p.Point.AtRisk));
        json["n_event"] = Json.Of(points.Select(p => p.Point.Events));
        json["n_censor"] = Json.Of(points.Select(p => p.Point.Censored));
        json["surv"] = Json.Of(points.Select(p => p.Point.Survival));
        json["se_greenwood"] = Json.Of(points.Select(p => p.Point.Error));
        json["cumhaz_na"] = Json.Of(points.Select(p => p.Point.Hazard));
        json["se_cumhaz"] = Json.Of(points.Select(p => p.Point.HazardError));

        // The names that R's summary of a survfit has.
        json["times"] = Json.Of(points.Select(p => p.Point.Time));
        json["se"] = Json.Of(points.Select(p => p.Point.Error));
        json["cumhaz"] = Json.Of(points.Select(p => p.Point.Hazard));

        // Limits on the scale asked for belong to the table; the JSON has them on every scale.
        foreach (var (name, type) in SurvivalInput.ConfidenceTypes)
        {
            var scaled = Curve.FitStrata(outcome, codes, type, input.Level).Values.ToArray();
            var limits = scaled.SelectMany(c => Points(c, times)).ToArray();
            json["ci_" + name] = new JsonObject { ["lower"] = Json.Of(limits.Select(p => p.Lower)), ["upper"] = Json.Of(limits.Select(p => p.Upper)) };
            json["quantiles_" + name] = new JsonObject
            {
                ["quantile"] = Quantiles(scaled, q => q.Time),
                ["lower"] = Quantiles(scaled, q => q.Lower),
                ["upper"] = Quantiles(scaled, q => q.Upper),
            };
        }

        if (outcome.Weights.IsEmpty)
        {
            // Times before the first leave everybody alive.
            var steps = curves.SelectMany(c =>
            {
                var f = c.FlemingHarrington();
                var at = times is null ? Enumerable.Range(0, c.Times.Count) : times.Order().Select(t => double.IsNaN(c.SurvivalAt(t)) ? int.MaxValue : LastAtOrBefore(c.Times, t));
                return at.Select(k => k == int.MaxValue ? [double.NaN, double.NaN, double.NaN] : k < 0 ? [1, 0, 0] : (double[])[f.Survival[k], f.CumulativeHazard[k], f.StandardErrors[k]]);
            }).ToArray();
            json["fleming_harrington_stype2_ctype2"] = new JsonObject
            {
                ["surv"] = Json.Of(steps.Select(s => s[0])),
                ["cumhaz"] = Json.Of(steps.Select(s => s[1])),
                ["se"] = Json.Of(steps.Select(s => s[2])),
            };
        }

        var table = new TextTable("Kaplan-Meier", "stratum", "time", "n_risk", "n_event", "n_censor", "surv", "se", "lower", "upper");
        foreach (var (label, p) in points)
        {
            table.Add(label, p.Time, p.AtRisk, p.Events, p.Censored, p.Survival, p.Error, p.Lower, p.Upper);
        }

        var medians = new TextTable("Median", "stratum", "median", "lower", "upper");
        for (var g = 0; g < curves.Length; g++)
        {
            medians.Add(labels[g], curves[g].Median.Time, curves[g].Median.Lower, curves[g].Median.Upper);
        }

        var remarks = curves.SelectMany((curve, g) => Unknown(curve, labels[g])).ToList();
        remarks.AddRange(labels.SelectMany((label, g) => GroupDifferences.Beyond(label, asked, t => double.IsNaN(curves[g].SurvivalAt(t)), curves[g].Times[^1])));
        var tables = new List<TextTable> { table, medians };
        GroupDifferences.Add(
            input, labels, [("survival", null)], (first, second, _, t) => CurveDifference.OfSurvival(curves[first], curves[second], t, input.Level), json, tables, remarks);
        return new SurvivalReport(json, tables, remarks);

        JsonArray Quantiles(Curve[] fitted, Func<SurvivalQuantile, double?> of)
        {
            var rows = fitted.Select(c => Quartiles.Select(p => of(c.Quantile(p)) ?? double.NaN));
            return strata is null ? Json.Of(rows.First()) : Json.Rows(rows);
        }
    }

    public static SurvivalReport Censoring(SurvivalInput input)
    {
        var outcome = input.AllCauses;
        var proper = CensoringDistribution.Fit(outcome);
        var simultaneous = CensoringDistribution.Fit(outcome, CensoringTies.Simultaneous);
        var times = input.Numbers(SurvivalOptions.Times) ?? [.. proper.Times];
        var first = outcome.Times[..Math.Min(10, outcome.Count)].ToArray();
        var table = new TextTable("Probability of being uncensored", "time", "events leave first", "simultaneous");
        foreach (var t in times)
        {
            table.Add(t, proper.At(t), simultaneous.At(t));
        }

        return new SurvivalReport(
            new JsonObject
            {
                ["note"] = "censoring KM; survfit route treats event and censoring at equal time as simultaneous (censorings see ALL n.risk); prodlim(reverse=TRUE) removes events first at a tie",
                ["times"] = Json.Of(times),
                ["G_survfit"] = Json.Of(times.Select(simultaneous.At)),
                ["G_prodlim_reverse"] = Json.Of(times.Select(proper.At)),
                ["Gminus_survfit_at_first10"] = Json.Of(first.Select(simultaneous.Before)),

                // prodlim sorts the patients by time, and so these are the ten that left first.
                ["Gminus_prodlim_at_first10"] = Json.Of(outcome.Times.ToArray().Order().Take(first.Length).Select(proper.Before)),
            },
            table);
    }

    /// <summary>Why limits and quantiles are NA.</summary>
    private static IEnumerable<string> Unknown(Curve curve, string label)
    {
        var name = label.Length == 0 ? "" : label + ": ";
        if (curve.Events.Sum() == 0)
        {
            yield return $"{name}nobody had the event: quantiles are not estimable, nor limits on the scales of log-log, logit and arcsine.";
        }
        else if (curve.Quantile(0.75) is { } last && (last.Time is null || last.Lower is null || last.Upper is null))
        {
            yield return FormattableString.Invariant($"{name}the curve or its limits end at {curve.Survival[^1]:G4} and do not reach every quartile: those are NA.");
        }

        if (curve.Survival[^1] == 0)
        {
            yield return $"{name}where survival is 0 it has no standard error and no limits.";
        }
    }

    /// <summary>Every distinct time, or the times asked for with the events since the time before.</summary>
    private static IEnumerable<Point> Points(Curve curve, double[]? times)
    {
        if (times is null)
        {
            return Enumerable.Range(0, curve.Times.Count).Select(i => new Point(
                curve.Times[i], curve.AtRisk[i], curve.Events[i], curve.Censored[i], curve.Survival[i], curve.StandardErrors[i],
                curve.CumulativeHazard[i], curve.CumulativeHazardErrors[i], curve.Lower[i], curve.Upper[i]));
        }

        var before = -1;
        return times.Order().ToArray().Select(t =>
        {
            var at = LastAtOrBefore(curve.Times, t);
            if (double.IsNaN(curve.SurvivalAt(t)))
            {
                return new Point(t, 0, 0, 0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
            }

            var p = curve.At(t);
            double events = 0, censored = 0;
            for (var i = before + 1; i <= at; i++)
            {
                events += curve.Events[i];
                censored += curve.Censored[i];
            }

            before = at;
            return new Point(
                t, p.AtRisk, events, censored, p.Survival, p.StandardError,
                at < 0 ? 0 : curve.CumulativeHazard[at], at < 0 ? 0 : curve.CumulativeHazardErrors[at], p.Lower, p.Upper);
        });
    }

    /// <summary>Index of the last time not after another, -1 before the first.</summary>
    public static int LastAtOrBefore(IReadOnlyList<double> times, double time)
    {
        var at = -1;
        while (at + 1 < times.Count && times[at + 1] <= time)
        {
            at++;
        }

        return at;
    }

    private sealed record Point(
        double Time, double AtRisk, double Events, double Censored, double Survival, double Error, double Hazard, double HazardError, double Lower, double Upper);
}
