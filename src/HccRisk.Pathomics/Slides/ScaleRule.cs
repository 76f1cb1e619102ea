using HccRisk.Cohorts;

namespace HccRisk.Pathomics.Slides;

/// <summary>What counts as a stated resolution: the same for every reader.</summary>
internal static class ScaleRule
{
    /// <summary>Coarser than any scan: a default such as 72 dots per inch, which says nothing about the slide.</summary>
    private const double CoarsestScan = 100;

    /// <summary>An overview through an objective of 1x; what is coarser was not seen through a microscope.</summary>
    private const double CoarsestMicroscope = 10;

    /// <summary>The finest flatbed scanners; a microscope at 4x has more.</summary>
    private const double FinestPrint = 9600;

    private const double Inch = 25400;

    /// <summary>The values of both axes; null when absent or not a scan's.</summary>
    public static StatedScale? Of(double? x, double? y) => x is > 0 and <= CoarsestScan && y is > 0 and <= CoarsestScan ? new StatedScale(x.Value, y.Value) : null;

    /// <summary>
    /// From the resolution a TIFF states in pixels per unit, which any program writes: what is coarser than a microscope sees, or a round number of
    /// dots per inch as printers and flatbed scanners have it (72, 96, 300, 2400), is no scale of a slide. <paramref name="unitMicrons"/> is 0 for
    /// an unknown unit.
    /// </summary>
    public static StatedScale? FromPixelsPerUnit(double x, double y, double unitMicrons) =>
        unitMicrons > 0 && x > 0 && y > 0 && Of(unitMicrons / x, unitMicrons / y) is { } microns && IsOfMicroscope(microns.X) && IsOfMicroscope(microns.Y) ? microns : null;

    private static bool IsOfMicroscope(double microns) => microns <= CoarsestMicroscope && !IsOfPrint(Inch / microns);

    private static bool IsOfPrint(double dotsPerInch) => dotsPerInch <= FinestPrint + 1 && Math.Abs(dotsPerInch - (100 * Math.Round(dotsPerInch / 100))) < 0.5;

    /// <summary>What the caller says, else the file, else, only if allowed, the objective.</summary>
    public static (double? MicronsPerPixel, ResolutionSource Source) Resolve(SlideOpenOptions options, double? stated, double? objective) =>
        options.MicronsPerPixel is { } told ? (told, ResolutionSource.Options)
        : options.ObjectivePower is { } given ? (GivenScale.NominalMicronsPerPixel(given), ResolutionSource.GivenObjective)
        : stated is { } own ? (own, ResolutionSource.File)
        : options.ScaleFromObjective && objective is { } power ? (GivenScale.NominalMicronsPerPixel(power), ResolutionSource.Objective)
        : (null, ResolutionSource.None);

    /// <summary>Level-0 pixels per pixel: each halving rounds the size, so a whole ratio that explains it within a pixel is the true one.</summary>
    public static double Downsample(int topWidth, int topHeight, int width, int height)
    {
        var downsample = Math.Sqrt((double)topWidth / width * ((double)topHeight / height));
        var whole = Math.Round(downsample);
        return Math.Abs((topWidth / whole) - width) < 1 && Math.Abs((topHeight / whole) - height) < 1 ? whole : downsample;
    }
}
