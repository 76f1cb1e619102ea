using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.CrossValidation;

/// <summary>How the optimism of a pipeline is estimated.</summary>
public sealed record OptimismOptions
{
    /// <summary>Bootstrap samples of patients, 2 or more, each with a fit of everything. Default 200.</summary>
    public int Replicates { get; init; } = 200;

    /// <summary>Seed of the samples. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Follow-up time. Default "Time".</summary>
    public string TimeColumn { get; init; } = "Time";

    /// <summary>Event code. Default "Event".</summary>
    public string EventColumn { get; init; } = "Event";

    /// <summary>Whether event codes of several causes, among which there is no 0, mean that nobody was censored. Default false: such codes are refused.</summary>
    public bool AllowUncensored { get; init; }

    /// <summary>Log-risk the pipeline writes. Default "Score".</summary>
    public string ScoreColumn { get; init; } = "Score";

    /// <summary>Risk of the cause the pipeline writes, one slot a horizon; null for none. Default "CumulativeIncidence".</summary>
    public string? RiskColumn { get; init; } = "CumulativeIncidence";

    /// <summary>Cause of interest; 0 for any. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>Horizons of AUC and Brier score. Default 12, 24, 36.</summary>
    public IReadOnlyList<double> Horizons { get; init; } = [12, 24, 36];

    /// <summary>Who is a control of the AUC under competing risks.</summary>
    public AucControls Controls { get; init; } = AucControls.EventFreeOrOtherCause;

    /// <summary>Samples fitted at the same time; the result does not depend on it. Default: number of processors.</summary>
    public int MaxParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Stops between samples.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Replicates < 2)
        {
            faults.Add(FormattableString.Invariant($"Replicates is {Replicates}; it must be 2 or more."));
        }

        if (Cause < 0)
        {
            faults.Add(FormattableString.Invariant($"Cause is {Cause}; it must be 0 (any) or greater."));
        }

        if (MaxParallelism < 1)
        {
            faults.Add(FormattableString.Invariant($"MaxParallelism is {MaxParallelism}; it must be 1 or more."));
        }

        if (SurvivalTrainerOptions.FaultOf(Horizons) is { } horizons)
        {
            faults.Add(horizons);
        }

        OptionFaults.ThrowIfAny(faults, nameof(OptimismOptions));
    }
}
