using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Explanation;

/// <summary>One number a model says of a row.</summary>
/// <param name="Kind">Score, survival or cumulative incidence.</param>
/// <param name="Time">Its time; null for the score.</param>
public sealed record ExplainedOutput(SurvivalOutput Kind, double? Time)
{
    /// <summary>Its name for tables: "Score", "CumulativeIncidence 24".</summary>
    public override string ToString() => Time is { } time ? FormattableString.Invariant($"{Kind} {time}") : Kind.ToString();

    /// <summary>The score once, the others at each time.</summary>
    internal static ExplainedOutput[] Of(IEnumerable<SurvivalOutput> kinds, IReadOnlyList<double> times) =>
        [.. kinds.Distinct().SelectMany(k => k == SurvivalOutput.Score ? [new ExplainedOutput(k, null)] : times.Select(t => new ExplainedOutput(k, t)))];
}
