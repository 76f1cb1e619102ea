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

    /// <summary>Slide backbones the protocol may call by name instead of by a file. Default none.</summary>
    public IReadOnlyDictionary<string, BackboneFile> Backbones { get; init; } = new Dictionary<string, BackboneFile>(StringComparer.Ordinal);

    /// <summary>Known truth of a synthetic cohort, to stand beside what was achieved. Default none.</summary>
    public IReadOnlyList<Results.TruthRung> Truth { get; init; } = [];

    /// <summary>Whether patients whose files failed before are tried again although nothing has changed. Default false.</summary>
    public bool RetryFailed { get; init; }

    /// <summary>Whether every file is read and compared with what the store was made from, also where size and time are as they were. Default false.</summary>
    public bool VerifyInputs { get; init; }

    /// <summary>Whether every score is explained by its inputs (<see cref="Results.ModelResult.Explanations"/>). Default false.</summary>
    public bool Explain { get; init; }

    /// <summary>Patients extracted at the same time. Default: the number of processors.</summary>
    public int MaxParallelism { get; init; } = Environment.ProcessorCount;
}
