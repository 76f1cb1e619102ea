using System.Globalization;

namespace HccRisk.Pathomics.Slides;

/// <summary>What every <see cref="ISlide"/> can do by reading regions.</summary>
public static class SlideExtensions
{
    private const int BandBytes = 16 << 20;

    /// <summary>A level this near the wanted scale is read as it is.</summary>
    private const double SameScale = 0.01;

    /// <summary>Enlarging more than this would invent detail.</summary>
    private const double MostEnlargement = 0.9;

    /// <summary>Micrometres per level-0 pixel of a slide that must state them.</summary>
    /// <param name="slide">The slide.</param>
    /// <exception cref="SlideResolutionException">The file does not state its resolution.</exception>
    public static double RequireMicronsPerPixel(this ISlide slide)
    {
        ArgumentNullException.ThrowIfNull(slide);
        if (slide.MicronsPerPixel is { } stated)
        {
            return stated;
        }

        var fault = slide.Source.Stated is { Isotropic: null } unequal
            ? string.Create(CultureInfo.InvariantCulture, $"states pixels of {unequal.X:R} x {unequal.Y:R} micrometres: its tiles would be distorted. Resample it to square pixels, or, if the file is wrong,")
            : "does not state its micrometres per pixel (a resolution as of print, such as 72 or 300 dots per inch, is none). Ask the scanner's operator, then";
        throw new SlideResolutionException(
            $"Slide '{slide.Path}' {fault} give it in column 'mpp' of the manifest or in {nameof(SlideOpenOptions)}.{nameof(SlideOpenOptions.MicronsPerPixel)} "
            + $"({nameof(SlideOpenOptions.ScaleFromObjective)} takes it from the objective where that is known to hold).");
    }

