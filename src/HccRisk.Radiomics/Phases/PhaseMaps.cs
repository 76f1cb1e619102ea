using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Phases;

/// <summary>Difference images of two phases, each divided by the liver around the lesion, as further series of a patient.</summary>
internal static class PhaseMaps
{
    /// <summary>Adds the maps to the groups whose grid they lie on.</summary>
    /// <param name="names">Names of the series of the patient, in order.</param>
    /// <param name="maps">The maps; their places follow those of the series.</param>
    /// <param name="groups">The series that can be measured, by grid.</param>
    /// <param name="signs">What the liver is.</param>
    /// <param name="zones">The zones on the grid of a group.</param>
    /// <param name="missing">Receives what is not defined, and why.</param>
    internal static void Add(
        IReadOnlyList<string> names,
        IReadOnlyList<PhaseDifference> maps,
        IReadOnlyList<GridGroup> groups,
        LiverSignOptions signs,
        Func<GridGroup, LiverZones> zones,
        List<string> missing)
    {
        foreach (var (i, map) in maps.Index())
        {
            (GridGroup Group, RadiomicsSeries Series, double Liver)? Find(string name)
            {
                var group = groups.FirstOrDefault(g => g.Series.Exists(s => s.Series.Name == name));
                if (group is null)
                {
                    missing.Add($"{map.Name}: the patient has no series '{name}' that can be measured");
                    return null;
                }

                var series = group.Series.Find(s => s.Series.Name == name).Series;
                var liver = LiverSigns.TissueMean(series.Image.Voxels, zones(group), signs);
                if (liver > 0 && double.IsFinite(1 / liver))
                {
                    return (group, series, liver);
                }

                missing.Add($"{map.Name}: the series '{name}' has no liver that it can be divided by");
                return null;
            }

            if (Find(map.Of) is { } of && Find(map.Minus) is { } minus)
            {
                var image = Subtract(of.Series.Image, of.Liver, minus.Series.Image, minus.Liver, ReferenceEquals(of.Group, minus.Group));
                of.Group.Series.Add((names.Count + i, new RadiomicsSeries(map.Name, image)));
            }
        }
    }

    private static Volume<float> Subtract(Volume<float> of, double level, Volume<float> minus, double otherLevel, bool isOneGrid)
    {
        var (grid, other) = (of.Geometry, minus.Geometry);
        var result = new float[of.Voxels.Length];
        var image = of.Voxels;
        var second = minus.Voxels;
        if (isOneGrid)
        {
            for (var i = 0; i < result.Length; i++)
            {
                result[i] = (float)((image[i] / level) - (second[i] / otherLevel));
            }

            return new Volume<float>(grid, result);
        }

        var origin = other.ToIndex(grid.Origin);
        var (stepX, stepY, stepZ) = (
            other.ToIndex(grid.ToWorld(1, 0, 0)) - origin, other.ToIndex(grid.ToWorld(0, 1, 0)) - origin, other.ToIndex(grid.ToWorld(0, 0, 1)) - origin);
        for (int z = 0, i = 0; z < grid.Depth; z++)
        {
            for (var y = 0; y < grid.Height; y++)
            {
                var row = origin + (stepY * y) + (stepZ * z);
                for (var x = 0; x < grid.Width; x++, i++)
                {
                    result[i] = (float)((image[i] / level) - (PointSampler.Image(second, other, row + (stepX * x)) / otherLevel));
                }
            }
        }

        return new Volume<float>(grid, result);
    }
}
