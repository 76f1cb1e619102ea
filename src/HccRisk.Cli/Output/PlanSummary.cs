using System.Globalization;
using HccRisk.Studies.Planning;

namespace HccRisk.Cli.Output;

/// <summary>A plan for reading.</summary>
internal static class PlanSummary
{
    public static void Write(StudyPlanResult result, TextWriter output)
    {
        var o = result.Options;
        output.WriteLine(Text($"Simulated studies: {o.Repeats}, seed {o.Seed}. Risk of aggressive recurrence by {o.Horizon} months: {result.Risk:P1} (development site)."));
        output.WriteLine(Text($"Readability: MRI {o.MriReadability:0.00}, slides {o.WsiReadability:0.00}. Invented patients: the figures are about study size, not about liver cancer."));
        output.WriteLine();
        output.WriteLine("development (events)  external (events)  AUC PRE  AUC POST  difference (SD)  power (SE)");
        foreach (var c in result.Cells)
        {
            output.WriteLine(
                Text($"{c.Development} ({c.DevelopmentEvents:0})").PadLeft(20) + Text($"{c.External} ({c.ExternalEvents:0})").PadLeft(19) + Text($"{c.PreAuc:0.000}").PadLeft(9)
                + Text($"{c.PostAuc:0.000}").PadLeft(10) + Text($"{c.Difference:+0.000;-0.000} ({c.DifferenceDeviation:0.000})").PadLeft(17) + Text($"{c.Power:0.00} ({c.PowerError:0.00})").PadLeft(12)
                + (c.Untestable > 0 ? Text($"  {c.Untestable} studies without enough events") : string.Empty));
        }

        output.WriteLine();
        foreach (var n in result.Needed)
        {
            output.WriteLine(Needed(n, o));
        }

        output.WriteLine();
        foreach (var m in result.Minimum)
        {
            output.WriteLine(Text(
                $"{m.Model}, {m.Parameters} candidate parameters without a penalty, R-squared {m.RSquared:0.000}: {m.Development.Patients} development patients ({m.Development.ForShrinkage} for a shrinkage of 0.9, {m.Development.ForOptimism} for an optimism of 0.05, {m.Development.ForMeanRisk} for the mean risk; Riley and others, BMJ 2020)."));
            output.WriteLine(Text(
                $"  External: {m.ForAuc} patients for an AUC known to +-0.05, {m.ForObservedExpected} for observed over expected within a factor of 1.5 between its limits (Stat Med 2021)."));
        }
    }

    private static string Needed(NeededSize n, StudyPlanOptions o)
    {
        var wanted = Text($"With {n.Development} development patients, POST - PRE is seen with {o.Power:P0} ");
        if (double.IsNaN(n.Patients))
        {
            return wanted + Text($"by none of the external sizes simulated: it takes more than {o.External.Max()}.");
        }

        if (n.AtSmallest)
        {
            return wanted + Text($"already with {n.Patients:0} external patients ({n.Events:0} events); ask for smaller sizes.");
        }

        var error = double.IsNaN(n.PatientsError) ? "not known: some resamples do not reach it" : Text($"{n.PatientsError:0}");
        return wanted + Text($"from {n.Patients:0} external patients on (standard error {error}), {n.Events:0} events.");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
