using BenchmarkDotNet.Attributes;
using HccRisk.Core.Imaging;
using HccRisk.Core.IO;
using HccRisk.Features.Radiomics;
using HccRisk.Features.Radiomics.Discretisation;
using HccRisk.Features.Radiomics.Presets;
using HccRisk.Oracles;

namespace HccRisk.Benchmarks;

/// <summary>
/// Each family of one lesion and the three of every study together, file reading left out: two synthetic lesions always, the real ones when the
/// shared data are there. The baseline counts co-occurrences the plain way, a bounds check a neighbour, and nothing else.
/// </summary>
[MemoryDiagnoser]
public class RadiomicsBenchmarks
{
    private static readonly RadiomicsOptions Texture25 = new()
    {
        Families = RadiomicsFamilies.Statistics | RadiomicsFamilies.Morphology | RadiomicsFamilies.Cooccurrence,
        Discretisation = DiscretisationMethod.FixedBinSize,
        BinWidth = 25,
        BinOrigin = BinOrigin.MultipleOfWidth,
    };

    private RadiomicsSeries _series = null!;
    private Mask _mask = null!;

    /// <summary>The lesion.</summary>
    [Params("synthetic100k", "synthetic1M", "brain1", "PAT1", "STS_T1")]
    public string Case { get; set; } = "synthetic100k";

    [GlobalSetup]
    public void Load() => (_series, _mask) = Case switch
    {
        "synthetic100k" => Ellipsoid(radius: 29),
        "synthetic1M" => Ellipsoid(radius: 62),
        "brain1" => Read(["data", "pyradiomics", "brain1_image.nrrd"], ["data", "pyradiomics", "brain1_label.nrrd"]),
        "PAT1" => Read(
            ["data", "ibsi", "ibsi_1_ct_radiomics_phantom", "nifti", "image", "phantom.nii.gz"],
            ["data", "ibsi", "ibsi_1_ct_radiomics_phantom", "nifti", "mask", "mask.nii.gz"]),
        _ => Read(
            ["data", "ibsi", "ibsi_validation", "nifti", "STS_001", "MR_T1_image.nii.gz"],
            ["data", "ibsi", "ibsi_validation", "nifti", "STS_001", "MR_T1_mask.nii.gz"]),
    };

    [Benchmark]
    public double AllFamilies() => Run(Texture25);

    [Benchmark]
    public double Statistics() => Run(Texture25 with { Families = RadiomicsFamilies.Statistics });

    [Benchmark]
    public double Shape() => Run(Texture25 with { Families = RadiomicsFamilies.Morphology });

    [Benchmark]
    public double Cooccurrence() => Run(Texture25 with { Families = RadiomicsFamilies.Cooccurrence });

    [Benchmark]
    public double RunLength() => Run(Texture25 with { Families = RadiomicsFamilies.RunLength });

    [Benchmark]
    public double SizeZone() => Run(Texture25 with { Families = RadiomicsFamilies.SizeZone });

    [Benchmark]
    public double DistanceZone() => Run(Texture25 with { Families = RadiomicsFamilies.DistanceZone });

    [Benchmark]
    public double NeighbourhoodDifference() => Run(Texture25 with { Families = RadiomicsFamilies.NeighbourhoodDifference });

    [Benchmark]
    public double NeighbourhoodDependence() => Run(Texture25 with { Families = RadiomicsFamilies.NeighbourhoodDependence });

    [Benchmark]
    public double Histograms() => Run(Texture25 with { Families = RadiomicsFamilies.IntensityHistogram | RadiomicsFamilies.IntensityVolumeHistogram });

    [Benchmark]
    public double LocalIntensity() => Run(Texture25 with { Families = RadiomicsFamilies.LocalIntensity });

    [Benchmark]
    public double SpatialAutocorrelation() => Run(Texture25 with { Families = RadiomicsFamilies.SpatialAutocorrelation });

    /// <summary>The 107 features, against the sum of pyradiomics' classes.</summary>
    [Benchmark]
    public int Pyradiomics() => RadiomicsPreset.Find("pyradiomics").Extract(_series.Image, _mask).Count;

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

    private static (RadiomicsSeries Series, Mask Mask) Read(string[] image, string[] mask)
    {
        var (imagePath, maskPath) = (SharedData.TryPath(image), SharedData.TryPath(mask));
        return imagePath is null || maskPath is null
            ? throw new InvalidOperationException(SharedData.MissingReason)
            : (new RadiomicsSeries("s", ImageFile.ReadVolume(imagePath)), ImageFile.ReadMask(maskPath));
    }

    private static (RadiomicsSeries Series, Mask Mask) Ellipsoid(int radius)
    {
        var side = (2 * radius) + 9;
        var geometry = VolumeGeometry.AxisAligned(side, side, side, new Vector3D(1, 1, 1));
        var (voxels, inside) = (new float[geometry.VoxelCount], new bool[geometry.VoxelCount]);
        var random = new Random(1);
        for (var i = 0; i < voxels.Length; i++)
        {
            var (x, y, z) = ((i % side) - (side / 2), (i / side % side) - (side / 2), (i / (side * side)) - (side / 2));
            inside[i] = (x * x) + (y * y) + (z * z) <= radius * radius;
            voxels[i] = (float)Math.Round(400 + (200 * Math.Sin(0.2 * (x + y))) + (100 * random.NextDouble()));
        }

        return (new RadiomicsSeries("s", new Volume<float>(geometry, voxels)), new Mask(geometry, inside));
    }

    private double Run(RadiomicsOptions options) => new RadiomicsExtractor(options).Extract([_series], _mask).Values[0];
}
