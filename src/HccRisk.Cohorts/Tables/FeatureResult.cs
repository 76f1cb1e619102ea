
using HccRisk.Core.Errors;

namespace HccRisk.Cohorts.Tables;

/// <summary>What a store computed or found.</summary>
/// <param name="Table">The rows of the patients that succeeded, in the order of the cohort.</param>
/// <param name="Exclusions">The patients that failed, in the order of the cohort, with the name of the table as the stage.</param>
/// <param name="Computed">Patients extracted in this call, including failures.</param>
/// <param name="Reused">Patients read from the store, including earlier failures.</param>
/// <param name="Notes">What a reader should know, for example a damaged file that was kept aside.</param>
public sealed record FeatureResult(FeatureTable Table, IReadOnlyList<Exclusion> Exclusions, int Computed, int Reused, IReadOnlyList<string> Notes);
