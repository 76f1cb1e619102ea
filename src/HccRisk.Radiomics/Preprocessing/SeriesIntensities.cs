using System.Buffers;
using System.Numerics.Tensors;
using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Preprocessing;

/// <summary>The intensity mask of one series: its voxels and their values after resampling, rounding, normalisation and re-segmentation.</summary>
internal sealed class SeriesIntensities : IDisposable
{
    private readonly double[] _values;
    private readonly double[]? _ratioValues;
    private readonly RegionVoxel[] _voxels;

    private SeriesIntensities(int capacity, bool keepsZero)
    {
        _values = ArrayPool<double>.Shared.Rent(capacity);
        _ratioValues = keepsZero ? null : ArrayPool<double>.Shared.Rent(capacity);
        _voxels = ArrayPool<RegionVoxel>.Shared.Rent(capacity);
    }

    /// <summary>Number of voxels left; may be 0.</summary>
    internal int Count { get; private set; }

    /// <summary>The type that holds the values.</summary>
    internal VoxelType Type { get; private init; }

    internal ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>
    /// The same intensities on a scale with a true zero, for quotients: those before a normalisation that moves zero, such as a z-score; else
    /// <see cref="Values"/>.
    /// </summary>
    internal ReadOnlySpan<double> RatioValues => (_ratioValues ?? _values).AsSpan(0, Count);

    /// <summary>Whether <see cref="RatioValues"/> are <see cref="Values"/>.</summary>
    internal bool KeepsZero => _ratioValues is null;

    internal ReadOnlySpan<RegionVoxel> Voxels => _voxels.AsSpan(0, Count);

