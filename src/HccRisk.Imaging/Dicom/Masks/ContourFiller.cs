namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>Planes of polygons -> flags of the voxels whose centres are inside.</summary>
internal static class ContourFiller
{
    internal static bool[] Fill(List<ContourPlane> planes, VolumeGeometry grid, StructureSetOptions options, string name, List<SeriesFinding> findings)
    {
        var inside = new bool[grid.VoxelCount];
        var size = grid.Width * grid.Height;
        var midway = ContourPlanes.Midway(grid);
        if (planes.Count(plane => plane.Z < -0.5 - midway || plane.Z >= grid.Depth - 0.5 - midway || plane.Polygons.Any(polygon => Beyond(polygon, grid))) is var beyond and > 0)
        {
            findings.Add(new SeriesFinding(SeriesFindingKind.OutsideImage, $"{name}: {beyond} of {planes.Count} planes of contours reach beyond the image"));
        }

        var usual = Usual(planes);
        List<int> empty = [];
        List<int> crossed = [];
        for (var k = 0; k < grid.Depth && planes.Count > 0; k++)
        {
            var slice = inside.AsSpan(k * size, size);
            if (planes.Where(plane => plane.Z - k >= -0.5 - midway && plane.Z - k < 0.5 - midway).MinBy(plane => Math.Abs(plane.Z - k)) is { } nearest)
            {
                if (PlaneFill.Fill(nearest, grid.Width, grid.Height, slice))
                {
                    crossed.Add(k);
                }

                continue;
            }

            var (below, above) = (planes.FindLast(plane => plane.Z < k), planes.Find(plane => plane.Z > k));
            if (below is null || above is null || above.Z - below.Z > 2 * Math.Max(usual, 1))
            {
                if (below is not null && above is not null)
                {
                    empty.Add(k);
                }

                continue;
            }

            if (options.Gaps == ContourGaps.Interpolate)
            {
                Between(below, above, k, grid, slice);
            }
            else
            {
                empty.Add(k);
            }
        }

        if (crossed.Count > 0)
        {
            findings.Add(new SeriesFinding(
                SeriesFindingKind.ContoursOverlap,
                FormattableString.Invariant($"{name}: contours that partly overlap are united in {crossed.Count} slices, the first slice {crossed[0] + 1} of {grid.Depth}")));
        }

        if (empty.Count > 0)
        {
            findings.Add(new SeriesFinding(
                SeriesFindingKind.Gap, FormattableString.Invariant($"{name}: {empty.Count} slices of the image between planes of contours stay empty, the first slice {empty[0] + 1} of {grid.Depth}")));
        }

        return inside;
    }

    // The lower median of the distances: regions in two pieces have a greater one between them.
    private static double Usual(List<ContourPlane> planes) =>
        planes.Count < 2 ? 1 : planes.Zip(planes.Skip(1), (a, b) => b.Z - a.Z).Order().ElementAt((planes.Count - 2) / 2);

    private static void Between(ContourPlane below, ContourPlane above, int k, VolumeGeometry grid, Span<bool> slice)
    {
        var (lower, upper) = (Distances(below, grid), Distances(above, grid));
        var weight = (k - below.Z) / (above.Z - below.Z);
        for (var i = 0; i < slice.Length; i++)
        {
            slice[i] = ((1 - weight) * lower[i]) + (weight * upper[i]) > 0;
        }
    }

    private static double[] Distances(ContourPlane plane, VolumeGeometry grid)
    {
        var flags = new bool[grid.Width * grid.Height];
        PlaneFill.Fill(plane, grid.Width, grid.Height, flags);
        return SignedDistance.Of(flags, grid.Width, grid.Height, grid.Spacing.X, grid.Spacing.Y);
    }

    private static bool Beyond(double[] polygon, VolumeGeometry grid)
    {
        for (var i = 0; i < polygon.Length; i += 2)
        {
            if (polygon[i] < -0.5 || polygon[i] > grid.Width - 0.5 || polygon[i + 1] < -0.5 || polygon[i + 1] > grid.Height - 0.5)
            {
                return true;
            }
        }

        return false;
    }
}
