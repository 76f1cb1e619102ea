using Microsoft.ML;

namespace HccRisk.Attainable.Candidates;

/// <summary>A way to make a model.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Build">The unfitted pipeline; it reads <see cref="Data.ModelColumns"/>.</param>
internal sealed record Candidate(string Name, Func<MLContext, CandidateInputs, IEstimator<ITransformer>> Build);
