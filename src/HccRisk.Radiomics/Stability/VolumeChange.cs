using HccRisk.Imaging;
using HccRisk.Radiomics.Numerics;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Stability;

/// <summary>Lesions that are larger or smaller all round.</summary>
internal static class VolumeChange
{
    /// <summary>
    /// Voxels nearest to the outline are added or taken away until the volume has changed by a share; of equally near ones, some at random. At least one voxel stays, and a lesion does
    /// not grow out of the image.
    /// </summary>
    public static Mask Apply(Mask lesion, double share, ulong seed)
    {
        var wanted = Math.Max(1, (int)Math.Round(lesion.Count * (1 + share)));
        if (wanted == lesion.Count)
        {
            return lesion;
        }

        var (g, grows) = (lesion.Geometry, wanted > lesion.Count);
        var box = VoxelBox.Around(lesion, "lesion");
        var steps = grows ? Steps(lesion, box, wanted - lesion.Count) : 1;
        var (minX, minY, minZ) = (box.MinX - steps, box.MinY - steps, box.MinZ - steps);
        var (width, height, depth) = (box.Width + (2 * steps), box.Height + (2 * steps), box.Depth + (2 * steps));
        var distances = new double[width * height * depth];
        var candidates = new List<(int Place, int Index)>();
        for (var i = 0; i < distances.Length; i++)
        {
            var (x, y, z) = (minX + (i % width), minY + (i / width % height), minZ + (i / width / height));
            var known = x >= 0 && x < g.Width && y >= 0 && y < g.Height && z >= 0 && z < g.Depth;
            var index = x + (g.Width * (y + (g.Height * z)));
            var inside = known && lesion.Inside[index];
            distances[i] = inside == grows ? 0 : double.PositiveInfinity;
            if (known && inside != grows)
            {
                candidates.Add((i, index));
            }
        }

        DistanceTransform.Compute(distances, width, height, depth, g.Spacing);
        var places = candidates.ToArray();
        var sorted = Array.ConvertAll(places, c => Rounded(distances[c.Place]));
        Array.Sort(sorted);
        var changed = Math.Min(Math.Abs(wanted - lesion.Count), sorted.Length);
        var last = changed == 0 ? -1 : sorted[changed - 1];
        var result = lesion.Inside.ToArray();
        foreach (var (place, index) in places)
        {
            if (Rounded(distances[place]) < last)
            {
                result[index] = grows;
                changed--;
            }
        }

        // Of those as near as the last, as many as are left.
        var random = new SeededRandom(seed);
        foreach (var (_, index) in places.Where(c => Rounded(distances[c.Place]) == last).Select(c => (Draw: random.Next(), c.Index)).Order().Take(changed))
        {
            result[index] = grows;
        }

        return new Mask(g, result);
    }

    private static double Rounded(double squared) => Math.Round(squared, 6);

    /// <summary>Voxels around the box that hold enough to grow by: a lesion has no fewer neighbours than a box as wide as it in each layer.</summary>
    private static int Steps(Mask lesion, VoxelBox box, int added)
    {
        var least = Math.Min(box.Width, Math.Min(box.Height, box.Depth));
        return Math.Max(2, (int)Math.Ceiling((double)added / Math.Max(1, lesion.Count) * least) + 1);
    }
}
