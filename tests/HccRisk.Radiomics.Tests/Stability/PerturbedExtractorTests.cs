using HccRisk.Imaging;
using HccRisk.Radiomics.Presets;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Stability;
using Xunit;

namespace HccRisk.Radiomics.Tests.Stability;

public sealed class PerturbedExtractorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly PerturbationOptions Nothing = new() { Count = 2, Rotation = 0, Translation = 0, Noise = 0, Volume = 0, RandomContour = false };

    private static readonly RadiomicsOptions Everything = new() { Families = RadiomicsFamilies.All, Regions = new RegionOptions { Shells = [5, 10] } };

    // Nothing disturbed: cropping, moving and measuring again must not be seen, to the last bit.
    [Theory]
    [InlineData(IntensityNormalisation.None)]
    [InlineData(IntensityNormalisation.ZScoreImage)]
    [InlineData(IntensityNormalisation.ReferenceMean)]
    public void Extract_NothingDisturbed_GivesThePlainFeatures(IntensityNormalisation normalisation)
    {
        var patient = Patient();
        var options = Everything with { Normalisation = normalisation };

        var found = new PerturbedExtractor(options, Nothing).Extract(patient, Token);

        var expected = new RadiomicsExtractor(options).Extract(patient, Token);
        Assert.Equal(2, found.Count);
        Assert.All(found, f => Assert.Equal(expected.Values, f.Values));
        Assert.Equal(expected.Columns, found[0].Columns);
    }

    // Resampled once either way; here the values between are kept in single precision, 6e-8 of intensities.
    [Fact]
    public void Extract_NothingDisturbedButResampled_GivesThePlainFeatures()
    {
        var options = new RadiomicsOptions { ResampleSpacing = new Vector3D(1, 1, 1), Families = RadiomicsFamilies.Statistics | RadiomicsFamilies.Morphology };

        var found = new PerturbedExtractor(options, Nothing).Extract(Patient(), Token)[0];

        var expected = new RadiomicsExtractor(options).Extract(Patient(), Token);
        Assert.All(expected.Columns.Zip(expected.Values, found.Values), v => Assert.True(Math.Abs(v.Second - v.Third) <= 1e-5 * Math.Max(1, Math.Abs(v.Second)), v.First.Name));
    }

    [Fact]
    public void Extract_OtherNumberOfThreads_GivesTheSameBits()
    {
        var options = new PerturbationOptions { Count = 4 };

        var one = new PerturbedExtractor(Everything, options) { MaxParallelism = 1 }.Extract(Patient(), Token);
        var several = new PerturbedExtractor(Everything, options) { MaxParallelism = 4 }.Extract(Patient(), Token);

        Assert.All(one.Zip(several), v => Assert.Equal(v.First.Values, v.Second.Values));
        Assert.NotEqual(one[0].Values, one[1].Values);
    }

    // Position and noise change texture much and volume hardly: the volume changes only by what is asked.
    [Fact]
    public void Extract_MovedOnly_KeepsTheVolume()
    {
        var options = new PerturbationOptions { Count = 6, Noise = 0, Volume = 0, RandomContour = false };

        var found = new PerturbedExtractor(new RadiomicsOptions(), options).Extract(Patient(), Token);

        var plain = new RadiomicsExtractor().Extract(Patient(), Token);
        var at = plain.Columns.Index().Single(c => c.Item.Code == "RNU0").Index;
        Assert.All(found, f => Assert.Equal(1, f.Values[at] / plain.Values[at], 0.02));
        Assert.True(found.Select(f => f.Values[at]).Distinct().Count() > 1);
    }

    [Fact]
    public void Extract_SeriesOnTwoGrids_MovesBoth()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(40, 40, 12, (9, 9, 4), new Vector3D(1, 1, 2));
        var (other, otherMask) = SyntheticLesion.Ellipsoid(48, 36, 12, (12, 8, 4), new Vector3D(0.8, 1.1, 2));
        var patient = new RadiomicsCase
        {
            Series = [new RadiomicsSeries("one", image), new RadiomicsSeries("two", other) { Masks = new SeriesMasks { Lesion = otherMask } }],
            Lesion = mask,
        };

        var found = new PerturbedExtractor(new RadiomicsOptions(), Nothing).Extract(patient, Token)[0];
        var moved = new PerturbedExtractor(new RadiomicsOptions(), new PerturbationOptions { Count = 2 }).Extract(patient, Token)[0];

        Assert.Equal(new RadiomicsExtractor().Extract(patient, Token).Values, found.Values);
        Assert.All(moved.Columns.Index().Where(c => c.Item.Name.EndsWith(".stat_mean", StringComparison.Ordinal)), c => Assert.True(double.IsFinite(moved.Values[c.Index])));
    }

    [Fact]
    public void Extract_Preset_HasItsNames()
    {
        var preset = RadiomicsPreset.Find("pyradiomics");

        var found = new PerturbedExtractor(preset, Nothing).Extract(Patient() with { Reference = null }, Token)[0];

        Assert.Equal("t1.original_firstorder_10Percentile", found.Columns[0].Name);
        Assert.Equal(preset.Extract(Patient().Series[0].Image, Patient().Lesion, cancellationToken: Token).Select(v => v.Value), found.Values.Take(preset.Columns.Count));
    }

    [Fact]
    public void Extract_LesionThatAShiftLoses_IsMissingWithTheReason()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(20, 20, 10, (0.5, 0.5, 0.5), new Vector3D(1, 1, 2));
        var patient = new RadiomicsCase { Series = [new RadiomicsSeries("t1", image)], Lesion = mask };

        var found = new PerturbedExtractor(new RadiomicsOptions(), new PerturbationOptions { Count = 20, RandomContour = false, Volume = 0 }).Extract(patient, Token);

        var lost = found.First(f => f.Values.All(double.IsNaN));
        Assert.Contains("perturbation", Assert.Single(lost.Missing), StringComparison.Ordinal);
        Assert.Contains("no voxel", lost.Missing[0], StringComparison.Ordinal);
    }

    private static RadiomicsCase Patient()
    {
        var (image, mask) = SyntheticLesion.Ellipsoid(64, 60, 20, (11, 9, 4), new Vector3D(0.9, 0.9, 2));
        var (other, _) = SyntheticLesion.Ellipsoid(64, 60, 20, (11, 9, 4), new Vector3D(0.9, 0.9, 2), seed: 4);
        var reference = new bool[mask.Inside.Length];
        Array.Fill(reference, true, 5000, 3000);
        return new RadiomicsCase
        {
            Series = [new RadiomicsSeries("t1", image), new RadiomicsSeries("arterial", other)],
            Lesion = mask,
            Reference = new Mask(mask.Geometry, reference),
        };
    }
}
