using HccRisk.Features.Agreement;
using HccRisk.Studies.Protocol;

namespace HccRisk.Studies.Models;

/// <summary>What a pipeline is made from.</summary>
internal sealed record ModelDesign
{
    /// <summary>Modalities in the data.</summary>
    public required IReadOnlyList<string> Modalities { get; init; }

    /// <summary>How the model is made: the model's options with the study's behind them.</summary>
    public required ModelingOptions Options { get; init; }

    /// <summary>Number column with the size that image features are freed of; null when there is none.</summary>
    public string? Size { get; init; }

    /// <summary>Slots of the clinical vector.</summary>
    public IReadOnlyList<string> ClinicalSlots { get; init; } = [];

    /// <summary>Those of them that were prespecified, by name or the beginning of it.</summary>
    public IReadOnlyList<string> Prespecified { get; init; } = [];

    /// <summary>Repeated measurements of radiomics features; null when there are none.</summary>
    public RepeatedFeatures? Repeats { get; init; }

    /// <summary>Event of interest.</summary>
    public required int Cause { get; init; }

    /// <summary>Times at which risks are predicted.</summary>
    public required IReadOnlyList<double> Horizons { get; init; }

    /// <summary>Seed of inner folds.</summary>
    public required int Seed { get; init; }

    /// <summary>Stops a fit.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>The same of one learner.</summary>
    public ModelDesign With(string learner) => this with { Options = Options with { Learner = learner, Candidates = null } };

    /// <summary>Whether a patient without a modality stays.</summary>
    public bool KeepsAbsent => Options.MissingModality is MissingModality.Impute or MissingModality.Late;

    /// <summary>Whether a model of each modality is made first.</summary>
    public bool IsLate => (Options.Fusion == Fusion.Late || Options.MissingModality == MissingModality.Late) && Modalities.Count > 1;

    /// <summary>The slots of the clinical vector that a column became: itself, its logarithm, or its categories.</summary>
    public IEnumerable<string> ClinicalSlotsOf(string column)
    {
        string[] own = [.. ClinicalSlots.Where(s => s == column || s == "log_" + column)];
        return own.Length > 0 ? own : ClinicalSlots.Where(s => s.StartsWith(column + "_", StringComparison.Ordinal));
    }
}
