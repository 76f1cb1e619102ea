using HccRisk.Survival.Curves;
using HccRisk.Survival.Evaluation;

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
    /// <param name="top">
    /// End of the vertical axis, above 0 and at most 1, such as the largest <see cref="TopOf"/> of plots that stand side by side; null for <see cref="TopOf"/>
    /// of these groups. What lies above it is not drawn.
    /// </param>
    /// <returns>The plot, 560 pixels wide.</returns>
    /// <exception cref="ArgumentException">No group has a cumulative incidence.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="top"/> is not above 0 and at most 1.</exception>
    public static PlotImage Render(
        IReadOnlyList<RiskGroupCurves> groups, string timeUnit, string eventName, string title = "", string timeName = RiskGroupFigure.SinceSurgery, double? top = null)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(eventName);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(timeName);
        if (top is not (null or (> 0 and <= 1)))
        {
            throw new ArgumentOutOfRangeException(nameof(top), top, "The axis ends above 0 and at most at 1; null lets the curves decide.");
        }

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
            YMax = top ?? TopOf(groups),
            Annotation = "event: " + eventName,
        }.Draw();
    }

    /// <summary>Where the vertical axis ends so that every curve and band of some groups lies below: a multiple of 0.1 from 0.2 to 1.</summary>
    /// <param name="groups">The groups; those without a cumulative incidence do not count.</param>
    /// <returns>The end of the axis.</returns>
    public static double TopOf(IEnumerable<RiskGroupCurves> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var highest = groups
            .Select(g => g.Incidence)
            .OfType<IncidenceCurve>()
            .SelectMany(c => c.Upper.Concat(c.Incidence))
            .Where(double.IsFinite)
            .DefaultIfEmpty(0)
            .Max();
        return Math.Clamp(Math.Ceiling((highest * 10) + 0.5) / 10, 0.2, 1);
    }
}
