namespace HccRisk.Attainable.Candidates;

/// <summary>What a pipeline may read.</summary>
/// <param name="Images">Of "Radiomics" and "Pathomics" those it may use.</param>
/// <param name="Listed">Names of the clinical columns that a protocol could name beforehand.</param>
/// <param name="Seed">Seed of its folds.</param>
internal sealed record CandidateInputs(IReadOnlyList<string> Images, IReadOnlyList<string> Listed, int Seed);