    internal static SeriesIntensities Create(LesionRegion region, RadiomicsSeries series, IntensityScale scale, RadiomicsOptions options, bool requireFinite = true)
    {
        var result = new SeriesIntensities(region.Count, scale.KeepsZero) { Count = region.Count, Type = ImageSampling.WorkingType(series, options) };
        try
        {
            region.Voxels.CopyTo(result._voxels);
            var values = result._values.AsSpan(0, region.Count);
            if (region.IsResampled && options.Interpolation != ImageInterpolation.Linear)
            {
                GatherSampled(region, series, options, values);
            }
            else
            {
                if (region.IsResampled)
                {
                    Resample(region, series, values);
                }
                else
                {
                    Gather(region, series, values);
                }

                ImageSampling.Finish(values, series, IntensityScale.None, options);
            }

            if (result._ratioValues is { } unscaled)
            {
                values.CopyTo(unscaled);
            }

            scale.Apply(values);

            if (requireFinite)
            {
                result.CheckFinite(region, series.Name);
            }

            if (options.ResegmentationMinimum is not null || options.ResegmentationMaximum is not null)
            {
                result.Keep(options.ResegmentationMinimum ?? double.NegativeInfinity, options.ResegmentationMaximum ?? double.PositiveInfinity);
            }

            if (options.ResegmentationSigmas is { } sigmas && result.Count > 0)
            {
                var (mean, deviation) = MeanAndDeviation(result.Values);
                result.Keep(mean - (sigmas * deviation), mean + (sigmas * deviation));
            }

            if (options.ResegmentationRange is { } range && result.Count > 0)
            {
                var (mean, deviation) = MeanAndDeviation(result.Values);
                var (minimum, maximum) = range.Of(TensorPrimitives.Max(result.Values), mean, deviation);
                result.Keep(minimum, maximum);
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>The same voxels with the response of a filter.</summary>
    /// <param name="response">The response in the region's box.</param>
    /// <param name="box">Its size.</param>
    /// <param name="type">The type that holds it.</param>
    /// <param name="padding">Of the region.</param>
    internal SeriesIntensities With(double[] response, GridBox box, VoxelType type, int padding)
    {
        var result = new SeriesIntensities(Math.Max(1, Count), keepsZero: true) { Count = Count, Type = type };
        Voxels.CopyTo(result._voxels);
        var (width, height) = (box.Width, box.Height);
        for (var i = 0; i < Count; i++)
        {
            ref readonly var v = ref _voxels[i];
            result._values[i] = response[v.X - padding + (width * (v.Y - padding + (height * (v.Z - padding))))];
        }

        return result;
    }

    /// <summary>The same voxels in a region whose axes are in another order.</summary>
    internal SeriesIntensities Turn(LesionRegion to, (int X, int Y, int Z) order)
    {
        var places = new int[to.BoxCount];
        places.AsSpan().Fill(-1);
        for (var i = 0; i < Count; i++)
        {
            ref readonly var v = ref _voxels[i];
            int[] at = [v.X, v.Y, v.Z];
            places[at[order.X] + (to.Width * (at[order.Y] + (to.Height * at[order.Z])))] = i;
        }

        var result = new SeriesIntensities(Math.Max(1, Count), keepsZero: true) { Type = Type };
        foreach (ref readonly var v in to.Voxels)
        {
            if (places[v.Index] is >= 0 and var i)
            {
                (result._values[result.Count], result._voxels[result.Count]) = (_values[i], v);
                result.Count++;
            }
        }

        return result;
    }

    public void Dispose()
    {
        if (Count >= 0)
        {
            ArrayPool<double>.Shared.Return(_values);
            ArrayPool<RegionVoxel>.Shared.Return(_voxels);
            if (_ratioValues is not null)
            {
                ArrayPool<double>.Shared.Return(_ratioValues);
            }

            Count = -1;
        }
    }

    private static void Gather(LesionRegion region, RadiomicsSeries series, Span<double> values)
    {
        var voxels = region.Voxels;
        var image = series.Image.Voxels;
        var (width, height, offset) = (region.Grid.Source.Width, region.Grid.Source.Height, region.Offset);
        for (var i = 0; i < voxels.Length; i++)
        {
            ref readonly var v = ref voxels[i];
            values[i] = image[v.X + offset.X + (width * (v.Y + offset.Y + (height * (v.Z + offset.Z))))];
        }
    }

    /// <summary>What is not linear is sampled a box at a time: the cost of splines is along lines.</summary>
    private static void GatherSampled(LesionRegion region, RadiomicsSeries series, RadiomicsOptions options, Span<double> values)
    {
        var box = region.BoxWithin(margin: 0);
        var sampled = BoxScratch<double>.Rent(box.Count);
        try
        {
            ImageSampling.Sample(region, series, IntensityScale.None, options, box, sampled);
            var voxels = region.Voxels;
            var padding = region.Padding;
            for (var i = 0; i < voxels.Length; i++)
            {
                ref readonly var v = ref voxels[i];
                values[i] = sampled[v.X - padding + (box.Width * (v.Y - padding + (box.Height * (v.Z - padding))))];
            }
        }
        finally
        {
            BoxScratch<double>.Return(sampled);
        }
    }

    private static void Resample(LesionRegion region, RadiomicsSeries series, Span<double> values)
    {
        var voxels = region.Voxels;
        var image = series.Image.Voxels;
        var (grid, offset) = (region.Grid, region.Offset);
        var firstX = offset.X + region.Padding;
        var sampler = new TrilinearSampler(grid.Source, grid.X, firstX, firstX + region.Width - (2 * region.Padding));
        TrilinearSampler.SourceRows rows = default;
        var (rowY, rowZ) = (-1, -1);
        for (var i = 0; i < voxels.Length; i++)
        {
            ref readonly var v = ref voxels[i];
            if (v.Y != rowY || v.Z != rowZ)
            {
                (rowY, rowZ) = (v.Y, v.Z);
                rows = sampler.Rows(
                    grid.Y.Locate(v.Y + offset.Y, grid.Source.Height),
                    grid.Z.Locate(v.Z + offset.Z, grid.Source.Depth));
            }

            values[i] = sampler.Sample(image, rows, v.X + offset.X);
        }
    }

    /// <exception cref="InvalidIntensityException">A value is NaN or infinite.</exception>
    internal void CheckFinite(LesionRegion region, string series)
    {
        for (var i = 0; i < Count; i++)
        {
            if (!double.IsFinite(_values[i]))
            {
                var v = _voxels[i];
                throw new InvalidIntensityException(
                    series,
                    FormattableString.Invariant(
                        $"the {region.Name} holds {_values[i]} at voxel ({v.X + region.Offset.X}, {v.Y + region.Offset.Y}, {v.Z + region.Offset.Z})."));
            }
        }
    }

    private void Keep(double minimum, double maximum)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (_values[i] >= minimum && _values[i] <= maximum)
            {
                (_values[kept], _voxels[kept]) = (_values[i], _voxels[i]);
                if (_ratioValues is not null)
                {
                    _ratioValues[kept] = _ratioValues[i];
                }

                kept++;
            }
        }

        Count = kept;
    }

    private static (double Mean, double Deviation) MeanAndDeviation(ReadOnlySpan<double> values)
    {
        double sum = 0, squares = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        var mean = sum / values.Length;
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return (mean, Math.Sqrt(squares / values.Length));
    }
}
