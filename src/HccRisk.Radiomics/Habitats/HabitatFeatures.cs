using HccRisk.Core.Columns;
using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Habitats;

/// <summary>How much of a lesion its habitats are, how they lie and how they touch.</summary>
internal static class HabitatFeatures
{
    internal static IEnumerable<FeatureColumn> Columns(IReadOnlyList<string> names)
    {
        yield return new FeatureColumn("habitat_count");
        foreach (var name in names)
        {
            yield return new FeatureColumn($"habitat_{name}_fraction");
            yield return new FeatureColumn($"habitat_{name}_depth", Unit: "mm");
        }

        yield return new FeatureColumn("habitat_shannon");
        yield return new FeatureColumn("habitat_simpson");
        yield return new FeatureColumn("habitat_rao");
        for (var a = 0; a < names.Count; a++)
        {
            for (var b = a; b < names.Count; b++)
            {
                yield return new FeatureColumn($"habitat_contact_{names[a]}_{names[b]}");
            }
        }

        yield return new FeatureColumn("habitat_contact_mixed");
        yield return new FeatureColumn("habitat_contact_entropy");
    }

    /// <param name="model">The habitats.</param>
    /// <param name="voxels">The lesion.</param>
    /// <param name="habitats">The habitat of each of its voxels, from 0.</param>
    /// <param name="labels">The same over the grid, from 1.</param>
    internal static IEnumerable<double> Compute(HabitatModel model, HabitatVoxels voxels, byte[] habitats, byte[] labels)
    {
        var count = model.Centres.Count;
        var (sizes, depths) = (new double[count], new double[count]);
        var lesion = voxels.Masks.Lesion;
        var g = lesion.Geometry;
        using var distances = LesionDistances.Inside(lesion, (g.Width * g.Spacing.X) + (g.Height * g.Spacing.Y) + (g.Depth * g.Spacing.Z));
        for (var i = 0; i < habitats.Length; i++)
        {
            sizes[habitats[i]]++;
            depths[habitats[i]] += distances.At(voxels.Voxels[i]);
        }

        var shares = Array.ConvertAll(sizes, s => s / habitats.Length);
        yield return sizes.Count(s => s > 0);
        for (var h = 0; h < count; h++)
        {
            yield return shares[h];
            yield return sizes[h] == 0 ? double.NaN : depths[h] / sizes[h];
        }

        yield return Entropy(shares);
        yield return 1 - shares.Sum(p => p * p);
        yield return shares.Index().Sum(a => shares.Index().Sum(b => a.Item * b.Item * Distance(model.Centres[a.Index], model.Centres[b.Index])));

        var contacts = Contacts(g, voxels.Voxels, labels, count);
        foreach (var contact in contacts)
        {
            yield return contact;
        }

        var (mixed, at) = (0.0, 0);
        for (var a = 0; a < count; a++)
        {
            for (var b = a; b < count; b++, at++)
            {
                mixed += a == b ? 0 : contacts[at];
            }
        }

        yield return mixed;
        yield return Entropy(contacts);
    }

    /// <summary>Shares of pairs with a common face by their habitats, the row of each up to its own; NaN without a pair.</summary>
    private static double[] Contacts(VolumeGeometry g, int[] voxels, byte[] labels, int count)
    {
        var pairs = new double[count * (count + 1) / 2];
        var all = 0.0;
        foreach (var voxel in voxels)
        {
            void Add(bool isInside, int stride)
            {
                if (isInside && labels[voxel + stride] > 0)
                {
                    var (one, other) = (labels[voxel] - 1, labels[voxel + stride] - 1);
                    var (a, b) = (Math.Min(one, other), Math.Max(one, other));
                    pairs[(a * count) - (a * (a - 1) / 2) + b - a]++;
                    all++;
                }
            }

            Add(voxel % g.Width < g.Width - 1, 1);
            Add(voxel / g.Width % g.Height < g.Height - 1, g.Width);
            Add(voxel / (g.Width * g.Height) < g.Depth - 1, g.Width * g.Height);
        }

        return Array.ConvertAll(pairs, p => p / all);
    }

    private static double Entropy(double[] shares) => -shares.Sum(p => p == 0 ? 0 : p * Math.Log(p));

    private static double Distance(IReadOnlyList<double> a, IReadOnlyList<double> b) => Math.Sqrt(a.Zip(b).Sum(p => (p.First - p.Second) * (p.First - p.Second)));
}
