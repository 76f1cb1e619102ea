using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Preprocessing;

/// <summary>Intensities of a box of the working grid, in or out of the lesion: resampled, rounded and normalised.</summary>
internal static class ImageSampling
{
    internal static void Sample(
        LesionRegion region, RadiomicsSeries series, IntensityScale scale, RadiomicsOptions options, GridBox box, Span<double> values)
    {
        if (region.IsResampled && options.Interpolation == ImageInterpolation.CubicSpline)
        {
            CubicSpline.Sample(series.Image, region.Grid, box, values);
        }
        else if (region.IsResampled && options.Interpolation == ImageInterpolation.Nearest)
        {
            NearestSampler.Sample(series.Image.Voxels, region.Grid, box, values);
        }
        else
        {
            SampleLinear(region.Grid, series, box, values);
        }

        Finish(values[..box.Count], series, scale, options);
    }

    /// <summary>The type that holds the intensities of a series: pyradiomics resamples to the stored type, and normalises in double precision.</summary>
    internal static VoxelType WorkingType(RadiomicsSeries series, RadiomicsOptions options) =>
        options.Conventions == FeatureConventions.Pyradiomics && options.Normalisation == IntensityNormalisation.None ? series.Image.StoredType : VoxelType.Float64;

    /// <summary>Rounds and normalises.</summary>
    internal static void Finish(Span<double> values, RadiomicsSeries series, IntensityScale scale, RadiomicsOptions options)
    {
        if (options.RoundIntensities)
        {
            foreach (ref var value in values)
            {
                value = Math.Round(value, MidpointRounding.ToEven);
            }
        }

        Store(values, WorkingType(series, options));

        scale.Apply(values);
    }

    /// <summary>As ITK's resampling writes a pixel: cut at the ends of the type, and whole numbers without their fraction.</summary>
    private static void Store(Span<double> values, VoxelType type)
    {
        if (type == VoxelType.Float64)
        {
            return;
        }

        var (minimum, maximum) = type.Range();
        foreach (ref var value in values)
        {
            value = type == VoxelType.Float32 ? (float)value : double.IsNaN(value) ? value : Math.Truncate(Math.Clamp(value, minimum, maximum));
        }
    }

    private static void SampleLinear(SamplingGrid grid, RadiomicsSeries series, GridBox box, Span<double> values)
    {
        var image = series.Image.Voxels;
        var sampler = new TrilinearSampler(grid.Source, grid.X, box.X, box.X + box.Width);
        var at = 0;
        for (var z = box.Z; z < box.Z + box.Depth; z++)
        {
            for (var y = box.Y; y < box.Y + box.Height; y++)
            {
                var rows = sampler.Rows(grid.Y.Locate(y, grid.Source.Height), grid.Z.Locate(z, grid.Source.Depth));
                for (var x = box.X; x < box.X + box.Width; x++)
                {
                    values[at++] = sampler.Sample(image, rows, x);
                }
            }
        }
    }
}
