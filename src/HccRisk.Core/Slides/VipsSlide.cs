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

    private VipsSlide(string path, SlideLayout layout, double? micronsPerPixel)
    {
        Path = path;
        _layout = layout;
        Levels = [.. layout.Levels.Select(x => x.Size)];
        MicronsPerPixel = micronsPerPixel;
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

    public static VipsSlide Open(string path, SlideOpenOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new SlideOpenOptions();
        options.Validate();
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no slide '{path}'.", path);
        }

        VipsRuntime.EnsureReady();
        var layout = SlideLayout.Read(path);
        return new VipsSlide(path, layout, options.MicronsPerPixel ?? layout.MicronsPerPixel);
    }

    /// <inheritdoc/>
    public void ReadRegion(int level, int x, int y, int width, int height, Span<byte> rgb)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if ((uint)level >= (uint)Levels.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, $"Slide '{Path}' has {Levels.Count} levels.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (rgb.Length != (long)width * height * 3)
        {
            throw new ArgumentException($"'rgb' has {rgb.Length} bytes; {width} x {height} pixels need {(long)width * height * 3}.", nameof(rgb));
        }

        var size = Levels[level];
        var left = Math.Max(0, x);
        var top = Math.Max(0, y);
        var right = (int)Math.Min(size.Width, (long)x + width);
        var bottom = (int)Math.Min(size.Height, (long)y + height);
        if (right <= left || bottom <= top)
        {
            rgb.Fill(255);
            return;
        }

        var pixels = Fetch(level, left, top, right - left, bottom - top);
        if (pixels.Length == rgb.Length)
        {
            pixels.CopyTo(rgb);
            return;
        }

        rgb.Fill(255);
        var rowBytes = (right - left) * 3;
        for (var row = top; row < bottom; row++)
        {
            pixels.AsSpan((row - top) * rowBytes, rowBytes).CopyTo(rgb[((((row - y) * width) + left - x) * 3)..]);
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

    private byte[] Fetch(int level, int x, int y, int width, int height)
    {
        try
        {
            var regions = Volatile.Read(ref _regions[level]) ?? OpenLevel(level);
            return regions.Value!.Fetch(x, y, width, height);
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
            var image = Image.Tiffload(Path, page: page, subifd: subDirectory, access: Enums.Access.Random, failOn: Enums.FailOn.Error);
            image = image.Bands switch
            {
                1 => Replace(image, x => x.Colourspace(Enums.Interpretation.Srgb)),
                4 => Replace(image, x => x.Flatten(background: [255, 255, 255])),
                _ => image,
            };
            _images[level] = image;
            var regions = new ThreadLocal<Region>(() => Region.New(image), trackAllValues: true);
            Volatile.Write(ref _regions[level], regions);
            return regions;
        }
    }

    private static Image Replace(Image image, Func<Image, Image> convert)
    {
        using (image)
        {
            return convert(image);
        }
    }
}
