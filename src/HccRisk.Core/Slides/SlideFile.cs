using HccRisk.Core.IO;
using HccRisk.Core.Slides.OpenSlide;

namespace HccRisk.Core.Slides;

/// <summary>Opens slide files.</summary>
public static class SlideFile
{
    /// <summary>Version of the OpenSlide library on this machine, such as 3.4.1; null when it is not installed.</summary>
    public static string? OpenSlideVersion => OpenSlideRuntime.Version;

    /// <summary>
    /// Opens a slide: tiled or pyramidal TIFF, Aperio SVS and OME-TIFF with the embedded libvips; everything else (MRXS, NDPI, SCN, BIF,
    /// VMS, Philips, JPEG 2000 in SVS) with OpenSlide when it is installed. <see cref="ISlide.Source"/> says which and why.
    /// </summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="options">How to open it; null for the defaults.</param>
    /// <returns>The slide; dispose it.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="SlideFormatException">The file is not a slide that an installed reader knows, is truncated or damaged.</exception>
    public static ISlide Open(string path, SlideOpenOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new SlideOpenOptions();
        options.Validate();
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no slide '{path}'.", path);
        }

        if (options.Reader == SlideReader.OpenSlide)
        {
            return OpenSlideVersion is { } installed
                ? OpenSlideSlide.Open(path, options, $"OpenSlide {installed}: asked for")
                : throw new SlideFormatException($"Slide '{path}' was to be read by OpenSlide, which is not installed. {OpenSlideRuntime.Remedy}", new MissingSoftwareException(OpenSlideRuntime.Remedy));
        }

        var obstacle = HasOpenSlideName(path) || !TiffDirectoryReader.IsTiff(path) ? NotTiff(path) : null;
        if (obstacle is null || options.Reader == SlideReader.Vips)
        {
            var layout = SlideLayout.Read(path);
            if (layout.Unsupported is null)
            {
                return VipsSlide.Open(path, layout, options, options.Reader == SlideReader.Vips
                    ? "libvips: asked for"
                    : $"libvips: it comes with the package, reads {layout.Encoding} TIFF, and is faster than OpenSlide");
            }

            obstacle = layout.Unsupported;
        }

        if (options.Reader == SlideReader.Vips)
        {
            throw new SlideFormatException($"Slide '{path}' {obstacle}, which the embedded libvips cannot read. Let {nameof(SlideOpenOptions)}.{nameof(SlideOpenOptions.Reader)} choose OpenSlide, or convert the slide to a JPEG-compressed pyramidal TIFF.");
        }

        return OpenWithOpenSlide(path, options, obstacle);
    }

    private static OpenSlideSlide OpenWithOpenSlide(string path, SlideOpenOptions options, string obstacle)
    {
        if (OpenSlideVersion is not { } version)
        {
            throw new SlideFormatException($"Slide '{path}' {obstacle}, which the embedded libvips cannot read, and OpenSlide is not installed. {OpenSlideRuntime.Remedy}", new MissingSoftwareException(OpenSlideRuntime.Remedy));
        }

        try
        {
            return OpenSlideSlide.Open(path, options, $"OpenSlide {version}: the file {obstacle}, which libvips cannot read");
        }
        catch (SlideFormatException error)
        {
            var hint = IsDicom(path) && version.StartsWith("3.", StringComparison.Ordinal) ? " DICOM whole-slide images need OpenSlide 4 or newer." : "";
            throw new SlideFormatException($"Slide '{path}' {obstacle}, which the embedded libvips cannot read.{hint} {error.Message}", error);
        }
    }

    /// <summary>NDPI files above 4 GB break the rules of TIFF, so they are known by name.</summary>
    private static bool HasOpenSlideName(string path) => Path.GetExtension(path).Equals(".ndpi", StringComparison.OrdinalIgnoreCase);

    private static string NotTiff(string path) =>
        HasOpenSlideName(path) ? "is a Hamamatsu NDPI slide"
        : IsDicom(path) ? "is a DICOM file"
        : "is not a TIFF or SVS slide";

    private static bool IsDicom(string path)
    {
        Span<byte> start = stackalloc byte[132];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start[128..].SequenceEqual("DICM"u8);
    }
}
