using System.Globalization;
using HccRisk.Survival.Data;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Resampling;
using Microsoft.ML;

namespace HccRisk.Survival.CrossValidation;

/// <summary>How a pipeline is cross-validated.</summary>
public sealed record CrossValidationOptions
{
    /// <summary>Folds of each repeat, stratified by event. Default 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Repeats with other folds. Default 1.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Seed of the folds. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Follow-up time. Default "Time".</summary>
    public string TimeColumn { get; init; } = "Time";

    /// <summary>Event code. Default "Event".</summary>
    public string EventColumn { get; init; } = "Event";

    /// <summary>
    /// Whether event codes of several causes, among which there is no 0, mean that nobody was censored. Default false: such codes are refused,
    /// for they may be 1 = censored and 2 = event.
    /// </summary>
    public bool AllowUncensored { get; init; }

    /// <summary>Log-risk the pipeline writes. Default "Score".</summary>
    public string ScoreColumn { get; init; } = "Score";

    /// <summary>
    /// Risk of the cause the pipeline writes, one slot a horizon, named after it, or a single number (the "Probability" of a binary trainer) that is
    /// the risk at the only one of <see cref="Horizons"/>: gives Brier scores and calibration too. They are left out
    /// when the pipeline writes no such column, or when this is null. Default "CumulativeIncidence".
    /// </summary>
    public string? RiskColumn { get; init; } = "CumulativeIncidence";

    /// <summary>
    /// Column whose equal values stay in one fold: patients with several rows (lesions, visits). Default "PatientId" where the data have it;
    /// null when every row is a patient. Another column must exist, and every row have a value in it.
    /// </summary>
    public string? GroupColumn { get; init; } = RowGroups.Standard;

    /// <summary>
    /// Text column of sites: each site becomes one fold, scored by what the others teach; <see cref="Folds"/>, <see cref="Repeats"/> and
    /// <see cref="Seed"/> then do not apply, and a group of <see cref="GroupColumn"/> at two sites is an error. Default none.
    /// </summary>
    public string? SiteColumn { get; init; }

    /// <summary>Cause of interest; 0 for any. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>Horizons of the AUC, and of the risks the pipeline writes for them. Default 12, 24, 36.</summary>
    public IReadOnlyList<double> Horizons { get; init; } = [12, 24, 36];

    /// <summary>Truncation time of Uno's C; null (the default) for all events at which the probability of being uncensored is not 0.</summary>
    public double? Tau { get; init; }

    /// <summary>
    /// Folds fitted at the same time; the result does not depend on it. A pipeline with one of ML.NET's own trainers, which may not be fitted twice at once, fits one
    /// fold after the other. Default: number of processors.
    /// </summary>
    public int MaxParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether metrics have the smoothed calibration curve, the dearest of them. Default true.</summary>
    public bool SmoothedCalibration { get; init; } = true;

    /// <summary>
    /// Whether repeats and folds are judged each by itself, beside the mean over repeats. Default true; without, <see cref="CrossValidationResult.Repeats"/>,
    /// <see cref="CrossValidationResult.Folds"/> and <see cref="CrossValidationResult.Summary"/> are empty.
    /// </summary>
    public bool FoldMetrics { get; init; } = true;

    /// <summary>
    /// Told of the pipeline of each fold once it is fitted, from several threads and in no order: to see what was selected, for instance. Default none.
    /// </summary>
    public Action<Fold, ITransformer>? Fitted { get; init; }

    /// <summary>Stops between folds, and while they are evaluated.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Folds < 2)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Folds is {Folds}; it must be 2 or more."));
        }

        if (Repeats < 1)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Repeats is {Repeats}; it must be 1 or more."));
        }

        if (MaxParallelism < 1)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"MaxParallelism is {MaxParallelism}; it must be 1 or more."));
        }

        if (Tau is { } tau && (!(tau > 0) || !double.IsFinite(tau)))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Tau is {tau}; it must be finite and above 0."));
        }

        OptionFaults.ThrowIfAny(faults, nameof(CrossValidationOptions));
    }
}
