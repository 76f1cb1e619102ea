using HccRisk.Imaging;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Layout;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Sampling;
using HccRisk.Radiomics.Texture;

namespace HccRisk.Radiomics.Maps;

/// <summary>An image and lesion made ready for kernels: what all maps of a patient share.</summary>
internal sealed class MapPreparation : IDisposable
{
    /// <summary>Kernels that one thread takes at a time.</summary>
    private const int Chunk = 512;

    private readonly RadiomicsSeries _series;
    private readonly IntensityScale _scale;
    private readonly RadiomicsOptions _options;
    private readonly FeatureMapOptions _maps;
    private readonly (int X, int Y, int Z) _reach;
    private readonly LesionRegion _region;
    private readonly SeriesIntensities _centres;
    private readonly int _threads;

    /// <summary>What kernels are filled from: the lesion itself, or the box around it.</summary>
    private readonly LesionRegion _around;
    private readonly SeriesIntensities _filling;

    private MapPreparation(RadiomicsSeries series, IntensityScale scale, LesionRegion region, RadiomicsOptions options, FeatureMapOptions maps, int threads)
    {
        (_series, _scale, _region, _options, _maps, _threads) = (series, scale, region, options, maps, threads);
        _reach = ReachOf(options, maps);
        _centres = SeriesIntensities.Create(region, series, scale, options);
        if (_centres.Count == 0)
        {
            throw new EmptyMaskException($"Re-segmentation leaves none of the {region.Count} voxels of the lesion.");
        }

        if (maps.MaskedKernel)
        {
            (_around, _filling) = (region, _centres);
            return;
        }

        _around = region.Block(_reach);
        _filling = SeriesIntensities.Create(
            _around, series, scale, options with { ResegmentationMinimum = null, ResegmentationMaximum = null, ResegmentationSigmas = null, ResegmentationRange = null });
    }

    /// <summary>Volume of a voxel of the working grid, mm3.</summary>
    internal double VoxelVolume => _region.Spacing.X * _region.Spacing.Y * _region.Spacing.Z;

    internal static MapPreparation Create(
        Volume<float> image, Mask lesion, Mask? reference, RadiomicsOptions options, FeatureMapOptions maps, int threads, CancellationToken cancellationToken)
    {
        var masks = MaskAlignment.Groups(
            new RadiomicsCase { Series = [new RadiomicsSeries("image", image)], Lesion = lesion, Reference = reference }, options, [], [])[0].Masks;
        var series = new RadiomicsSeries("image", image);
        if (options.BiasField is not null)
        {
            series = series with { Image = BiasFieldStage.Correct(series, options, cancellationToken).Corrected };
        }

        var scale = IntensityScale.Create(options, series, masks.Reference);
        var region = LesionRegion.Resample(masks.Lesion, options, maps.KernelRadius);
        try
        {
            return new MapPreparation(series, scale, region, options, maps, threads);
        }
        catch
        {
            region.Dispose();
            throw;
        }
    }

    /// <summary>Maps columns of one layout.</summary>
    internal IEnumerable<FeatureMap> Map(FeatureLayout layout, MapColumn[] columns, Action<double>? progress, CancellationToken cancellationToken)
    {
        var geometry = Geometry();
        var places = OutputPlaces(geometry);
        var inside = new bool[geometry.VoxelCount];
        Array.ForEach(places, place => inside[place] = true);
        var centres = new Mask(geometry, inside);
        AxisMember[] filters = [.. columns.Select(c => c.Filter).Distinct()];
        var responses = Array.Exists(filters, f => f.Filter is not null) ? new SeriesResponses(_around, _series, _scale, _options, _threads) : null;
        var own = _options.Filters.OfResponses(_options);
        for (var f = 0; f < filters.Length; f++)
        {
            var (filter, number) = (filters[f], f);
            MapColumn[] wanted = [.. columns.Where(c => c.Filter == filter)];
            using var response = filter.Filter is null ? null : responses!.Of(filter.Filter, _around, _filling);
            response?.CheckFinite(_around, $"{_series.Name}' under the filter '{filter.Name}");
            var part = progress is null ? null : new Action<double>(done => progress((number + done) / filters.Length));
            var values = Compute(layout, filter, wanted, response ?? _filling, filter.Filter is null ? _options : own, part, cancellationToken);
            foreach (var (column, of) in wanted.Zip(values))
            {
                yield return new FeatureMap(column.Column, Fill(geometry, places, of), centres, FeatureMapSummary.Of(of));
            }
        }
    }

