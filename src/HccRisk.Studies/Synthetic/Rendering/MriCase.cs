using HccRisk.Imaging;

namespace HccRisk.Studies.Synthetic.Rendering;

/// <summary>A rendered examination: arterial, portal-venous and delayed volumes on one grid, the lesion and plain liver.</summary>
internal sealed record MriCase(
    VolumeGeometry Geometry, Volume<short> Arterial, Volume<short> PortalVenous, Volume<short> Delayed, Mask Lesion, Mask Liver);
