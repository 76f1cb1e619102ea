using HccRisk.Survival.Evaluation;

namespace HccRisk.Plots;

/// <summary>
/// Kaplan-Meier curves by risk group: steps, pointwise 95 % bands, a tick at each censoring, and the numbers at risk under the axis.
/// </summary>
public static class KaplanMeierPlot
{
    // A longer name would run past the axis; the caption has it in full.
    private const int LongestName = 28;

    /// <summary>Draws the curves.</summary>
    /// <param name="groups">The groups, in the order of the legend; at least one.</param>
    /// <param name="timeUnit">Unit of time on the axis: "months" or "days".</param>
    /// <param name="eventName">Name of the event the curves are free of.</param>
    /// <param name="logRankP">p-value of the log-rank test, in [0, 1]; null leaves it out.</param>
    /// <param name="title">Title, such as the cohort.</param>
    /// <param name="timeName">What time is counted from, before the unit on the axis.</param>
    /// <returns>The plot, 560 pixels wide.</returns>
    /// <exception cref="ArgumentException">There is no group.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="logRankP"/> is NaN or outside [0, 1].</exception>
    public static PlotImage Render(
        IReadOnlyList<RiskGroupCurves> groups,
        string timeUnit,
        string eventName,
        double? logRankP = null,
        string title = "",
        string timeName = RiskGroupFigure.SinceSurgery)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(eventName);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(timeName);
        if (logRankP is not (null or (>= 0 and <= 1)))
        {
            throw new ArgumentOutOfRangeException(nameof(logRankP), logRankP, "A p-value lies in [0, 1]; null leaves it out.");
        }

        return new RiskGroupFigure
        {
            Title = title,
            YLabel = "Free of " + (eventName.Length <= LongestName ? eventName : "the event"),
            TimeName = timeName,
            TimeUnit = timeUnit,
            Groups = groups,
            Curve = g => PlotSteps.Of(g.Survival),
            Start = 1,
            YMax = 1,
            Annotation = logRankP is { } p ? "log-rank " + Numbers.PValue(p) : null,
        }.Draw();
    }
}
