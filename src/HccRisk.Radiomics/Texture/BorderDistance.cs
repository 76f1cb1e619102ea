using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Texture;

/// <summary>City-block distance from the outside of the morphological mask, whose voxels at the border have 1; the image's edge is border.</summary>
internal static class BorderDistance
{
    /// <summary>Two sweeps, which are exact for the city-block metric.</summary>
    internal static void Fill(LesionRegion region, bool inSlice, Span<int> distances)
    {
        distances[..region.BoxCount].Clear();
        var (row, slice) = (region.Width, region.Width * region.Height);
        var voxels = region.Voxels;
        foreach (ref readonly var voxel in voxels)
        {
            var i = voxel.Index;
            var nearest = Math.Min(distances[i - 1], distances[i - row]);
            distances[i] = (inSlice ? nearest : Math.Min(nearest, distances[i - slice])) + 1;
        }

        for (var v = voxels.Length - 1; v >= 0; v--)
        {
            var i = voxels[v].Index;
            var nearest = Math.Min(distances[i + 1], distances[i + row]);
            nearest = inSlice ? nearest : Math.Min(nearest, distances[i + slice]);
            distances[i] = Math.Min(distances[i], nearest + 1);
        }
    }
}
