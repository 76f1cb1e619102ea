using HccRisk.Radiomics.Filters;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics;

/// <summary>Responses of one series: the image is resampled and normalised once, and what filters share of it made once.</summary>
internal sealed class SeriesResponses
{
    private readonly FilterImage _image;
    private readonly string _series;
    private readonly GridBox _box;

    /// <param name="region">The region; another on the same grid may follow unless filters see its surroundings alone.</param>
    /// <param name="series">The series.</param>
    /// <param name="scale">Its normalisation.</param>
    /// <param name="options">How it is resampled, and what of it filters see.</param>
    /// <param name="threads">Parts computed at once.</param>
    internal SeriesResponses(LesionRegion region, RadiomicsSeries series, IntensityScale scale, RadiomicsOptions options, int threads)
    {
        _series = series.Name;
        _box = options.Filters.Seen ?? region.Grid.Whole;
        var values = new double[_box.Count];
        ImageSampling.Sample(region, series, scale, options, _box, values);
        _image = new FilterImage(values, _box.Width, _box.Height, _box.Depth, region.Spacing)
        {
            Threads = threads,
            Type = ImageSampling.WorkingType(series, options),
        };
    }

    /// <summary>The intensity mask with the response of a filter in the place of intensities.</summary>
    /// <exception cref="InvalidIntensityException">The image is too small for the filter, or its voxels are not what the filter needs.</exception>
    internal SeriesIntensities Of(ImageFilter filter, LesionRegion region, SeriesIntensities intensities)
    {
        if (filter.FaultFor(_image) is { } fault)
        {
            throw new InvalidIntensityException(_series, $"the filter '{filter.Name}' does not fit: {fault}.");
        }

        var box = region.BoxWithin(0);
        var target = _image.Shared((nameof(SeriesResponses), region), () => Inside(region, box));
        var response = filter.Respond(_image, target);
        return intensities.With(response.Values, response.Box, response.Type, region.Padding);
    }

    /// <summary>Of a region: all its voxels, whether or not re-segmentation left them.</summary>
    private FilterTarget Inside(LesionRegion region, GridBox box)
    {
        var flags = new bool[box.Count];
        foreach (ref readonly var v in region.Voxels)
        {
            flags[v.X - region.Padding + (box.Width * (v.Y - region.Padding + (box.Height * (v.Z - region.Padding))))] = true;
        }

        return new FilterTarget(box with { X = box.X - _box.X, Y = box.Y - _box.Y, Z = box.Z - _box.Z }, flags);
    }
}
