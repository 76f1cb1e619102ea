using HccRisk.Pathomics.Slides;

namespace HccRisk.Pathomics.Stores;

/// <summary>The scale a slide of a store was read with.</summary>
/// <param name="SlideName">Name in the store.</param>
/// <param name="MicronsPerPixel">Micrometres per level-0 pixel; null of a file of tiles that an earlier version wrote.</param>
/// <param name="Source">Where they came from; <see cref="ResolutionSource.GivenObjective"/> is nominal.</param>
public sealed record TileStoreScale(string SlideName, double? MicronsPerPixel, ResolutionSource Source);
