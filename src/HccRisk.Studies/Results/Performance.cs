namespace HccRisk.Studies.Results;

/// <summary>How good a model is on one set of patients.</summary>
/// <param name="Cohort">Which patients: "TJ, cross-validated", "SYSMH, external".</param>
/// <param name="Patients">Patients.</param>
/// <param name="Events">Events of the cause of interest.</param>
/// <param name="Harrell">Harrell's C.</param>
/// <param name="Uno">Uno's C.</param>
/// <param name="Horizons">Performance at the protocol's horizons.</param>
/// <param name="AucCurve">AUC over a grid of times, for the plot.</param>
/// <param name="Groups">Risk groups by the frozen cut; empty where none apply.</param>
/// <param name="LogRankP">p-value of the log-rank test between the groups, or null.</param>
public sealed record Performance(
    string Cohort,
    int Patients,
    int Events,
    Estimate Harrell,
    Estimate Uno,
    IReadOnlyList<HorizonPerformance> Horizons,
    IReadOnlyList<HorizonPerformance> AucCurve,
    IReadOnlyList<RiskGroup> Groups,
    double? LogRankP);
