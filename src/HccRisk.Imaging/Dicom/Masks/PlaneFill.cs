namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>The contours of a plane -> flags of its pixels.</summary>
/// <remarks>
/// Within one drawn plane outlines are compared by their pixels. The same outline twice counts once. One wholly inside another is a hole in it, one
/// inside the hole a piece again, and so on. Those that partly overlap are united, for neither is a hole of the other. A contour that touches or
/// crosses itself (a keyhole) is one outline by the even-odd rule, and so are together the contours of type CLOSEDPLANAR_XOR. Several drawn planes of
/// one slice are united after that: an outline is no hole in one of another depth, which may be the same lesion drawn on thinner slices.
/// </remarks>
internal static class PlaneFill
{
    /// <summary>Sets the pixels inside.</summary>
    /// <returns>Whether outlines of one drawn plane partly overlap.</returns>
    internal static bool Fill(ContourPlane plane, int width, int height, Span<bool> inside)
    {
        var crossed = false;
        foreach (var drawn in plane.Drawn)
        {
            var layer = new bool[inside.Length];
            foreach (var at in Apart(Outlines(drawn, width, height), ref crossed).SelectMany(outline => outline))
            {
                layer[at] = !layer[at];
            }

            for (var at = 0; at < layer.Length; at++)
            {
                inside[at] |= layer[at];
            }
        }

        return crossed;
    }

    private static IEnumerable<int[]> Outlines(Contour[] drawn, int width, int height)
    {
        var alone = drawn.Where(contour => !contour.ExclusiveOr).Select(contour => PolygonFill.Pixels([contour.Polygon], width, height));
        var together = PolygonFill.Pixels(drawn.Where(contour => contour.ExclusiveOr).Select(contour => contour.Polygon), width, height);
        return alone.Append(together);
    }

    // Outlines of which any two are apart or one inside the other. A union may overlap what its parts did not, hence the repetition; whole groups are
    // united at a time, so that the order in the file does not matter.
    private static List<int[]> Apart(IEnumerable<int[]> outlines, ref bool crossed)
    {
        while (true)
        {
            var distinct = Distinct(outlines);
            var groups = Groups(distinct);
            if (groups.Distinct().Count() == distinct.Count)
            {
                return distinct;
            }

            crossed = true;
            outlines = [.. distinct.Zip(groups)
                .GroupBy(pair => pair.Second, pair => pair.First)
                .Select(group => group.SelectMany(at => at).Distinct().Order().ToArray())];
        }
    }

    private static List<int[]> Distinct(IEnumerable<int[]> outlines)
    {
        List<int[]> distinct = [];
        foreach (var outline in outlines)
        {
            if (outline.Length > 0 && !distinct.Exists(other => other.AsSpan().SequenceEqual(outline)))
            {
                distinct.Add(outline);
            }
        }

        return distinct;
    }

    /// <summary>The number of the group of each outline; outlines that partly overlap are of one group.</summary>
    private static int[] Groups(List<int[]> outlines)
    {
        int[] groups = [.. Enumerable.Range(0, outlines.Count)];
        for (var i = 0; i < groups.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (groups[i] != groups[j] && Crosses(outlines[i], outlines[j]))
                {
                    var (joined, into) = (groups[i], groups[j]);
                    groups = Array.ConvertAll(groups, group => group == joined ? into : group);
                }
            }
        }

        return groups;
    }

    private static bool Crosses(int[] first, int[] second)
    {
        if (first[^1] < second[0] || second[^1] < first[0])
        {
            return false;
        }

        var common = 0;
        for (var (i, j) = (0, 0); i < first.Length && j < second.Length;)
        {
            var order = first[i].CompareTo(second[j]);
            common += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return common > 0 && common < Math.Min(first.Length, second.Length);
    }
}
