using HccRisk.Studies.Synthetic;
using HccRisk.Studies.Synthetic.Population;
using HccRisk.Studies.Synthetic.Rendering.Second;
using MathNet.Numerics.Statistics;
using Xunit;

namespace HccRisk.Studies.Tests.Synthetic;

public sealed class SecondGeneratorTests : IDisposable
{
    private static readonly SyntheticOptions Small = new()
    {
        Generator = SyntheticGenerator.Second,
        Seed = 5,
        Development = 3,
        External = 2,
        MriMatrix = 48,
        MriSlices = 24,
        SlidePixels = 256,
        ReaderError = 1,
        Readers = 2,
        MaxParallelism = 1,
    };

    private readonly string _root = Directory.CreateTempSubdirectory("hccrisk-second-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Generate_OneOrFourThreads_GivesTheSameBytes()
    {
        var one = Files(Make("one", Small));
        var four = Files(Make("four", Small with { MaxParallelism = 4 }));
        Assert.Equal(6 + (5 * 8), one.Count);
        Assert.Equal(one.Keys, four.Keys);
        Assert.All(one, f => Assert.Equal(f.Value, four[f.Key]));
    }

    [Fact]
    public void Generate_OtherPixels_AreMadeAgain_OtherOutcomesAreNot()
    {
        var folder = Make("again", Small).Directory;
        Assert.Equal(5, Make("again", Small with { MriEffect = 2, Prevalence = 2, MissingSlides = .5 }).Resumed);
        Assert.Equal(0, Make("again", Small with { Shift = 2 }).Resumed);
        Assert.Equal(0, Make("again", Small with { Generator = SyntheticGenerator.First, ReaderError = 0, Readers = 0 }).Resumed);
        Assert.False(File.Exists(Path.Combine(folder, "readers.csv")));
    }

    [Fact]
    public void Generate_MissingSlides_LeavesThemOutOfTheManifest()
    {
        var files = Make("missing", Small with { Development = 30, External = 0, MissingSlides = .5, MriMatrix = 32, MriSlices = 16, ReaderError = 0, Readers = 0 });
        var slides = File.ReadLines(files.ManifestCsv).Count(l => l.Contains(",slide,", StringComparison.Ordinal));
        var mri = File.ReadLines(files.ManifestCsv).Count(l => l.Contains(",arterial,", StringComparison.Ordinal));

        // Binomial of 30 and a half: beyond these once in 10,000.
        Assert.InRange(slides, 5, 25);
        Assert.Equal(30, mri);
    }

    [Fact]
    public void Render_Lesion_HasTheVolumeOfTheRecordedDiameter()
    {
        // Ellipsoids with axes of 1 and twice .82 to 1: a mean volume of .83 of the sphere; the irregular margin takes 15 % of the radius at most.
        var ratios = Enumerable.Range(0, 40).Select(i =>
        {
            var patient = Patient(SyntheticSite.Development, i);
            var lesion = SecondMri.Render(patient, new SyntheticOptions { Generator = SyntheticGenerator.Second }).Images.Lesion;
            var g = lesion.Geometry;
            return lesion.Count * g.Spacing.X * g.Spacing.Y * g.Spacing.Z / (Math.PI / 6 * Math.Pow(10 * patient.SizeCm, 3));
        }).ToArray();
        Assert.InRange(ratios.Mean(), .83 * .85 * .85 * .85, 1);
    }

    [Fact]
    public void Render_Masks_AreApartAndNotEmpty()
    {
        var alike = 0;
        for (var i = 0; i < 40; i++)
        {
            var (mri, readers) = SecondMri.Render(Patient(SyntheticSite.External, i), Small);
            Assert.True(mri.Lesion.Count > 4, $"patient {i}: {mri.Lesion.Count} lesion voxels");
            Assert.True(mri.Liver.Count > 1_000, $"patient {i}: {mri.Liver.Count} liver voxels");
            Assert.Equal(2, readers.Count);
            alike += readers[0].Inside.SequenceEqual(readers[1].Inside) ? 1 : 0;
            for (var v = 0; v < mri.Geometry.VoxelCount; v++)
            {
                Assert.False(mri.Lesion.Inside[v] && mri.Liver.Inside[v]);
            }
        }

        // A lesion of a few voxels of 4 mm may look the same to two readers with an error of 1 mm.
        Assert.InRange(alike, 0, 6);
    }

    [Fact]
    public void Render_OtherMarker_LeavesTheOtherImageAsItIs()
    {
        var patient = Patient(SyntheticSite.Development, 0);
        var (one, other) = (new byte[256 * 256 * 3], new byte[256 * 256 * 3]);
        SecondSlide.Render(patient, 256, one);
        SecondSlide.Render(patient with { ZMri = 2.5 }, 256, other);
        Assert.Equal(one, other);
        SecondSlide.Render(patient with { ZWsi = 2.5 }, 256, other);
        Assert.NotEqual(one, other);
        var (first, second) = (SecondMri.Render(patient, Small).Images, SecondMri.Render(patient with { ZWsi = 2.5 }, Small).Images);
        Assert.True(first.Arterial.Voxels.SequenceEqual(second.Arterial.Voxels));
    }

    [Theory]
    [InlineData(.3)]
    [InlineData(.54)]
    public void WeakTrait_ManyPatients_HasItsCorrelationAndIsStandard(double correlation)
    {
        var random = new SyntheticRandom(3);
        double[] marker = [.. Enumerable.Range(0, 40_000).Select(_ => random.Normal())];
        double[] trait = [.. marker.Select(z => WeakTraits.Draw(z, correlation, random))];

        // Standard error .005; cutting at 3 SD takes less than .003.
        Assert.Equal(correlation, Correlation.Pearson(marker, trait), .025);
        Assert.Equal(1, trait.StandardDeviation(), .025);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(.5, .5)]
    [InlineData(2, 2)]
    public void Shifted_Factor_StretchesTheDifferenceToTheDevelopmentSite(double shift, double expected)
    {
        var (home, away, moved) = (SyntheticSite.Development, SyntheticSite.External, SyntheticSite.External.Shifted(shift));
        Assert.Equal(expected, (moved.ScannerGain - home.ScannerGain) / (away.ScannerGain - home.ScannerGain), 1e-5);
        Assert.Equal(expected, (moved.SliceStretch - home.SliceStretch) / (away.SliceStretch - home.SliceStretch), 1e-9);
        Assert.Equal(expected, (moved.Pen - home.Pen) / (away.Pen - home.Pen), 1e-9);
        Assert.Equal((away.Name, away.FirstSurgery, away.MeanAge), (moved.Name, moved.FirstSurgery, moved.MeanAge));
        Assert.Same(home, home.Shifted(shift));
    }

    [Fact]
    public void Patient_Effects_ScaleTheLogHazards()
    {
        var plain = new SyntheticOptions().Patient(SyntheticSite.Development, 3);
        var changed = new SyntheticOptions { ClinicalEffect = .5, MriEffect = 2, WsiEffect = 0, Prevalence = 3 }.Patient(SyntheticSite.Development, 3);
        Assert.Equal((.5 * plain.ClinicalPost) + (2 * .8 * plain.ZMri) + Math.Log(3), changed.Lp1, 1e-12);
        Assert.Equal(plain.ClinicalPost + (.8 * plain.ZMri) + (.7 * plain.ZWsi), plain.Lp1, 1e-12);
    }

    [Fact]
    public void Validate_ReadersWithoutError_NamesBothFaults()
    {
        var error = Assert.Throws<ArgumentException>(() => new SyntheticOptions { Readers = 2, Shift = 3, Prevalence = double.NaN }.Validate());
        Assert.Contains("Readers is 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("Shift is 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("Prevalence is NaN", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => new SyntheticOptions { ReaderError = 1 }.Validate());
        Assert.Contains("first generator", error.Message, StringComparison.Ordinal);
    }

    private static SyntheticPatient Patient(SyntheticSite site, int index) => PatientSampler.Draw(7, site, index);

    private SyntheticCohortFiles Make(string name, SyntheticOptions options) =>
        SyntheticCohort.Generate(Path.Combine(_root, name), options, null, TestContext.Current.CancellationToken);

    private static SortedDictionary<string, byte[]> Files(SyntheticCohortFiles made)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(made.Directory, "*", SearchOption.AllDirectories))
        {
            files[Path.GetRelativePath(made.Directory, file)] = File.ReadAllBytes(file);
        }

        return files;
    }
}
