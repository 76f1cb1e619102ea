using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Pooling;

namespace HccRisk.Pathomics;

/// <summary>How the slides of a patient become one vector of features.</summary>
public sealed record PathomicsOptions
{
    /// <summary>How slides become tile embeddings.</summary>
    public SlideEmbedderOptions Embedding { get; init; } = new();

    /// <summary>How tiles are pooled.</summary>
    public PoolingOptions Pooling { get; init; } = new();

    /// <summary>
    /// Whether stain and nucleus features are given before the pooled embedding; true by default: 10 of them, or 36 with
    /// <see cref="SlideEmbedderOptions.MeasureMorphometry"/>.
    /// </summary>
    public bool Handcrafted { get; init; } = true;

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range.</exception>
    public void Validate()
    {
        Embedding.Validate();
        Pooling.Validate();
        if (Handcrafted && !Embedding.MeasureNuclei)
        {
            throw new ArgumentException($"{nameof(Handcrafted)} features need {nameof(SlideEmbedderOptions)}.{nameof(SlideEmbedderOptions.MeasureNuclei)}.");
        }
    }
}
