using HccRisk.Survival.Data;

namespace HccRisk.Benchmarks.Learners;

/// <summary>One draw of patients, the same for all learners.</summary>
internal sealed class LearnerRound
{
    private readonly SurvivalOutcome _outcome;
    private readonly double _best;

    internal LearnerRound(SimulatedTruth truth, double hazard, int seed, int patients, int others)
    {
        var simulation = new LearnerSimulation(truth, hazard, seed);
        (Development, Others) = (simulation.Draw(patients), simulation.Draw(others));
        _outcome = new SurvivalOutcome([.. Others.Select(p => (double)p.Time)], [.. Others.Select(p => (int)p.Event)]).WithCause(1);
        _best = Concordance([.. Others.Select(p => p.Risk)]);
    }

    internal SimulatedPatient[] Development { get; }

    internal SimulatedPatient[] Others { get; }

    internal int Events => Development.Count(p => p.Event == 1);

    internal double Oracle => _best;

    internal LearnerFigure Judge(double[] scores, double[] risks, double seconds)
    {
        var concordance = Concordance(scores);
        return new LearnerFigure(
            (concordance - 0.5) / (_best - 0.5), concordance, Math.Sqrt(risks.Zip(Others, (r, p) => (r - p.Risk) * (r - p.Risk)).Average()), seconds);
    }

    /// <summary>A score that is the same for all orders nobody.</summary>
    private double Concordance(double[] scores) => HccRisk.Survival.Evaluation.Discrimination.Concordance.Harrell(_outcome, scores, LearnerSimulation.Horizon).Estimate.Value ?? 0.5;
}
