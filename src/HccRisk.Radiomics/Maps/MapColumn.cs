using HccRisk.Core.Columns;
using HccRisk.Radiomics.Layout;
using HccRisk.Radiomics.Presets;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Maps;

/// <summary>One map: which of the values of a kernel it takes, and how.</summary>
/// <param name="Column">What it is called.</param>
/// <param name="Filter">The image it is of.</param>
/// <param name="Family">The family that its value is of.</param>
/// <param name="Value">The value, from those of all columns and the number of voxels in the kernel.</param>
internal sealed record MapColumn(FeatureColumn Column, AxisMember Filter, RadiomicsFamilies Family, Func<double[], int, double> Value)
{
    private const string Series = "image";

    internal static FeatureLayout LayoutOf(RadiomicsOptions options) =>
        new(options with { Families = options.Families & KernelFeatures.Possible, Regions = new RegionOptions() }, [Series]);

    /// <summary>The features of the families asked for, filter by filter.</summary>
    internal static IEnumerable<MapColumn> Of(FeatureLayout layout)
    {
        foreach (var (filter, column, place, family) in Places(layout))
        {
            yield return new MapColumn(column with { Name = filter.Prefix + column.Name }, filter, family, (values, _) => values[place]);
        }
    }

    /// <summary>The features that a parameter file of pyradiomics asks for, by its names.</summary>
    internal static IEnumerable<MapColumn> Of(FeatureLayout layout, ImagePass pass, Func<string, bool> isAsked, double voxelVolume)
    {
        foreach (var filter in layout.Filters)
        {
            var own = Places(layout).Where(p => p.Filter == filter).ToDictionary(p => p.Column.Name, StringComparer.Ordinal);
            foreach (var (column, name) in PyradiomicsNames.IntensityNames(filter, layout).Where(n => isAsked(n.Name)))
            {
                var (_, ours, place, family) = own[column];
                int At(string other) => own[other].Place;
                Func<double[], int, double> value = (values, _) => values[place];
                if (name is "firstorder_Energy" or "firstorder_TotalEnergy" or "firstorder_RootMeanSquared")
                {
                    var (energy, mean) = (At("stat_energy"), At("stat_mean"));
                    double Shifted(double[] values, int count) => PyradiomicsNames.Shifted(values[energy], values[mean], count, pass.Shift);
                    value = name == "firstorder_RootMeanSquared" ? (values, count) => Math.Sqrt(Shifted(values, count) / count)
                        : name == "firstorder_Energy" ? Shifted : (values, count) => Shifted(values, count) * voxelVolume;
                }
                else if (PyradiomicsNames.IsRescaled(name))
                {
                    var variance = At("stat_variance");
                    value = (values, _) => PyradiomicsNames.Rescaled(name, values[place], values[variance], voxelVolume);
                }

                yield return new MapColumn(ours with { Name = $"{filter.Name}_{name}" }, filter, family, value);
            }
        }
    }

    private static IEnumerable<(AxisMember Filter, FeatureColumn Column, int Place, RadiomicsFamilies Family)> Places(FeatureLayout layout)
    {
        // Where a value stands is the layout's to know: numbers in order come out of it at their places.
        var order = new double[layout.Columns.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        foreach (var filter in layout.Filters)
        {
            var part = layout.Part(filter, AxisMember.LesionName, Series);
            foreach (var family in FeatureFamily.OfSeries.Where(f => part.Families.HasFlag(f.Flag)))
            {
                foreach (var (column, place) in family.Columns.Zip(part.Of(order, family.Flag).ToArray()))
                {
                    yield return (filter, column, (int)place, family.Flag);
                }
            }
        }
    }

    /// <summary>The part of the layout whose values kernels fill.</summary>
    internal static FeaturePart PartOf(FeatureLayout layout, AxisMember filter) => layout.Part(filter, AxisMember.LesionName, Series);
}
