using HccRisk.Attainable.Candidates;

namespace HccRisk.Attainable.Running;

/// <summary>All that was measured.</summary>
internal sealed record AttainableResult
{
    public required AttainableOptions Options { get; init; }

    /// <summary>The options of the command line, each after a blank.</summary>
    public required string Command { get; init; }

    /// <summary>The generator's own truth first.</summary>
    public required IReadOnlyList<TruthResult> Truths { get; init; }

    public IReadOnlyList<(string Latent, double Readout, double BestFeature)> Correlations { get; init; } = [];

    /// <summary>The real cohort; null where it is not at hand.</summary>
    public RealResult? Real { get; init; }

    /// <summary>The least mean difference of a candidate to the present pipeline over truths, models and the real cohort.</summary>
    public double Worst(string candidate) => new[] { false, true }.Min(after => Truths
        .Select(t => t.Find(candidate)!.Of(after).Average(m => m.Auc) - t.Find(CandidateList.Present.Name)!.Of(after).Average(m => m.Auc))
        .Concat(Real is null ? [] : [Real.Gain(candidate, after)])
        .Min());
}
