using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Survival.Validation;

/// <summary>What every part of a validation works from.</summary>
internal sealed class ValidationPlan(AnalysedPatients patients, ValidationOptions options, HorizonChoice horizons, ValidationNotes notes)
{
    public AnalysedPatients Patients => patients;

    public ValidationOptions Options => options;

    public HorizonChoice Horizons => horizons;

    public ValidationNotes Notes => notes;

    /// <summary>The code of the event in the follow-up: 1 where any event counts.</summary>
    public int Cause { get; } = Math.Max(1, options.Cause);

    /// <summary>G of Uno's C as in the AUC and the Brier score, so that one censoring distribution stands behind every figure.</summary>
    public ConcordanceOptions Concordance { get; } = new() { Level = options.Level, Convention = UnoConvention.EventsFirst };

    public ConcordanceOptions ConcordanceAsR { get; } = new() { Level = options.Level, Convention = UnoConvention.RTimeWeight };

    public TimeDependentAucOptions Auc { get; } = new() { Cause = Math.Max(1, options.Cause), Level = options.Level, Controls = options.Controls };

    public BrierOptions Brier { get; } = new() { Cause = Math.Max(1, options.Cause), Level = options.Level };

    public CalibrationOptions Calibration(SurvivalOutcome outcome) => new()
    {
        Cause = Cause,
        Level = options.Level,
        Groups = Math.Clamp(outcome.Count / FewestOfAGroup, 2, options.Groups),
        Seed = options.Seed,
        CancellationToken = options.CancellationToken,
    };

    /// <summary>Observed risk at a horizon; null when nobody was followed to it.</summary>
    public double? Observed(double time) => MarginalRisk.At(patients.Outcome, Cause, time)?.Value;

    private const int FewestOfAGroup = 10;
}