    public void Dispose()
    {
        _centres.Dispose();
        if (_around != _region)
        {
            _filling.Dispose();
            _around.Dispose();
        }

        _region.Dispose();
    }

    private static (int X, int Y, int Z) ReachOf(RadiomicsOptions options, FeatureMapOptions maps) =>
        (maps.KernelRadius, maps.KernelRadius, options.GlcmAggregation.IsInSlice() ? 0 : maps.KernelRadius);

    /// <returns>The values at the centres, a row a column.</returns>
    private double[][] Compute(
        FeatureLayout layout,
        AxisMember filter,
        MapColumn[] columns,
        SeriesIntensities filling,
        RadiomicsOptions options,
        Action<double>? progress,
        CancellationToken cancellationToken)
    {
        var families = columns.Aggregate(RadiomicsFamilies.None, (sum, c) => sum | c.Family);
        using var grid = KernelFeatures.ReadsLevels(families) ? LevelGrid.Create(_around, filling, options) : null;
        var source = new KernelSource(_around, filling, grid);
        var values = Array.ConvertAll(columns, _ => new double[_centres.Count]);
        var (done, chunks) = (0, (_centres.Count + Chunk - 1) / Chunk);

        // A kernel knows nothing of the one before it, and each writes to a place of its own: threads change no bit.
        Parallel.For(
            0,
            chunks,
            new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellationToken },
            () => new KernelFeatures(source, _reach, MapColumn.PartOf(layout, filter), families, options, layout.Columns.Count),
            (chunk, _, kernel) =>
            {
                for (var i = chunk * Chunk; i < Math.Min(_centres.Count, (chunk + 1) * Chunk); i++)
                {
                    kernel.Compute(IndexIn(_around, _centres.Voxels[i]));
                    for (var c = 0; c < columns.Length; c++)
                    {
                        values[c][i] = columns[c].Value(kernel.Values, kernel.Count);
                    }
                }

                progress?.Invoke((double)Interlocked.Increment(ref done) / chunks);
                return kernel;
            },
            kernel => kernel.Dispose());
        return values;
    }

    private int IndexIn(LesionRegion region, RegionVoxel voxel)
    {
        var (x, y, z) = (voxel.X + _region.Offset.X - region.Offset.X, voxel.Y + _region.Offset.Y - region.Offset.Y, voxel.Z + _region.Offset.Z - region.Offset.Z);
        return x + (region.Width * (y + (region.Height * z)));
    }

    /// <summary>The lesion's box and the kernel's reach around it, in the world.</summary>
    private VolumeGeometry Geometry()
    {
        var (box, grid) = (_region.BoxAround(_reach), _region.Grid);
        static double Position(AxisSampling axis, int sample) => axis.Start + (sample * axis.Step);
        var origin = grid.Source.ToWorld(Position(grid.X, box.X), Position(grid.Y, box.Y), Position(grid.Z, box.Z));
        return grid.Source with { Width = box.Width, Height = box.Height, Depth = box.Depth, Spacing = grid.Spacing, Origin = origin };
    }

    /// <summary>Where each centre stands in the maps.</summary>
    private int[] OutputPlaces(VolumeGeometry geometry)
    {
        var box = _region.BoxAround(_reach);
        var places = new int[_centres.Count];
        for (var i = 0; i < places.Length; i++)
        {
            var v = _centres.Voxels[i];
            var (x, y, z) = (v.X + _region.Offset.X - box.X, v.Y + _region.Offset.Y - box.Y, v.Z + _region.Offset.Z - box.Z);
            places[i] = x + (geometry.Width * (y + (geometry.Height * z)));
        }

        return places;
    }

    private Volume<float> Fill(VolumeGeometry geometry, int[] places, double[] values)
    {
        var voxels = new float[geometry.VoxelCount];
        voxels.AsSpan().Fill((float)_maps.Outside);
        for (var i = 0; i < places.Length; i++)
        {
            voxels[places[i]] = (float)values[i];
        }

        return new Volume<float>(geometry, voxels);
    }
}
