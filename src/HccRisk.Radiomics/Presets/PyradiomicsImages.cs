using HccRisk.Imaging;
using HccRisk.Radiomics.Filters;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Sampling;
using YamlDotNet.RepresentationModel;

namespace HccRisk.Radiomics.Presets;

/// <summary>The image types of a parameter file.</summary>
internal static class PyradiomicsImages
{
    /// <summary>The type of the image as it is.</summary>
    internal const string Original = "Original";

    /// <summary>Images by the settings that features of them have; those of the file first, whether or not an image has them, since shape does.</summary>
    /// <param name="types">Image types of the file with their own settings, in its order; none: the original.</param>
    /// <param name="settings">Those of all.</param>
    /// <param name="families">What is computed.</param>
    /// <param name="faults">Receives what is not supported.</param>
    internal static List<ImagePass> Passes(
        List<(string Type, YamlNode Node)> types, PyradiomicsSettings settings, RadiomicsFamilies families, List<string> faults)
    {
        RadiomicsOptions With(RadiomicsOptions options) => options with
        {
            Families = families,
            Filters = new FilterOptions { Families = (families & FilterOptions.Possible) | RadiomicsFamilies.Statistics, LikeImage = true, WithoutImage = true },
        };
        var passes = new List<ImagePass> { new(With(settings.Finish()), settings.Region.Shift) };
        if (types.Count == 0)
        {
            types = [(Original, new YamlMappingNode())];
        }

        var values = new YamlValues(faults);
        foreach (var (type, node) in types)
        {
            if (!PyradiomicsFilterSettings.TypeNames.Contains(type))
            {
                faults.Add($"{YamlText.Place(node.Start)}: 'imageType' has {type}: supported are {string.Join(", ", PyradiomicsFilterSettings.TypeNames)}");
                continue;
            }

            var (own, known) = (settings.Copy(), faults.Count);
            foreach (var (key, value) in values.Entries(type, node))
            {
                own.ReadOfType(type, key, value);
            }

            var filters = own.Filter.Filters(type, own.Force2D ? own.SliceDimension : null, own.SliceDimension).ToList();
            if (type == "LoG" && filters.Count == 0 && known == faults.Count)
            {
                faults.Add($"{YamlText.Place(node.Start)}: 'LoG' has no 'sigma': a list of standard deviations in millimetres");
            }

            Add(passes, new ImagePass(With(own.FinishCopy()), own.Region.Shift), type == Original, filters);
        }

        return passes;
    }

    /// <summary>The box of the working grid that filters see; null: all of it.</summary>
    /// <param name="options">How the image is resampled, if it is.</param>
    /// <param name="mask">The region as drawn.</param>
    /// <param name="crops">Whether it is cut at all.</param>
    /// <param name="margin">Voxels around the region.</param>
    internal static GridBox? Seen(RadiomicsOptions options, Mask mask, bool crops, int margin)
    {
        if (!crops)
        {
            return null;
        }

        var (box, grid) = (VoxelBox.Around(mask, "lesion"), SamplingGrid.Create(mask.Geometry, options));
        (int From, int Count) Axis(int low, int high, AxisSampling sampling)
        {
            // After resampling the region reaches to the outer edge of its voxels.
            var (first, last) = options.ResampleSpacing is null ? (low - margin, high + margin)
                : ((int)Math.Floor(((low - 0.5) / sampling.Step) - margin), (int)Math.Ceiling(((high + 0.5) / sampling.Step) + margin));
            (first, last) = (Math.Max(0, first), Math.Min(sampling.Count - 1, last));
            return (first, last - first + 1);
        }

        var ((x, width), (y, height), (z, depth)) = (Axis(box.MinX, box.MaxX, grid.X), Axis(box.MinY, box.MaxY, grid.Y), Axis(box.MinZ, box.MaxZ, grid.Z));
        return new GridBox(x, y, z, width, height, depth);
    }

    /// <summary>Adds images to the pass whose features are computed alike.</summary>
    private static void Add(List<ImagePass> passes, ImagePass own, bool isOriginal, List<ImageFilter> filters)
    {
        var place = passes.FindIndex(p => p.With(Plain) == own.With(Plain));
        if (place < 0)
        {
            place = passes.Count;
            passes.Add(own);
        }

        passes[place] = passes[place].With(o => o with
        {
            Filters = o.Filters with { WithoutImage = o.Filters.WithoutImage && !isOriginal, Filters = [.. o.Filters.Filters, .. filters] },
        });
    }

    private static RadiomicsOptions Plain(RadiomicsOptions options) => options with { Filters = options.Filters with { Filters = [], WithoutImage = false } };
}
