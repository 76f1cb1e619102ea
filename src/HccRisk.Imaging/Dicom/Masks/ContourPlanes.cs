namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>Contours at their depths -> planes: which contours were drawn in one plane, and which of these planes fall on one slice.</summary>
/// <remarks>
/// Contours of one plane differ in depth by rounding, or by as much as half a slice where a planning system moved them; contours of a structure
/// drawn on thinner slices differ by as little, and each slice takes one of them. The two are told apart by their order: planes of a stack are evenly
/// spaced, and each is more like its neighbour than like the one after that. Drawn planes taken together on a slice are united (<see cref="PlaneFill"/>).
/// </remarks>
internal static class ContourPlanes
{
    /// <summary>Millimetres, and part of a slice, that rounding may put between contours of one plane.</summary>
    private const double Rounding = 0.1;

    /// <summary>What computing with coordinates adds to a difference of just that much.</summary>
    private const double Arithmetic = 1e-6;

    /// <summary>Half of the last digit of coordinates of one decimal, millimetres.</summary>
    private const double HalfDigit = 0.05;

    /// <summary>How far distances of an even stack may differ.</summary>
    private const double EvenTolerance = 0.1;

    /// <summary>How far below the middle between two slices a plane still counts as midway, which belongs to the upper slice: as far as rounding moves it.</summary>
    internal static double Midway(VolumeGeometry grid) => Math.Min(0.05, HalfDigit / grid.Spacing.Z);

    internal static List<ContourPlane> Of(List<Contour> contours, VolumeGeometry grid, string name, List<SeriesFinding> findings)
    {
        var planes = Cluster(contours, (Rounding + Arithmetic) * Math.Min(1, 1 / grid.Spacing.Z));
        if (IsStack(planes, grid))
        {
            return planes;
        }

        double Slice(ContourPlane plane) => Math.Floor(plane.Z + 0.5 + Midway(grid));
        ContourPlane[][] bySlice = [.. planes.GroupBy(Slice).OrderBy(group => group.Key).Select(group => group.ToArray())];
        ContourPlane[][] spread = [.. bySlice.Where(group => group.Length > 1)];
        if (spread.Length > 0)
        {
            var apart = spread.Max(group => group[^1].Z - group[0].Z) * grid.Spacing.Z;
            findings.Add(new SeriesFinding(SeriesFindingKind.ContourDepth, FormattableString.Invariant(
                $"{name}: contours up to {apart:0.###} mm apart in depth are united in {spread.Length} slices, none a hole in one of another depth")));
        }

        return [.. bySlice.Select(group => group.Length == 1 ? group[0] : new ContourPlane(Slice(group[0]), [.. group.SelectMany(plane => plane.Drawn)]))];
    }

    private static List<ContourPlane> Cluster(List<Contour> contours, double tolerance)
    {
        var planes = new List<ContourPlane>();
        var members = new List<Contour>();
        void Close()
        {
            if (members.Count > 0)
            {
                planes.Add(new ContourPlane(members.Average(member => member.Z), [[.. members]]));
                members.Clear();
            }
        }

        foreach (var contour in contours.OrderBy(contour => contour.Z))
        {
            if (members.Count > 0 && contour.Z - members[0].Z > tolerance)
            {
                Close();
            }

            members.Add(contour);
        }

        Close();
        return planes;
    }

    private static bool IsStack(List<ContourPlane> planes, VolumeGeometry grid)
    {
        if (planes.Count < 3)
        {
            return false;
        }

        double[] steps = [.. planes.Zip(planes.Skip(1), (a, b) => b.Z - a.Z)];
        var usual = steps.Order().ElementAt((steps.Length - 1) / 2);
        return steps.Count(step => Math.Abs(step - (usual * Math.Max(1, Math.Round(step / usual)))) <= EvenTolerance * usual) == steps.Length
            && (usual >= 1 - EvenTolerance || Likeness(planes, grid, 1) >= Likeness(planes, grid, 2));
    }

    /// <summary>Mean overlap (intersection over union) of planes so many places apart.</summary>
    private static double Likeness(List<ContourPlane> planes, VolumeGeometry grid, int apart)
    {
        var flags = planes.ConvertAll(plane =>
        {
            var inside = new bool[grid.Width * grid.Height];
            PlaneFill.Fill(plane, grid.Width, grid.Height, inside);
            return inside;
        });
        return Enumerable.Range(0, planes.Count - apart).Average(i =>
        {
            var (both, either) = (0, 0);
            for (var at = 0; at < flags[i].Length; at++)
            {
                both += flags[i][at] && flags[i + apart][at] ? 1 : 0;
                either += flags[i][at] || flags[i + apart][at] ? 1 : 0;
            }

            return either == 0 ? 0 : (double)both / either;
        });
    }
}
