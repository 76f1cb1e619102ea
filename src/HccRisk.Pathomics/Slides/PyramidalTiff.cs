using System.Globalization;
using HccRisk.Core.Storage;
using NetVips;

namespace HccRisk.Pathomics.Slides;

/// <summary>Writes slides: JPEG-compressed pyramidal tiled TIFF, readable by <see cref="SlideFile"/>, OpenSlide and QuPath.</summary>
public static class PyramidalTiff
{
    private const int TileSize = 256;

    /// <summary>Writes one RGB picture as a pyramid halved down to one tile. The same input gives the same bytes.</summary>
    /// <param name="path">File to write; an existing one is replaced in one step.</param>
    /// <param name="rgb">Interleaved red, green, blue; <c>width * height * 3</c> bytes, row by row.</param>
    /// <param name="width">Pixels along x, above zero.</param>
    /// <param name="height">Pixels along y, above zero.</param>
    /// <param name="micronsPerPixel">Micrometres per pixel, above zero; reads back exactly.</param>
    /// <param name="quality">JPEG quality, 1 (smallest) to 100 (best); below 90 colour is stored at half resolution.</param>
    /// <param name="label">What the picture is, as the TIFF's description says it; without <c>|</c>.</param>
    public static void Write(string path, ReadOnlySpan<byte> rgb, int width, int height, double micronsPerPixel, int quality = 85, string label = "HccRisk slide")
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(label);
        if (label.Contains('|', StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{label}' holds '|', which ends a description.", nameof(label));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        if (!(micronsPerPixel > 0) || !double.IsFinite(micronsPerPixel))
        {
            throw new ArgumentOutOfRangeException(nameof(micronsPerPixel), micronsPerPixel, "Micrometres per pixel must be a finite number above 0.");
        }

        if (rgb.Length != (long)width * height * 3)
        {
            throw new ArgumentException($"'rgb' has {rgb.Length} bytes; {width} x {height} pixels need {(long)width * height * 3}.", nameof(rgb));
        }

        VipsRuntime.EnsureReady();
        var isLarge = rgb.Length > 1 << 30;
        var pixelsPerMillimetre = 1000 / micronsPerPixel;
        using var pixels = Image.NewFromMemoryCopy(rgb, width, height, 3, Enums.BandFormat.Uchar);
        using var image = pixels.Copy(interpretation: Enums.Interpretation.Srgb, xres: pixelsPerMillimetre, yres: pixelsPerMillimetre);

        // TIFF keeps resolution as a ratio of integers: the description carries the value itself.
        var description = string.Create(CultureInfo.InvariantCulture, $"{label}|MPP = {micronsPerPixel:R}");
        using var described = image.Mutate(x => x.Set(GValue.GStrType, "image-description", description));
        AtomicFile.WriteNamed(path, temporary => described.Tiffsave(
            temporary,
            compression: Enums.ForeignTiffCompression.Jpeg,
            q: quality,
            tile: true,
            tileWidth: TileSize,
            tileHeight: TileSize,
            pyramid: true,
            resunit: Enums.ForeignTiffResunit.Cm,
            xres: pixelsPerMillimetre,
            yres: pixelsPerMillimetre,
            bigtiff: isLarge));
    }
}
