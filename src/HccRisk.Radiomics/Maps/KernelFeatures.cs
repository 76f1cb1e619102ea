using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Glcm;
using HccRisk.Radiomics.Glrlm;
using HccRisk.Radiomics.Intensity;
using HccRisk.Radiomics.Layout;
using HccRisk.Radiomics.Ngldm;
using HccRisk.Radiomics.Ngtdm;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Texture;

namespace HccRisk.Radiomics.Maps;

/// <summary>The features of a kernel, wherever its centre lies. Not for several threads at once: each has one of its own.</summary>
internal sealed class KernelFeatures : IDisposable
{
    /// <summary>What is defined of a kernel: all that needs no voxel outside it, and no shape.</summary>
    internal const RadiomicsFamilies Possible = RadiomicsFamilies.Statistics | RadiomicsFamilies.IntensityHistogram | RadiomicsFamilies.IntensityVolumeHistogram
        | OfLevels;

    /// <summary>Families that read grey levels beside the histogram.</summary>
    private const RadiomicsFamilies OfLevels = RadiomicsFamilies.IntensityHistogram | RadiomicsFamilies.Glcm | RadiomicsFamilies.MaximalCorrelation
        | RadiomicsFamilies.Glrlm | RadiomicsFamilies.Glszm | RadiomicsFamilies.Gldzm | RadiomicsFamilies.Ngtdm | RadiomicsFamilies.Ngldm;

    private readonly KernelSource _source;
    private readonly RadiomicsOptions _options;
    private readonly LesionRegion _region;
    private readonly LevelGrid? _grid;
    private readonly KernelGlcm? _glcm;
    private readonly RegionVoxel[] _whole;
    private readonly int[] _offsets;
    private readonly RegionVoxel[] _voxels;
    private readonly ushort[] _levels;
    private readonly double[] _values;
    private readonly double[]? _ratioValues;
    private readonly (RadiomicsFamilies Family, Memory<double> Place)[] _places;

    /// <param name="source">What kernels are filled from.</param>
    /// <param name="reach">Voxels from the centre to the sides.</param>
    /// <param name="part">Where the values of families go.</param>
    /// <param name="families">Which are computed.</param>
    /// <param name="options">How.</param>
    /// <param name="columns">Number of all columns.</param>
    internal KernelFeatures(
        KernelSource source, (int X, int Y, int Z) reach, FeaturePart part, RadiomicsFamilies families, RadiomicsOptions options, int columns)
    {
        (_source, _options, Values) = (source, options, new double[columns]);
        _places = [.. FeatureFamily.OfSeries.Select(f => f.Flag).Distinct().Where(f => families.HasFlag(f)).Select(f => (f, part.Of(Values, f)))];
        _region = LesionRegion.Refillable(source.Region.Grid, ((2 * reach.X) + 1, (2 * reach.Y) + 1, (2 * reach.Z) + 1), PaddingOf(options));
        _whole = _region.Voxels.ToArray();
        var shift = _region.Padding;
        _offsets = Array.ConvertAll(
            _whole, v => v.X - shift - reach.X + (source.Region.Width * (v.Y - shift - reach.Y + (source.Region.Height * (v.Z - shift - reach.Z)))));
        (_voxels, _levels) = (new RegionVoxel[_whole.Length], new ushort[_whole.Length]);
        (_values, _ratioValues) = (new double[_whole.Length], source.Intensities.KeepsZero ? null : new double[_whole.Length]);
        if (source.Grid is { } levels)
        {
            _grid = LevelGrid.Refillable(_region, levels.LevelCount);
            _glcm = options.Texture.Weight == DistanceWeight.None ? new KernelGlcm(_grid, options, source.IsFlat) : null;
        }
    }

    /// <summary>The values of all columns; those of the families are of the last kernel.</summary>
    internal double[] Values { get; }

    /// <summary>Voxels of the last kernel.</summary>
    internal int Count { get; private set; }

    internal static bool ReadsLevels(RadiomicsFamilies families) => (families & OfLevels) != RadiomicsFamilies.None;

    /// <summary>Computes the features of the kernel around a voxel of the source.</summary>
    /// <param name="centre">Its index in the padded box.</param>
    internal void Compute(int centre)
    {
        Fill(centre);
        Memory<double> glcm = default, correlation = default, sizes = default, distances = default;
        foreach (var (family, place) in _places)
        {
            switch (family)
            {
                case RadiomicsFamilies.Statistics:
                    IntensityStatistics.Compute(_values.AsSpan(0, Count), (_ratioValues ?? _values).AsSpan(0, Count), place.Span);
                    break;
                case RadiomicsFamilies.IntensityVolumeHistogram:
                    IntensityVolumeHistogram.Compute(_values.AsSpan(0, Count), _options, place.Span);
                    break;
                case RadiomicsFamilies.IntensityHistogram:
                    IntensityHistogram.Compute(_grid!, place.Span);
                    break;
                case RadiomicsFamilies.Glrlm:
                    GlrlmFeatures.Compute(_grid!, _options, place.Span);
                    break;
                case RadiomicsFamilies.Ngtdm:
                    NgtdmFeatures.Compute(_grid!, _options, place.Span);
                    break;
                case RadiomicsFamilies.Ngldm:
                    NgldmFeatures.Compute(_grid!, _options, place.Span);
                    break;
                case RadiomicsFamilies.Glcm:
                    glcm = place;
                    break;
                case RadiomicsFamilies.MaximalCorrelation:
                    correlation = place;
                    break;
                case RadiomicsFamilies.Glszm:
                    sizes = place;
                    break;
                default:
                    distances = place;
                    break;
            }
        }

        if (!glcm.IsEmpty || !correlation.IsEmpty)
        {
            if (_glcm is not null)
            {
                _glcm.Compute(_grid!, glcm.Span, correlation.Span);
            }
            else
            {
                GlcmFeatures.Compute(_grid!, _options, glcm.Span, correlation.Span, _source.IsFlat);
            }
        }

        if (!sizes.IsEmpty || !distances.IsEmpty)
        {
            SeriesFeatures.ComputeZones(_grid!, _options, sizes.Span, distances.Span);
        }
    }

    public void Dispose()
    {
        _grid?.Dispose();
        _region.Dispose();
    }

    /// <summary>Texture looks no farther from a voxel.</summary>
    private static int PaddingOf(RadiomicsOptions options) => options.Texture.Distances([Math.Max(options.GlcmDistance, options.NeighbourhoodDistance)]).Last();

    private void Fill(int centre)
    {
        var places = _source.Places;
        var values = _source.Intensities.Values;
        var ratios = _source.Intensities.RatioValues;
        var levels = _source.Grid is { } grid ? grid.VoxelLevels : default;
        Count = 0;
        for (var k = 0; k < _offsets.Length; k++)
        {
            var place = places[centre + _offsets[k]];
            if (place < 0)
            {
                continue;
            }

            (_voxels[Count], _values[Count]) = (_whole[k], values[place]);
            if (_ratioValues is not null)
            {
                _ratioValues[Count] = ratios[place];
            }

            _levels[Count++] = levels.IsEmpty ? (ushort)0 : levels[place];
        }

        if (_grid is not null)
        {
            _region.Refill(_voxels.AsSpan(0, Count));
            _grid.Refill(_levels.AsSpan(0, Count));
        }
    }
}
