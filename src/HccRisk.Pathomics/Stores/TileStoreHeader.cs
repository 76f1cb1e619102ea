using HccRisk.Pathomics.Embedding;

namespace HccRisk.Pathomics.Stores;

/// <summary>What made the embeddings of a store.</summary>
public sealed record TileStoreHeader
{
    /// <summary>How its slides are written.</summary>
    public required TileStoreFormat Format { get; init; }

    /// <summary>The backbone: name, hash, scale, width, names of the outputs, licence.</summary>
    public required BackboneManifest Backbone { get; init; }

    /// <summary>How slides became embeddings, without what only sets the pace.</summary>
    public required SlideEmbedderOptions Options { get; init; }

    /// <summary><see cref="SlideEmbedder.Fingerprint"/> of what wrote the store.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The first 32 hexadecimal digits of the SHA-256 of <see cref="Fingerprint"/>; every slide of the store carries it.</summary>
    public required string FingerprintHash { get; init; }

    /// <summary>Version of the software that made the store.</summary>
    public required string SoftwareVersion { get; init; }
}
