namespace HccRisk.Mil.Numerics;

/// <summary>What is drawn.</summary>
internal enum DrawPurpose
{
    Weights,
    Channels,
    Tiles,
    Hidden,
    Pooled,
    Batches,
}
