using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Validation;

namespace HccRisk.Reporting.Html;

/// <summary>Who was analysed, how long they were followed, and what is known at each horizon.</summary>
internal static class ValidationPatients
{
    public static ReportPart Build(ValidationContext context)
    {
        var result = context.Result;
        return new ReportPart("patients", "Patients, events and follow-up",
            Markup.Table("From the table to the patients analysed", ["Step", "#Left out", "#Patients", "#Events"],
                result.Flow.Select(f => Markup.Row(
                    Markup.RowHeader(f.Step), Markup.Number(context.Cover.Count(f.LeftOut)), Markup.Number(f.Patients), Markup.Number(context.Cover.Count(f.Events))))),
            Markup.P(string.Join(" ", FollowUp(context))),
            Horizons(context),
            result.Baseline.Count == 0 ? null : Baseline(context));
    }

    /// <summary>What is known at each horizon; also where the horizon is too late.</summary>
    public static object?[] Horizons(ValidationContext context)
    {
        var result = context.Result;
        var competing = result.Horizons.Any(h => h.Competing > 0);
        var rows = result.Horizons.Select(h =>
        {
            var row = Markup.Row(
            [
                Markup.RowHeader(context.At(h.Time)),
                Markup.Number(context.Cover.Count(h.AtRisk)),
                Markup.Number(context.Cover.Count(h.Events)),
                .. competing ? [Markup.Number(context.Cover.Count(h.Competing))] : Array.Empty<object?>(),
                Markup.Number(context.Cover.Count(h.Unknown)),
                Markup.Number(Effective(h.EffectiveEvents)),
                Markup.Number(Effective(h.EffectiveControls)),
                Markup.Cell(h.Observed),
            ]);
            if (h.TooFew)
            {
                row.SetAttributeValue("class", "few");
            }

            return row;
        });
        return
        [
            Markup.Table("What is known at each horizon",
                [
                    "Horizon", "#At risk", "#Events", .. competing ? ["#Competing"] : Array.Empty<string>(), "#Status unknown", "#Effective events",
                    "#Effective controls", $"Observed risk ({context.Interval})",
                ],
                rows),
            context.Note("At risk: followed to the horizon without an event before. Status unknown: censored before it. Effective numbers: patients without censoring who would tell as much, by their weights (Kish)."),
            result.Horizons.Any(h => h.TooFew) ? Markup.Note($"Grey: fewer than {Numbers.Count(HorizonFollowUp.FewestAtRisk)} at risk; do not build on it.") : null,
        ];
    }

    private static string Effective(double? number) => number is { } n ? Numbers.Fixed(n, 1) : "-";

    private static IEnumerable<string> FollowUp(ValidationContext context)
    {
        var f = context.Result.FollowUp;
        yield return $"{Numbers.Of(f.Patients, "patient")}: {context.Cover.Count(f.Events)} with {context.EventName}, "
            + string.Concat(f.Competing.Select(c => $"{context.Cover.Count(c.Events)} with competing event {Numbers.Count(c.Cause)}, "))
            + $"{context.Cover.Count(f.Censored)} without any event.";
        yield return f.Median.Time is { } median
            ? $"Median follow-up by reverse Kaplan-Meier {Time(context, median)} (quartiles {Quantile(context, f.LowerQuartile)} and {Quantile(context, f.UpperQuartile)})."
            : "Median follow-up by reverse Kaplan-Meier is not reached.";
        yield return $"Times run from {Numbers.Plain(f.Shortest)} to {Time(context, f.Longest)}, {Numbers.Fixed(f.PersonTime, f.PersonTime < 1000 ? 1 : 0)} in all"
            + (f.EventRate is { } rate ? $": {Numbers.Significant(100 * rate)} events in 100 {(context.Result.Unit.Length > 0 ? "person-" + context.Result.Unit : "units of person time")}." : ".");
    }

    private static string Time(ValidationContext context, double time) => (Numbers.Significant(time) + " " + context.Result.Unit).TrimEnd();

    private static string Quantile(ValidationContext context, SurvivalQuantile quantile) => quantile.Time is { } time ? Time(context, time) : "not reached";

    private static object[] Baseline(ValidationContext context) =>
    [
        new XElement("h3", "Table of the patients"),
        Markup.Table("Characteristics of the patients", ["Characteristic", "#Patients", "#Missing"],
            context.Result.Baseline.Select(b => Markup.Row(
                Markup.RowHeader(b.Level is { } level ? $"{b.Column}: {level}" : b.Column),
                Markup.Number(b.Numbers is { } n
                    ? $"{Numbers.Significant(n.Median)} ({Numbers.Significant(n.LowerQuartile)}-{Numbers.Significant(n.UpperQuartile)})"
                    : context.Cover.Share(b.Count ?? 0, b.Present)),
                Markup.Number(context.Cover.Count(b.Missing))))),
        Markup.Note("Median (first to third quartile) or number (percent of those known)."),
    ];
}