    /// <summary>
    /// The coarsest level that is not coarser than <paramref name="downsample"/> (1 % tolerance): the one to read and shrink from.
    /// </summary>
    /// <param name="slide">The slide.</param>
    /// <param name="downsample">Wanted level-0 pixels per pixel.</param>
    /// <returns>An index into <see cref="ISlide.Levels"/>; 0 when even level 0 is coarser.</returns>
    public static int BestLevelFor(this ISlide slide, double downsample)
    {
        ArgumentNullException.ThrowIfNull(slide);
        var best = 0;
        for (var i = 1; i < slide.Levels.Count; i++)
        {
            if (slide.Levels[i].Downsample <= downsample * 1.01 && slide.Levels[i].Downsample > slide.Levels[best].Downsample)
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>How pixels of a wanted scale are made from the pyramid.</summary>
    /// <param name="slide">The slide; it must state its micrometres per pixel.</param>
    /// <param name="micronsPerPixel">Wanted micrometres per pixel, above zero.</param>
    /// <exception cref="SlideResolutionException">The slide does not state its resolution, or is more than 10 % coarser than wanted.</exception>
    public static SlideScale ScaleFor(this ISlide slide, double micronsPerPixel)
    {
        ArgumentNullException.ThrowIfNull(slide);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(micronsPerPixel);
        var own = slide.RequireMicronsPerPixel();
        var level = slide.BestLevelFor(micronsPerPixel / own);
        var downsample = slide.Levels[level].Downsample;
        var shrink = micronsPerPixel / (own * downsample);
        if (!(shrink >= MostEnlargement))
        {
            throw new SlideResolutionException(string.Create(
                CultureInfo.InvariantCulture,
                $"Slide '{slide.Path}' has {own} micrometres per pixel; tiles at {micronsPerPixel} would have to be enlarged. Use a backbone for a coarser scale or a slide scanned finer."));
        }

        shrink = Math.Abs(shrink - 1) <= SameScale ? 1 : shrink;
        return new SlideScale(level, shrink, downsample * shrink, own * downsample * shrink);
    }

    /// <summary>Reads a rectangle at any scale; for many of one size a <see cref="RegionReader"/> is faster.</summary>
    /// <param name="slide">The slide; it must state its micrometres per pixel.</param>
    /// <param name="micronsPerPixel">Wanted micrometres per pixel; a level within 1 % is read as it is.</param>
    /// <param name="x">Left edge, level-0 pixels; may be negative.</param>
    /// <param name="y">Top edge, level-0 pixels; may be negative.</param>
    /// <param name="width">Wanted pixels along x, above zero.</param>
    /// <param name="height">Wanted pixels along y, above zero.</param>
    /// <exception cref="SlideResolutionException">The slide does not state its resolution, or is more than 10 % coarser than wanted.</exception>
    /// <exception cref="SlideFormatException">The file is damaged at this place.</exception>
    public static SlideImage ReadRegionAt(this ISlide slide, double micronsPerPixel, int x, int y, int width, int height)
    {
        var scale = slide.ScaleFor(micronsPerPixel);
        var reader = new RegionReader(slide, scale, width, height);
        var rgb = new byte[checked(width * height * 3)];
        reader.Read(x, y, rgb);
        return new SlideImage(width, height, scale.Downsample, rgb);
    }

    /// <summary>The name itself when the slide has such a picture.</summary>
    internal static string RequireAssociated(this ISlide slide, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return slide.AssociatedImages.Contains(name, StringComparer.Ordinal)
            ? name
            : throw new ArgumentException($"Slide '{slide.Path}' has no picture '{name}'; it has: {(slide.AssociatedImages.Count == 0 ? "none" : string.Join(", ", slide.AssociatedImages))}.", nameof(name));
    }

    /// <summary>
    /// The whole slide, shrunk by averaging whole blocks of pixels of the nearest finer level, so that one pixel covers at most
    /// <paramref name="downsample"/> level-0 pixels a side. Memory does not grow with the slide beyond the picture itself.
    /// </summary>
    /// <param name="slide">The slide.</param>
    /// <param name="downsample">Wanted level-0 pixels per pixel, at least 1; the picture's own value is its nearest one below.</param>
    /// <param name="cancellationToken">Stops between bands of rows.</param>
    /// <exception cref="SlideFormatException">The file is damaged.</exception>
    public static SlideImage ReadThumbnail(this ISlide slide, double downsample, CancellationToken cancellationToken = default) =>
        slide.ReadOverview(downsample, 0, cancellationToken).Picture;

    /// <summary>The same picture of a slide that may be damaged in places: there it is white and marked.</summary>
    /// <param name="slide">The slide.</param>
    /// <param name="downsample">Wanted level-0 pixels per pixel, at least 1; the picture's own value is its nearest one below.</param>
    /// <param name="maxDamagedFraction">Largest part of the picture that may be damaged, 0 to 1.</param>
    /// <param name="cancellationToken">Stops between bands of rows.</param>
    /// <exception cref="SlideFormatException">More of it is damaged, or the file as a whole.</exception>
    public static SlideOverview ReadOverview(this ISlide slide, double downsample, double maxDamagedFraction, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slide);
        if (!(downsample >= 1) || !double.IsFinite(downsample))
        {
            throw new ArgumentOutOfRangeException(nameof(downsample), downsample, string.Create(CultureInfo.InvariantCulture, $"downsample is {downsample}; it must be at least 1."));
        }

        var index = slide.BestLevelFor(downsample);
        var level = slide.Levels[index];
        var block = Math.Max(1, (int)(downsample * 1.01 / level.Downsample));
        var width = (level.Width + block - 1) / block;
        var height = (level.Height + block - 1) / block;
        var picture = new byte[checked(width * height * 3)];
        var damage = new OverviewDamage(slide, index, block, width, height, maxDamagedFraction);
        var bandRows = Math.Clamp(BandBytes / (width * block * block * 3), 1, height);
        var band = new byte[width * block * bandRows * block * 3];
        var sums = new int[width * 3];
        for (var top = 0; top < height; top += bandRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = Math.Min(bandRows, height - top);
            var pixels = band.AsSpan(0, width * block * rows * block * 3);
            damage.Read(top, rows, pixels);
            for (var row = 0; row < rows; row++)
            {
                var source = pixels.Slice(row * block * width * block * 3, block * width * block * 3);
                AverageBlocks(source, width, block, sums, picture.AsSpan((top + row) * width * 3, width * 3));
            }
        }

        return new SlideOverview(new SlideImage(width, height, level.Downsample * block, picture), damage.Marks, damage.First);
    }

    private static void AverageBlocks(ReadOnlySpan<byte> source, int width, int block, int[] sums, Span<byte> target)
    {
        if (block == 1)
        {
            source.CopyTo(target);
            return;
        }

        Array.Clear(sums);
        var at = 0;
        for (var y = 0; y < block; y++)
        {
            for (var x = 0; x < width * 3; x += 3)
            {
                for (var k = 0; k < block; k++, at += 3)
                {
                    sums[x] += source[at];
                    sums[x + 1] += source[at + 1];
                    sums[x + 2] += source[at + 2];
                }
            }
        }

        var count = block * block;
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = (byte)((sums[i] + (count / 2)) / count);
        }
    }
}
