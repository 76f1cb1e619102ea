using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Quality;

/// <summary>Looks for what goes wrong when lesions are outlined: parts, edges, single slices, holes, air.</summary>
public static class MaskReview
{
    private const int PartsNamed = 5;

    // Whether they lie on one grid is for others to say: here voxels must be as many.
    private const double Tolerance = 10;

    // Air is nearer to the darkest of the image than tissue: a quarter of the way to the middle of the lesion and below.
    private const double DarkShare = 0.25;
    private const double DarkestQuantile = 0.01;
    private const double MostAir = 0.02;
    private const int Sampled = 50_000;

    /// <summary>The findings of a mask, in the order of their kinds; empty when there is nothing odd.</summary>
    /// <param name="lesion">The mask, with at least one voxel.</param>
    /// <param name="image">
    /// An image on its grid, for <see cref="MaskFindingKind.Air"/>: more than 2 per cent of the lesion lie below a quarter of the way from the
    /// darkest voxels of the image (1 per cent quantile) to the lesion's median. Null: that is not looked for.
    /// </param>
    /// <exception cref="EmptyMaskException">The mask has no voxel.</exception>
    /// <exception cref="GeometryMismatchException">The image lies on another grid.</exception>
    public static IReadOnlyList<MaskFinding> Of(Mask lesion, Volume<float>? image = null)
    {
        ArgumentNullException.ThrowIfNull(lesion);
        image?.Geometry.EnsureMatches(lesion.Geometry, Tolerance);
        var box = VoxelBox.Around(lesion, "lesion");
        var findings = new List<MaskFinding>();
        void Add(MaskFindingKind kind, string? message)
        {
            if (message is not null)
            {
                findings.Add(new MaskFinding(kind, message));
            }
        }

        Add(MaskFindingKind.Parts, Parts(lesion, box));
        Add(MaskFindingKind.TouchesEdge, Edges(lesion.Geometry, box));
        Add(MaskFindingKind.OneSlice, OneSlice(lesion.Geometry, box));
        Add(MaskFindingKind.Holes, Holes(lesion, box));
        Add(MaskFindingKind.Air, image is null ? null : Air(lesion, image));
        return findings;
    }

    private static string? Parts(Mask lesion, VoxelBox box)
    {
        int[] parts = [.. new VoxelParts(lesion, box, margin: 0, inside: true).Sizes(corners: true).OrderDescending()];
        if (parts.Length < 2)
        {
            return null;
        }

        var named = string.Join(", ", parts.Take(PartsNamed).Select(size => FormattableString.Invariant($"{size}")));
        return FormattableString.Invariant($"the lesion has {parts.Length} parts of {named}{(parts.Length > PartsNamed ? ", ..." : string.Empty)} voxels");
    }

    private static string? Edges(VolumeGeometry g, VoxelBox box)
    {
        // An axis of one voxel is edge wherever one looks.
        string[] axes =
        [
            .. g.Width > 1 && (box.MinX == 0 || box.MaxX == g.Width - 1) ? (string[])["x"] : [],
            .. g.Height > 1 && (box.MinY == 0 || box.MaxY == g.Height - 1) ? (string[])["y"] : [],
            .. g.Depth > 1 && (box.MinZ == 0 || box.MaxZ == g.Depth - 1) ? (string[])["z"] : [],
        ];
        return axes.Length == 0 ? null : $"the lesion reaches the edge of the image along {string.Join(", ", axes)}: a part of it may lie beyond";
    }

    private static string? OneSlice(VolumeGeometry g, VoxelBox box)
    {
        var axis = box.Depth == 1 && g.Depth > 1 ? "z" : box.Height == 1 && g.Height > 1 ? "y" : box.Width == 1 && g.Width > 1 ? "x" : null;
        return axis is null ? null : $"the lesion is one voxel thick along {axis}, where the image has more";
    }

    private static string? Holes(Mask lesion, VoxelBox box)
    {
        // Around the box everything is outside: that part is the first found.
        int[] enclosed = [.. new VoxelParts(lesion, box, margin: 1, inside: false).Sizes(corners: false).Skip(1)];
        return enclosed.Length == 0 ? null : FormattableString.Invariant(
            $"the lesion encloses {enclosed.Length} {(enclosed.Length == 1 ? "hole" : "holes")} of {enclosed.Sum()} voxels in all");
    }

    private static string? Air(Mask lesion, Volume<float> image)
    {
        var (all, own) = (new List<float>(), new List<float>());
        var voxels = image.Voxels;

        // Every so many voxels tell quantiles as well as all of them.
        for (var (i, step) = (0, Math.Max(1, voxels.Length / Sampled)); i < voxels.Length; i += step)
        {
            if (float.IsFinite(voxels[i]))
            {
                all.Add(voxels[i]);
            }
        }

        var (at, every) = (0, Math.Max(1, lesion.Count / Sampled));
        for (var i = lesion.Inside.IndexOf(true); i >= 0 && i < voxels.Length; i++)
        {
            if (lesion.Inside[i] && at++ % every == 0 && float.IsFinite(voxels[i]))
            {
                own.Add(voxels[i]);
            }
        }

        if (own.Count == 0 || all.Count == 0)
        {
            return null;
        }

        all.Sort();
        own.Sort();
        double darkest = all[(int)(DarkestQuantile * (all.Count - 1))];
        var limit = darkest + (DarkShare * (own[own.Count / 2] - darkest));
        var dark = own.Count(v => v < limit);
        return dark > MostAir * own.Count ? FormattableString.Invariant(
            $"{100.0 * dark / own.Count:0.#} per cent of the lesion are as dark as air (below {limit:0.###}; its median is {own[own.Count / 2]:0.###})") : null;
    }
}
