using HccRisk.Core.Errors;
using HccRisk.Core.IO;
using HccRisk.Pathomics.Slides.OpenSlide;

namespace HccRisk.Pathomics.Slides;

/// <summary>Opens slide files.</summary>
public static class SlideFile
{
    /// <summary>Version of the OpenSlide library on this machine, such as 3.4.1; null when it is not installed.</summary>
    public static string? OpenSlideVersion => OpenSlideRuntime.Version;

    /// <summary>
    /// Opens a slide: tiled or pyramidal TIFF, Aperio SVS and OME-TIFF with the reader that comes with the package; everything else (MRXS, NDPI,
    /// SCN, BIF, VMS, Philips, JPEG 2000 in SVS) with OpenSlide when it is installed. <see cref="ISlide.Source"/> says which and why.
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
            throw Directory.Exists(path)
                ? new SlideFormatException($"Slide '{path}' is a folder: name the slide's file in it.")
                : new FileNotFoundException($"There is no slide '{path}'.", path);
        }

        if (new FileInfo(path).Length == 0)
        {
            throw new SlideFormatException($"Slide '{path}' is empty: it has 0 bytes. Copy it again from its source.");
        }

        var obstacle = NotTiff(path);
        SlideLayout? layout = null;
        if (obstacle is null || (options.Reader == SlideReader.Vips && !HasOpenSlideName(path)))
        {
            layout = SlideLayout.Read(path);
            obstacle ??= layout.Unsupported;
            if (layout.Refused is { } refused)
            {
                throw new SlideFormatException($"Slide '{path}' {refused}.");
            }
        }

        if (options.Reader == SlideReader.OpenSlide)
        {
            return OpenWithOpenSlide(path, options, layout, null);
        }

        if (obstacle is null)
        {
            return TiffSlide.Open(path, layout!, options, options.Reader == SlideReader.Vips
                ? "libvips: asked for"
                : $"libvips: it comes with the package, and the file is a {layout!.Encoding} TIFF");
        }

        return options.Reader == SlideReader.Automatic
            ? OpenWithOpenSlide(path, options, layout, obstacle)
            : throw new SlideFormatException($"Slide '{path}' {obstacle}, which the embedded libvips cannot read. Let {nameof(SlideOpenOptions)}.{nameof(SlideOpenOptions.Reader)} choose OpenSlide, or convert the slide to a JPEG-compressed pyramidal TIFF.");
    }

    /// <param name="path">The file.</param>
    /// <param name="options">How to open it.</param>
    /// <param name="layout">Its layout when it is a TIFF.</param>
    /// <param name="obstacle">What keeps libvips from reading it; null when OpenSlide was asked for.</param>
    private static OpenSlideSlide OpenWithOpenSlide(string path, SlideOpenOptions options, SlideLayout? layout, string? obstacle)
    {
        var start = obstacle is null ? $"Slide '{path}' was to be read by OpenSlide" : $"Slide '{path}' {obstacle}, which the embedded libvips cannot read";
        if (OpenSlideVersion is not { } version)
        {
            throw new SlideFormatException(obstacle is null ? $"{start}, which is not installed. {OpenSlideRuntime.Remedy}" : $"{start}, and OpenSlide is not installed. {OpenSlideRuntime.Remedy}", new MissingSoftwareException(OpenSlideRuntime.Remedy));
        }

        if (layout is { IsUnsafeForOpenSlide: true })
        {
            throw new SlideFormatException(
                $"{start}. OpenSlide leaves {layout.Encoding} tiles to libtiff, some versions of which leave parts of tiles at the edge unwritten without an error: its pixels cannot be trusted. "
                + (obstacle is null ? "Leave the choice of the reader to Automatic." : "Convert the slide to a JPEG-compressed pyramidal TIFF, for example with 'vips tiffsave --tile --pyramid --compression jpeg'."));
        }

        try
        {
            return OpenSlideSlide.Open(path, options, obstacle is null ? $"OpenSlide {version}: asked for" : $"OpenSlide {version}: the file {obstacle}, which libvips cannot read");
        }
        catch (SlideFormatException error) when (obstacle is not null)
        {
            var hint = IsDicom(path) && version.StartsWith("3.", StringComparison.Ordinal) ? " DICOM whole-slide images need OpenSlide 4 or newer." : "";
            throw new SlideFormatException($"{start}.{hint} {error.Message}", error);
        }
    }

    /// <summary>NDPI files above 4 GB break the rules of TIFF, so they are known by name.</summary>
    private static bool HasOpenSlideName(string path) => Path.GetExtension(path).Equals(".ndpi", StringComparison.OrdinalIgnoreCase);

    /// <summary>Why a file is not for this package's reader whatever it holds; null when it is a TIFF.</summary>
    private static string? NotTiff(string path) =>
        HasOpenSlideName(path) ? "is a Hamamatsu NDPI slide"
        : TiffDirectoryReader.IsTiff(path) ? null
        : IsDicom(path) ? "is a DICOM file"
        : "is not a TIFF or SVS slide";

    private static bool IsDicom(string path)
    {
        Span<byte> start = stackalloc byte[132];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start[128..].SequenceEqual("DICM"u8);
    }
}
