namespace HccRisk.Features.Radiomics.Preprocessing;

/// <summary>Intensities of a box of the working grid, in or out of the lesion: resampled, rounded and normalised.</summary>
internal static class ImageSampling
{
    internal static void Sample(
        LesionRegion region, RadiomicsSeries series, IntensityScale scale, RadiomicsOptions options, GridBox box, Span<double> values)
    {
        if (region.IsResampled && options.Interpolation == ImageInterpolation.CubicSpline)
        {
            CubicSpline.Sample(series.Image, region, box, values);
        }
        else if (region.IsResampled && options.Interpolation == ImageInterpolation.Nearest)
        {
            NearestSampler.Sample(series.Image.Voxels, region, box, values);
        }
        else
        {
            SampleLinear(region, series, box, values);
        }

        Finish(values[..box.Count], scale, options);
    }

    /// <summary>Rounds and normalises.</summary>
    internal static void Finish(Span<double> values, IntensityScale scale, RadiomicsOptions options)
    {
        if (options.RoundIntensities)
        {
            foreach (ref var value in values)
            {
                value = Math.Round(value, MidpointRounding.ToEven);
            }
        }

        if (options.TruncateIntensities)
        {
            foreach (ref var value in values)
            {
                value = Math.Truncate(value);
            }
        }

        if (scale != IntensityScale.None)
        {
            foreach (ref var value in values)
            {
                value = scale.Apply(value);
            }
        }
    }

    private static void SampleLinear(LesionRegion region, RadiomicsSeries series, GridBox box, Span<double> values)
    {
        var image = series.Image.Voxels;
        var sampler = new TrilinearSampler(region.Source, region.SamplingX, box.X, box.X + box.Width);
        var at = 0;
        for (var z = box.Z; z < box.Z + box.Depth; z++)
        {
            for (var y = box.Y; y < box.Y + box.Height; y++)
            {
                var rows = sampler.Rows(region.SamplingY.Locate(y, region.Source.Height), region.SamplingZ.Locate(z, region.Source.Depth));
                for (var x = box.X; x < box.X + box.Width; x++)
                {
                    values[at++] = sampler.Sample(image, rows, x);
                }
            }
        }
    }
}
