using HccRisk.Cohorts;
using HccRisk.Survival.Evaluation;

namespace HccRisk.Studies.Running;

/// <summary>What one model or comparator says of the patients of one cohort, as it is judged.</summary>
/// <param name="Cohort">Which cohort: "TJ, cross-validated".</param>
/// <param name="Patients">The patients.</param>
/// <param name="Scores">Higher = more risk, one a patient.</param>
/// <param name="Risks">Risks at horizons, one a patient each; those it does not predict are left out.</param>
/// <param name="Horizons">Horizons within the follow-up of the cohort; risks beyond are not judged.</param>
internal sealed record Judged(
    string Cohort, IReadOnlyList<Patient> Patients, IReadOnlyList<double> Scores, IReadOnlyList<HorizonRisk> Risks, IReadOnlyList<double> Horizons)
{
    private readonly Dictionary<string, int> _rows = Patients.Index().ToDictionary(p => p.Item.Id, p => p.Index, StringComparer.Ordinal);

    /// <summary>The risks that can be judged.</summary>
    public IReadOnlyList<HorizonRisk> JudgedRisks => [.. Risks.Where(r => Horizons.Contains(r.Time))];

    /// <summary>Several cohorts as one, at the horizons and with the risks that all of them have.</summary>
    public static Judged Join(string cohort, IEnumerable<Judged> parts)
    {
        Judged[] all = [.. parts];
        double[] horizons = [.. all[0].Horizons.Where(h => Array.TrueForAll(all, j => j.Horizons.Contains(h)))];
        return new Judged(
            cohort,
            [.. all.SelectMany(j => j.Patients)],
            [.. all.SelectMany(j => j.Scores)],
            [
                .. all[0].Risks.Where(r => Array.TrueForAll(all, j => j.Risks.Any(o => o.Time == r.Time)))
                    .Select(r => new HorizonRisk(r.Time, [.. all.SelectMany(j => j.Risks.First(o => o.Time == r.Time).Risk)])),
            ],
            horizons);
    }

    /// <summary>The row of a patient, or -1.</summary>
    public int RowOf(string patientId) => _rows.GetValueOrDefault(patientId, -1);
}
