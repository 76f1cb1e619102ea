using HccRisk.Survival.Data;

namespace HccRisk.Survival.Validation;

/// <summary>Counts of predicted risks in bins of equal width over 0 to 1; a bin holds its lower bound, the last one both.</summary>
/// <param name="Width">Width of a bin.</param>
/// <param name="Event">Patients with the event of interest by the horizon, bin by bin.</param>
/// <param name="Free">Patients known to be without it at the horizon.</param>
/// <param name="Unknown">Patients censored before the horizon.</param>
public sealed record RiskHistogram(double Width, IReadOnlyList<int> Event, IReadOnlyList<int> Free, IReadOnlyList<int> Unknown)
{
    private const int Bins = 50;

    internal static RiskHistogram Of(SurvivalOutcome outcome, double[] risk, double time, int cause)
    {
        var (had, free, unknown) = (new int[Bins], new int[Bins], new int[Bins]);
        for (var i = 0; i < risk.Length; i++)
        {
            var (own, code) = (outcome.TimeArray[i], outcome.EventArray[i]);
            var counts = own <= time && code == cause ? had : own < time && code == 0 ? unknown : free;
            counts[Math.Min(Bins - 1, (int)(risk[i] * Bins))]++;
        }

        return new RiskHistogram(1.0 / Bins, had, free, unknown);
    }
}
