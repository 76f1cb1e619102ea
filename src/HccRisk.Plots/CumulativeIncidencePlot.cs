using HccRisk.Survival.Curves;
using HccRisk.Survival.Evaluation;
using ScottPlot;

namespace HccRisk.Plots;

/// <summary>
/// Aalen-Johansen cumulative incidence by risk group, competing events accounted for, with pointwise 95 % bands and the numbers at risk.
/// The vertical axis ends where the curves and bands do, not at 1.
/// </summary>
public static class CumulativeIncidencePlot
{
    /// <summary>Draws the curves of the groups that have one.</summary>
    /// <param name="groups">The groups, in the order of the legend; at least one with a cumulative incidence.</param>
    /// <param name="timeUnit">Unit of time on the axis: "months" or "days".</param>
    /// <param name="eventName">Name of the event.</param>
    /// <param name="title">Title, such as the cohort.</param>
    /// <param name="timeName">What time is counted from, before the unit on the axis.</param>
    /// <returns>The plot, 560 pixels wide.</returns>
    /// <exception cref="ArgumentException">No group has a cumulative incidence.</exception>
    public static PlotImage Render(
        IReadOnlyList<RiskGroupCurves> groups, string timeUnit, string eventName, string title = "", string timeName = RiskGroupFigure.SinceSurgery)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(eventName);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(timeName);
        var highest = groups
            .Select(g => g.Incidence)
            .OfType<IncidenceCurve>()
            .SelectMany(c => c.Upper.Concat(c.Incidence))
            .Where(double.IsFinite)
            .DefaultIfEmpty(0)
            .Max();
        if (groups.All(g => g.Incidence is null))
        {
            throw new ArgumentException("no risk group has a cumulative incidence", nameof(groups));
        }

        return new RiskGroupFigure
        {
            Title = title,
            YLabel = "Cumulative incidence",
            TimeName = timeName,
            TimeUnit = timeUnit,
            Groups = groups,
            Curve = g => PlotSteps.Of(g.Incidence),
            Start = 0,
            YMax = Math.Clamp(Math.Ceiling((highest * 10) + 0.5) / 10, 0.2, 1),
            Annotation = "event: " + eventName,
            Free = Alignment.UpperLeft,
        }.Draw();
    }
}
