using HccRisk.Cohorts.Scanning;
using HccRisk.Core.Numerics;
using HccRisk.Pathomics.Slides;

namespace HccRisk.Pathomics.Tissue;

/// <summary>
/// Finds tissue on a slide: saturation above Otsu's threshold (IEEE Trans SMC 1979;9:62-66) on a small picture, without pen marks,
/// closed and opened once, without small pieces and with small holes filled.
/// </summary>
public static class TissueSegmenter
{
    private const int Levels = 256;

    /// <summary>Finds tissue on a slide.</summary>
    /// <param name="slide">The slide; it must state its micrometres per pixel.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="SlideResolutionException">The slide does not state its micrometres per pixel.</exception>
    public static TissueMask Segment(ISlide slide, TissueOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slide);
        return Segment(slide, options, 0, cancellationToken);
    }

    /// <summary>Finds tissue on a picture of a whole slide.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="micronsPerPixel">Micrometres per pixel of the picture.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static TissueMask Segment(SlideImage picture, double micronsPerPixel, TissueOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return Segment(new SlideOverview(picture, null, null), micronsPerPixel, options);
    }

    /// <summary>
    /// Finds tissue on a slide that may be damaged in places. What the small picture does not show there may be tissue: it counts as such, so
    /// that its tiles are read and judged by themselves.
    /// </summary>
    internal static TissueMask Segment(ISlide slide, TissueOptions? options, double maxDamagedFraction, CancellationToken cancellationToken)
    {
        options ??= new TissueOptions();
        options.Validate();
        var mpp = slide.RequireMicronsPerPixel();
        var overview = slide.ReadOverview(Math.Max(1, options.MicronsPerPixel / mpp), maxDamagedFraction, cancellationToken);
        return Segment(overview, mpp * overview.Picture.Downsample, options);
    }

    /// <summary>Whether red, green and blue are the same everywhere, but for rounding, and not all of one brightness as on an empty slide.</summary>
    private static bool IsColourless(ReadOnlySpan<byte> rgb)
    {
        const int Rounding = 3, Something = 32;
        byte darkest = 255, brightest = 0;
        for (var i = 0; i < rgb.Length; i += 3)
        {
            byte low = Math.Min(rgb[i], Math.Min(rgb[i + 1], rgb[i + 2])), high = Math.Max(rgb[i], Math.Max(rgb[i + 1], rgb[i + 2]));
            if (high - low > Rounding)
            {
                return false;
            }

            (darkest, brightest) = (Math.Min(darkest, low), Math.Max(brightest, high));
        }

        return brightest - darkest > Something;
    }

    /// <summary>The same of a picture that has been read.</summary>
    internal static TissueMask Segment(SlideOverview overview, double micronsPerPixel, TissueOptions? options)
    {
        options ??= new TissueOptions();
        options.Validate();
        var picture = overview.Picture;
        var (width, height, rgb) = (picture.Width, picture.Height, picture.Rgb);
        var saturation = new byte[width * height];
        var pen = InkFinder.Find(rgb, width, height, micronsPerPixel, out var inks);
        if (!options.RejectPen)
        {
            Array.Clear(pen);
        }

        var histogram = new long[Levels];
        for (var i = 0; i < saturation.Length; i++)
        {
            var (r, g, b) = (rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2]);
            int max = Math.Max(r, Math.Max(g, b)), min = Math.Min(r, Math.Min(g, b));
            saturation[i] = (byte)(max == 0 ? 0 : (255 * (max - min)) / max);
            if (!pen[i])
            {
                histogram[saturation[i]]++;
            }
        }

        var penFraction = pen.Count(x => x) / (double)pen.Length;
        Morphology.Dilate(pen, width, height);
        var threshold = Math.Clamp(Otsu.Threshold(histogram) / 255.0, options.MinSaturation, options.MaxSaturationThreshold) * 255;
        var tissue = new bool[width * height];
        for (var i = 0; i < tissue.Length; i++)
        {
            tissue[i] = saturation[i] > threshold && !pen[i];
        }

        Morphology.Close(tissue, width, height);
        Morphology.Open(tissue, width, height);
        var pixelArea = micronsPerPixel * micronsPerPixel;
        Morphology.RemoveSmall(tissue, width, height, foreground: true, options.MinObjectArea / pixelArea);
        Morphology.RemoveSmall(tissue, width, height, foreground: false, options.MaxHoleArea / pixelArea);
        var folds = FoldFinder.Find(rgb, tissue, width, height, options.FoldDensityRatio, options.MinFoldArea / pixelArea);
        for (var i = 0; i < tissue.Length && options.RejectFolds; i++)
        {
            tissue[i] &= !folds[i];
        }

        for (var i = 0; i < tissue.Length && overview.Damaged is not null; i++)
        {
            tissue[i] |= overview.Damaged[i];
        }

        return new TissueMask(Plane(tissue), picture.Downsample, penFraction, Plane(pen), Plane(folds), inks with { MicronsPerPixel = micronsPerPixel }) { IsColourless = IsColourless(rgb) };

        MaskPlane Plane(bool[] mask) => new(mask, width, height, picture.Downsample);
    }
}
