using HccRisk.Pathomics;
using HccRisk.Radiomics;

namespace HccRisk.Studies.Data;

/// <summary>How features are computed from files: decided once on development data, kept with the model, used again for every new patient.</summary>
public sealed record FeatureSetup
{
    /// <summary>Names of the MRI series, in order; empty when there are none.</summary>
    public IReadOnlyList<string> Series { get; init; } = [];

    /// <summary>Whether slides are used.</summary>
    public bool Slides { get; init; }

    /// <summary>Radiomics options.</summary>
    public RadiomicsOptions Radiomics { get; init; } = new();

    /// <summary>Pathomics options.</summary>
    public PathomicsOptions Pathomics { get; init; } = new();

    /// <summary>Name of the slide backbone; null for the embedded default.</summary>
    public string? Backbone { get; init; }

    /// <summary>SHA-256 of the slide backbone; null for the embedded default.</summary>
    public string? BackboneSha256 { get; init; }
}
