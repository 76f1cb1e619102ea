namespace HccRisk.Pathomics.Stain;

/// <summary>A step that changes the pixels of a tile in place, such as stain normalisation. One instance serves several threads at once.</summary>
public interface ITileTransform
{
    /// <summary>Everything the result depends on besides the tile: equal text, equal pixels. Goes into a feature store.</summary>
    string Fingerprint { get; }

    /// <summary>Changes one tile.</summary>
    /// <param name="rgb">Red, green, blue, pixel after pixel; a tile that is not <see cref="TileTransformOutcome.Applied"/> stays as it was.</param>
    TileTransformOutcome Apply(Span<byte> rgb);
}
