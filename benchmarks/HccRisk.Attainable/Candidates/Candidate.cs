using Microsoft.ML;

namespace HccRisk.Attainable.Candidates;

/// <summary>A way to make a model.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Build">The unfitted pipeline; it reads <see cref="Data.ModelColumns"/>.</param>
internal sealed record Candidate(string Name, Func<MLContext, CandidateInputs, IEstimator<ITransformer>> Build)
{
    /// <summary>
    /// Whether it is compared under the other truths and on the real cohort too. Default true; false for what costs much and has no claim, and for what
    /// changes no rank.
    /// </summary>
    public bool Everywhere { get; init; } = true;
}
