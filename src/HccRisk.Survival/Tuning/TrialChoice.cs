namespace HccRisk.Survival.Tuning;

/// <summary>Chooses among trials.</summary>
internal static class TrialChoice
{
    /// <summary>The complete trial with the greatest mean, of equal ones the first; null when none is complete.</summary>
    public static TuningTrial? Best(IEnumerable<TuningTrial> trials) => Complete(trials).MaxBy(t => t.Mean);

    /// <summary>
    /// The simplest complete trial whose mean is within one standard error of the best; of equally simple ones the better. The best itself where the candidate
    /// says nothing of complexity.
    /// </summary>
    public static TuningTrial? Of(IReadOnlyCollection<TuningTrial> trials, bool oneStandardError)
    {
        var best = Best(trials);
        return best is null || !oneStandardError
            ? best
            : Complete(trials).Where(t => t.Mean >= best.Mean - (best.StandardError ?? 0)).OrderBy(t => t.Complexity).ThenByDescending(t => t.Mean).First();
    }

    /// <summary>
    /// Of the trials chosen of several candidates, simpler candidates first: that of the first candidate whose best comes within one standard error of the best
    /// of all, or of the candidate with the best of all.
    /// </summary>
    public static TuningTrial? Among(IEnumerable<IReadOnlyCollection<TuningTrial>> candidates, bool oneStandardError)
    {
        var groups = candidates.Select(g => (Best: Best(g), Trials: g)).Where(g => g.Best is not null).ToList();
        if (groups.Count == 0)
        {
            return null;
        }

        var top = groups.MaxBy(g => g.Best!.Mean).Best!;
        var least = oneStandardError ? top.Mean - (top.StandardError ?? 0) : top.Mean;
        return Of(groups.First(g => g.Best!.Mean >= least).Trials, oneStandardError);
    }

    private static IEnumerable<TuningTrial> Complete(IEnumerable<TuningTrial> trials) => trials.Where(t => t.State == TrialState.Complete);
}
