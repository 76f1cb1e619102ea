using HccRisk.Cohorts;
using HccRisk.Cohorts.Scanning;
using HccRisk.Oracles;
using HccRisk.Pathomics.Slides;
using NetVips;
using Xunit;

namespace HccRisk.Pathomics.Tests.Slides;

public sealed class GivenScaleTests
{
    // Nominal scales as makers of scanners state them: 40x 0.25, 20x 0.5, 10x 1.
    [Theory]
    [InlineData("0.2738", "", 0.2738, null)]
    [InlineData("", "40", 0.25, 40.0)]
    [InlineData("NA", "20x", 0.5, 20.0)]
    [InlineData("", "10X", 1, 10.0)]
    [InlineData("0.243", "20", 0.243, null)]
    [InlineData("0.05", "", 0.05, null)]
    [InlineData("5", "", 5, null)]
    public void TryParse_Cells_GiveMicronsAndWhetherTheyAreNominal(string mpp, string objective, double expected, double? nominalOf)
    {
        Assert.Null(GivenScale.TryParse(mpp, objective, out var scale));
        Assert.Equal((expected, nominalOf), (scale!.MicronsPerPixel, scale.ObjectivePower));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("na", "NA")]
    public void TryParse_NothingGiven_IsNoScale(string mpp, string objective)
    {
        Assert.Null(GivenScale.TryParse(mpp, objective, out var scale));
        Assert.Null(scale);
    }

    [Theory]
    [InlineData("0.049", "", "mpp 0.049 is outside 0.05 to 5 micrometres per pixel")]
    [InlineData("250", "", "mpp 250 is outside 0.05 to 5 micrometres per pixel")]
    [InlineData("-0.25", "", "mpp -0.25 is outside 0.05 to 5 micrometres per pixel")]
    [InlineData("NaN", "", "mpp NaN is outside 0.05 to 5 micrometres per pixel")]
    [InlineData("0,25", "", "mpp '0,25' is not a number, write a decimal point")]
    [InlineData("fine", "", "mpp 'fine' is not a number")]
    [InlineData("", "0", "objective 0 is outside 1 to 100")]
    [InlineData("", "400x", "objective 400 is outside 1 to 100")]
    [InlineData("0.25", "Plan", "objective 'Plan' is not a number")]
    public void TryParse_ImpossibleValue_IsNamed(string mpp, string objective, string expected)
    {
        Assert.Equal(expected, GivenScale.TryParse(mpp, objective, out var scale));
        Assert.Null(scale);
    }

    [Fact]
    public void Open_ScaleGiven_IsBelievedBeforeTheFileWhichIsStillKnown()
    {
        using var folder = new TemporaryFolder();
        var stating = folder["stating.tif"];
        PyramidalTiff.Write(stating, new byte[300 * 200 * 3], 300, 200, 0.4);
        var silent = folder["silent.tif"];
        using (var image = Image.Black(300, 200, 3).Cast(Enums.BandFormat.Uchar))
        {
            image.Tiffsave(silent, tile: true);
        }

        Assert.Equal((0.4, ResolutionSource.File, 0.4), Opened(stating, new SlideOpenOptions()));
        Assert.Equal((0.25, ResolutionSource.GivenObjective, 0.4), Opened(stating, new SlideOpenOptions { ObjectivePower = 40 }));
        Assert.Equal((0.3, ResolutionSource.Options, 0.4), Opened(stating, new SlideOpenOptions { MicronsPerPixel = 0.3, ObjectivePower = 40 }));
        Assert.Equal((0.5, ResolutionSource.GivenObjective, null), Opened(silent, new SlideOpenOptions { ObjectivePower = 20 }));
        Assert.Contains("'mpp' of the manifest", Assert.Throws<SlideResolutionException>(() => Required(silent)).Message, StringComparison.Ordinal);
        Assert.Contains("101", Assert.Throws<ArgumentException>(() => Opened(silent, new SlideOpenOptions { ObjectivePower = 101 })).Message, StringComparison.Ordinal);
    }

    private static (double? MicronsPerPixel, ResolutionSource Source, double? Stated) Opened(string path, SlideOpenOptions options)
    {
        using var slide = SlideFile.Open(path, options);
        return (slide.MicronsPerPixel, slide.Source.Resolution, slide.Source.StatedMicronsPerPixel);
    }

    private static double Required(string path)
    {
        using var slide = SlideFile.Open(path);
        return slide.RequireMicronsPerPixel();
    }
}
