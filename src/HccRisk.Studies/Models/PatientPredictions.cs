using HccRisk.Studies.Results;
using HccRisk.Survival.Evaluation;

namespace HccRisk.Studies.Models;

/// <summary>Brings scores and risks of patients together with what a card says of the horizon and the cut.</summary>
internal static class PatientPredictions
{
    /// <param name="patients">Identifiers.</param>
    /// <param name="sites">Site of each.</param>
    /// <param name="set">How they were scored.</param>
    /// <param name="scores">Score of each.</param>
    /// <param name="risks">Risks of each, the card's horizon among them.</param>
    /// <param name="card">Horizon and cut.</param>
    /// <param name="coverage">Which inputs each has.</param>
    /// <param name="distances">How far each is from the development patients.</param>
    public static IReadOnlyList<PatientPrediction> Of(
        IReadOnlyList<string> patients, IReadOnlyList<string> sites, string set, IReadOnlyList<double> scores, IReadOnlyList<HorizonRisk> risks, ModelCard card, InputCoverage coverage, DomainDistances distances)
    {
        var risk = risks.First(r => r.Time == card.Horizon).Risk;
        return [.. patients.Select((id, i) => new PatientPrediction(id, sites[i], set, scores[i], risk[i], card.Groups.Names[card.Groups.Assign(scores[i])])
        {
            Imputed = coverage.Missing(i),
            OutOfDistribution = distances.Beyond(i),
        })];
    }
}
