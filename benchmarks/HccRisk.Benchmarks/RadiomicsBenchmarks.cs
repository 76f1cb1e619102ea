using BenchmarkDotNet.Attributes;
using HccRisk.Imaging;
using HccRisk.Radiomics;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Presets;

namespace HccRisk.Benchmarks;

/// <summary>
/// Each family of one lesion beside the pyradiomics class of the same features, on the image cropped to the lesion and in memory, one
/// thread: two synthetic lesions always, the real ones when the shared data are there. The baseline counts co-occurrences the plain way,
/// a bounds check a neighbour, and nothing else.
/// </summary>
[MemoryDiagnoser]
[Config(typeof(PyradiomicsConfig))]
public class RadiomicsBenchmarks
{
    private static readonly RadiomicsOptions Bins25 = new()
    {
        Discretisation = DiscretisationMethod.FixedBinSize,
        BinWidth = 25,
        BinOrigin = BinOrigin.MultipleOfWidth,
    };

    private RadiomicsSeries _series = null!;
    private Mask _mask = null!;

    /// <summary>The lesion.</summary>
    [ParamsSource(nameof(Cases))]
    public string Case { get; set; } = RadiomicsCases.Synthetic100k;

    public static IEnumerable<string> Cases => RadiomicsCases.Available;

    [GlobalSetup]
    public void Load() => (_series, _mask) = RadiomicsCases.Load(Case);

    [Benchmark]
    public double FirstOrder() => Run(RadiomicsFamilies.Statistics | RadiomicsFamilies.IntensityHistogram);

    [Benchmark]
    public double Shape() => Run(RadiomicsFamilies.Morphology | RadiomicsFamilies.PlanarDiameters);

    [Benchmark]
    public double Cooccurrence() => Run(RadiomicsFamilies.Glcm | RadiomicsFamilies.MaximalCorrelation);

    [Benchmark]
    public double RunLength() => Run(RadiomicsFamilies.Glrlm);

    [Benchmark]
    public double SizeZone() => Run(RadiomicsFamilies.Glszm);

    [Benchmark]
    public double NeighbourhoodDependence() => Run(RadiomicsFamilies.Ngldm);

    [Benchmark]
    public double NeighbourhoodDifference() => Run(RadiomicsFamilies.Ngtdm);

    /// <summary>The 107 features, against the sum of pyradiomics' classes.</summary>
    [Benchmark]
    public int Pyradiomics() => RadiomicsPreset.Find("pyradiomics").Extract(_series.Image, _mask).Count;

    [Benchmark]
    public double DistanceZone() => Run(RadiomicsFamilies.Gldzm);

    [Benchmark]
    public double VolumeHistogram() => Run(RadiomicsFamilies.IntensityVolumeHistogram);

    [Benchmark]
    public double LocalIntensity() => Run(RadiomicsFamilies.LocalIntensity);

    [Benchmark]
    public double SpatialAutocorrelation() => Run(RadiomicsFamilies.SpatialAutocorrelation);

    /// <summary>13 passes over the whole image with a bounds check a neighbour.</summary>
    [Benchmark(Baseline = true)]
    public long NaiveCooccurrenceCounts()
    {
        var g = _mask.Geometry;
        var counts = new Dictionary<(int, int), long>();
        long total = 0;
        for (var z = 0; z < g.Depth; z++)
        {
            for (var y = 0; y < g.Height; y++)
            {
                for (var x = 0; x < g.Width; x++)
                {
                    if (!Inside(x, y, z))
                    {
                        continue;
                    }

                    for (var n = 14; n < 27; n++)
                    {
                        var (nx, ny, nz) = (x + (n % 3) - 1, y + (n / 3 % 3) - 1, z + (n / 9) - 1);
                        if (nx >= 0 && ny >= 0 && nx < g.Width && ny < g.Height && nz < g.Depth && Inside(nx, ny, nz))
                        {
                            var key = ((int)Math.Floor(_series.Image[x, y, z] / 25), (int)Math.Floor(_series.Image[nx, ny, nz] / 25));
                            counts[key] = counts.GetValueOrDefault(key) + 1;
                            total++;
                        }
                    }
                }
            }
        }

        return total + counts.Count;

        bool Inside(int x, int y, int z) => _mask.Inside[x + (g.Width * (y + (g.Height * z)))];
    }

    private double Run(RadiomicsFamilies families) => new RadiomicsExtractor(Bins25 with { Families = families }).Extract([_series], _mask).Values[0];
}
