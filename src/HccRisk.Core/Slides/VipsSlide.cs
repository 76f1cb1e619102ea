using System.Buffers;
using NetVips;

namespace HccRisk.Core.Slides;

/// <summary>
/// A TIFF or Aperio SVS slide read by libvips, which comes with the package: tiled pyramids as pages or as sub-directories.
/// Reading is thread-safe: every thread has its own vips region of a level.
/// </summary>
internal sealed class VipsSlide : ISlide
{
    private readonly Lock _opening = new();
    private readonly SlideLayout _layout;
    private readonly Image?[] _images;
    private readonly ThreadLocal<Region>?[] _regions;
    private bool _disposed;

    private VipsSlide(string path, SlideLayout layout, SlideOpenOptions options, string reason)
    {
        Path = path;
        _layout = layout;
        Levels = [.. layout.Levels.Select(x => x.Size)];
        (MicronsPerPixel, var resolution) = ScaleRule.Resolve(options, layout.MicronsPerPixel, layout.ObjectivePower);
        Source = new SlideSource(SlideReader.Vips, reason, resolution);
        AssociatedImages = [.. layout.Associated.Keys];
        _images = new Image?[Levels.Count];
        _regions = new ThreadLocal<Region>?[Levels.Count];
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyList<SlideLevel> Levels { get; }

    /// <inheritdoc/>
    public double? MicronsPerPixel { get; }

    /// <inheritdoc/>
    public double? ObjectivePower => _layout.ObjectivePower;

    /// <inheritdoc/>
    public SlideSource Source { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> AssociatedImages { get; }

    /// <summary>Opens a file whose layout libvips can read.</summary>
    public static VipsSlide Open(string path, SlideLayout layout, SlideOpenOptions options, string reason)
    {
        VipsRuntime.EnsureReady();
        return new VipsSlide(path, layout, options, reason);
    }

    /// <inheritdoc/>
    public void ReadRegion(int level, int x, int y, int width, int height, Span<byte> rgb)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var window = RegionWindow.Clip(this, level, x, y, width, height, rgb.Length);
        if (window.IsEmpty)
        {
            rgb.Fill(255);
            return;
        }

        var bytes = window.Width * window.Height * 3;
        if (bytes == rgb.Length)
        {
            Fetch(level, window.Left, window.Top, window.Width, window.Height, rgb);
            return;
        }

        var pixels = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            Fetch(level, window.Left, window.Top, window.Width, window.Height, pixels.AsSpan(0, bytes));
            rgb.Fill(255);
            var rowBytes = window.Width * 3;
            for (var row = window.Top; row < window.Bottom; row++)
            {
                pixels.AsSpan((row - window.Top) * rowBytes, rowBytes).CopyTo(rgb[((((row - y) * width) + window.Left - x) * 3)..]);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }

    /// <inheritdoc/>
    public SlideImage ReadAssociatedImage(string name)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var page = _layout.Associated[this.RequireAssociated(name)];
        try
        {
            using var image = ToRgb(Image.Tiffload(Path, page: page, failOn: Enums.FailOn.Error));
            return new SlideImage(image.Width, image.Height, double.NaN, image.WriteToMemory<byte>());
        }
        catch (VipsException error)
        {
            throw new SlideFormatException($"Picture '{name}' of slide '{Path}' cannot be decoded: {error.Message.Trim()}. Copy the slide again from its source.", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        for (var i = 0; i < _regions.Length; i++)
        {
            if (_regions[i] is { } regions)
            {
                foreach (var region in regions.Values)
                {
                    region.Dispose();
                }

                regions.Dispose();
            }

            _images[i]?.Dispose();
        }
    }

    private void Fetch(int level, int x, int y, int width, int height, Span<byte> rgb)
    {
        try
        {
            var regions = Volatile.Read(ref _regions[level]) ?? OpenLevel(level);
            VipsPixels.Read(regions.Value!, x, y, width, height, rgb);
        }
        catch (VipsException error)
        {
            throw new SlideFormatException($"Slide '{Path}' cannot be decoded at level {level}, x {x}, y {y}: {error.Message.Trim()}. Copy it again from its source.", error);
        }
    }

    private ThreadLocal<Region> OpenLevel(int level)
    {
        lock (_opening)
        {
            if (_regions[level] is { } opened)
            {
                return opened;
            }

            var (_, page, subDirectory) = _layout.Levels[level];
            var image = ToRgb(Image.Tiffload(Path, page: page, subifd: subDirectory, access: Enums.Access.Random, failOn: Enums.FailOn.Error));
            _images[level] = image;
            var regions = new ThreadLocal<Region>(() => Region.New(image), trackAllValues: true);
            Volatile.Write(ref _regions[level], regions);
            return regions;
        }
    }

    private static Image ToRgb(Image image) => image.Bands switch
    {
        1 => Replace(image, x => x.Colourspace(Enums.Interpretation.Srgb)),
        4 => Replace(image, x => x.Flatten(background: [255, 255, 255])),
        _ => image,
    };

    private static Image Replace(Image image, Func<Image, Image> convert)
    {
        using (image)
        {
            return convert(image);
        }
    }
}
