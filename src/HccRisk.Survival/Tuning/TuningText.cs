namespace HccRisk.Survival.Tuning;

/// <summary>Sentences that results share.</summary>
internal static class TuningText
{
    public static string Count(IReadOnlyCollection<TuningTrial> trials, TuningStop stopped) => FormattableString.Invariant(
        $"{trials.Count} trials, {trials.Count(t => t.State == TrialState.Pruned)} of them pruned, {trials.Count(t => t.State == TrialState.Failed)} failed{stopped switch
        {
            TuningStop.Time => "; the time was up: the best of those",
            TuningStop.Cancelled => "; cancelled: the best of those",
            _ => string.Empty,
        }}");
}
