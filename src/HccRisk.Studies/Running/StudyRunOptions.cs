namespace HccRisk.Studies.Running;

/// <summary>Where a study runs and writes; nothing in it changes a model or a figure.</summary>
public sealed record StudyRunOptions
{
    /// <summary>Folder the protocol's paths are relative to.</summary>
    public required string ProtocolFolder { get; init; }

    /// <summary>Folder of the results; made when absent.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Folder of the feature store; null (the default) for "features" in the output folder.</summary>
    public string? StoreFolder { get; init; }

    /// <summary>Known truth of a synthetic cohort, to stand beside what was achieved. Default none.</summary>
    public IReadOnlyList<Results.TruthRung> Truth { get; init; } = [];

    /// <summary>Patients extracted at the same time. Default: the number of processors.</summary>
    public int MaxParallelism { get; init; } = Environment.ProcessorCount;
}
