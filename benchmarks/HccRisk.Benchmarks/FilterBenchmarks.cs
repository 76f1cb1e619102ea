using BenchmarkDotNet.Attributes;
using HccRisk.Imaging;
using HccRisk.Radiomics;
using HccRisk.Radiomics.Filters;
using HccRisk.Radiomics.Filters.Pyradiomics;
using HccRisk.Radiomics.Presets;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Benchmarks;

/// <summary>
/// Filters on the IBSI chest phantom (PAT1, 204 x 201 x 60 voxels, 125,256 in the lesion): whole responses, as ITK and PyWavelets make them, and what an
/// extraction needs of them. The peers: benchmarks/compare-filters.py.
/// </summary>
[MemoryDiagnoser]
public class FilterBenchmarks
{
    private const string FullSet = "setting: {binWidth: 25}\nimageType: {Original: , LoG: {sigma: [1.0, 3.0, 5.0]}, Wavelet: }";

    private static readonly double[] Sigmas = [1, 2, 3, 5];

    private readonly PyradiomicsParameters _fullSet = PyradiomicsParameters.Parse(FullSet).WithParallelism(2);
    private Volume<float> _image = null!;
    private Mask _mask = null!;
    private double[] _values = [];

    [GlobalSetup]
    public void Setup()
    {
        (_image, _mask) = RadiomicsCases.ReadChest();
        _values = new double[_image.Voxels.Length];
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = _image.Voxels[i];
        }
    }

    [Benchmark]
    public double RecursiveLaplacianOfFourSigmas()
    {
        var image = Image();
        return Sigmas.Sum(s => new RecursiveLaplacian(s, "1.0").Respond(image, new FilterTarget(image.Box)).Values[0]);
    }

    [Benchmark]
    public double StationaryWaveletOfEightBands()
    {
        var image = Image();
        return StationaryWavelet.All("coif1", 0, 1, null).Sum(w => w.Respond(image, new FilterTarget(image.Box)).Values[0]);
    }

    [Benchmark]
    public double SphericalPatternsOfTheLesion()
    {
        var image = Image();
        var lesion = VoxelBox.Around(_mask, "lesion");
        var box = new GridBox(lesion.MinX, lesion.MinY, lesion.MinZ, lesion.Width, lesion.Height, lesion.Depth);
        var inside = new bool[box.Count];
        for (var i = 0; i < inside.Length; i++)
        {
            var (x, y, z) = (box.X + (i % box.Width), box.Y + (i / box.Width % box.Height), box.Z + (i / box.Width / box.Height));
            inside[i] = _mask.Inside[x + (image.Box.Width * (y + (image.Box.Height * z)))];
        }

        var target = new FilterTarget(box, inside);
        int?[] degrees = [0, 1, null];
        return degrees.Sum(d => new SphericalBinaryPatternFilter { Degree = d }.Respond(image, target).Values[0]);
    }

    [Benchmark]
    public int PyradiomicsFullSet() => _fullSet.Extract(_image, _mask).Count;

    [Benchmark]
    public double IbsiLaplacianInSpace() => OfPhase2(new LaplacianOfGaussianFilter { Sigma = 1.5 });

    [Benchmark]
    public double IbsiLawsInSpace() => OfPhase2(new LawsFilter { Kernels = "L5E5E5", Pooling = FilterPooling.Maximum, EnergyDistance = 7 });

    [Benchmark]
    public double IbsiWaveletInSpace() => OfPhase2(new WaveletFilter { Wavelet = "db3", Bands = "LLH", Pooling = FilterPooling.Mean });

    [Benchmark]
    public double IbsiSimoncelliInSpace() => OfPhase2(new RadialWaveletFilter());

    [Benchmark]
    public double IbsiGaborOverPlanes() =>
        OfPhase2(new GaborFilter { Sigma = 5, Gamma = 1.5, Wavelength = 2, ThetaStep = Math.PI / 8, OverPlanes = true });

    /// <summary>Configuration B of phase 2: 1 mm by cubic splines, statistics of one response.</summary>
    private double OfPhase2(ImageFilter filter)
    {
        var options = new RadiomicsOptions
        {
            Families = RadiomicsFamilies.Statistics,
            ResampleSpacing = new Vector3D(1, 1, 1),
            Interpolation = ImageInterpolation.CubicSpline,
            RoundIntensities = true,
            ResegmentationMinimum = -1000,
            ResegmentationMaximum = 400,
            Filters = new FilterOptions { Filters = [filter] },
        };
        return new RadiomicsExtractor(options) { MaxParallelism = 2 }.Extract([new RadiomicsSeries("s", _image)], _mask).Values[^1];
    }

    private FilterImage Image() => new(_values, _image.Geometry.Width, _image.Geometry.Height, _image.Geometry.Depth, _image.Geometry.Spacing)
    {
        Threads = 2,
        Type = VoxelType.Float32,
    };
}
