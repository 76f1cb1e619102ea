using HccRisk.Survival.Data;

namespace HccRisk.Survival.Validation;

/// <summary>
/// Validates predictions of any origin on patients that no part of the model was fitted on: discrimination, calibration, overall error, clinical utility,
/// comparison of models, and all of it by site and subgroup.
/// </summary>
public static class ExternalValidation
{
    /// <summary>Validates predictions.</summary>
    /// <param name="input">Patients and predictions.</param>
    /// <param name="options">Cause, horizons, level; null for the defaults.</param>
    /// <returns>The result; what these patients cannot tell says why, and what a reader must know is in its remarks.</returns>
    /// <exception cref="ArgumentException">
    /// Lengths differ, two predictions or patients have one name, a risk lies outside 0 to 1, or an option is out of range; the message names model and patient.
    /// </exception>
    /// <exception cref="NoEventsException">Nobody had the event of interest.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public static ValidationResult Run(ValidationInput input, ValidationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        options ??= new ValidationOptions();
        options.Validate();
        var notes = new ValidationNotes();
        var patients = AnalysedPatients.Of(input, options, notes);
        var horizons = HorizonChoice.Of(patients, options, notes);
        var plan = new ValidationPlan(patients, options, horizons, notes);
        var models = ModelJudge.Of(plan);
        ScoreChecks.Add(plan, models);
        var sites = input.Site is null ? [] : GroupJudge.Sites(plan);
        return new ValidationResult
        {
            Unit = horizons.Unit,
            Cause = options.Cause,
            Level = options.Level,
            Settings = notes.Settings,
            Flow = patients.Flow,
            FollowUp = patients.FollowUp(options.Level),
            Baseline = BaselineTable.Of(patients.Baseline),
            Horizons = [.. horizons.Times.Select(t => HorizonJudge.Of(plan, t))],
            MainHorizon = horizons.Main,
            Models = models,
            Differences = DifferenceJudge.Of(plan),
            Reclassifications = DifferenceJudge.Reclassifications(plan),
            Sites = sites,
            Heterogeneity = sites.Count < 2 ? [] : RandomEffects.Of(plan, sites),
            Subgroups = GroupJudge.Subgroups(plan),
            SampleSize = SizeJudge.Of(plan, models),
            Remarks = notes.Remarks,
        };
    }
}
