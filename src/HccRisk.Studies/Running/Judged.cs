using HccRisk.Cohorts;
using HccRisk.Survival.Evaluation;

namespace HccRisk.Studies.Running;

/// <summary>What one model or comparator says of the patients of one cohort, as it is judged.</summary>
/// <param name="Cohort">Which cohort: "TJ, cross-validated".</param>
/// <param name="Patients">The patients.</param>
/// <param name="Scores">Higher = more risk, one a patient.</param>
/// <param name="Risks">Risks at horizons, one a patient each; those it does not predict are left out.</param>
internal sealed record Judged(string Cohort, IReadOnlyList<Patient> Patients, IReadOnlyList<double> Scores, IReadOnlyList<HorizonRisk> Risks)
{
    private readonly Dictionary<string, int> _rows = Patients.Index().ToDictionary(p => p.Item.Id, p => p.Index, StringComparer.Ordinal);

    /// <summary>The row of a patient, or -1.</summary>
    public int RowOf(string patientId) => _rows.GetValueOrDefault(patientId, -1);
}
