using HccRisk.Cohorts.Scanning;
using HccRisk.Core.Notebooks;
using HccRisk.Pathomics.Slides.Decoding;
using Microsoft.Win32.SafeHandles;

namespace HccRisk.Pathomics.Slides;

/// <summary>
/// A TIFF or Aperio SVS slide whose tiles are read one by one, so that a damaged one is known as such: tiled pyramids as pages or as
/// sub-directories. JPEG and WebP are decoded by libvips, which comes with the package.
/// </summary>
[TypeFormatterSource(typeof(SlideFormatter))]
internal sealed class TiffSlide : ISlide
{
    private readonly SlideLayout _layout;
    private readonly SafeFileHandle _file;
    private readonly TiffPixels[] _levels;
    private bool _disposed;

    private TiffSlide(string path, SlideLayout layout, SlideOpenOptions options, string reason)
    {
        Path = path;
        _layout = layout;
        Levels = [.. layout.Levels.Select(x => x.Size)];
        (MicronsPerPixel, var resolution) = ScaleRule.Resolve(options, layout.Scale?.Isotropic, layout.ObjectivePower);
        Source = new SlideSource(SlideReader.Vips, reason, resolution) { StatedMicronsPerPixel = layout.Scale?.Isotropic, Stated = layout.Scale };
        AssociatedImages = [.. layout.Associated.Keys];
        var file = File.OpenHandle(path, options: FileOptions.RandomAccess);
        _file = file;
        _levels = [.. layout.Levels.Select((x, i) => new TiffPixels(file, x.Page, FormattableString.Invariant($"Slide '{path}', level {i},"), i))];
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

    /// <summary>Opens a file whose layout has no obstacle.</summary>
    /// <exception cref="SlideFormatException">All of it is transparent.</exception>
    public static TiffSlide Open(string path, SlideLayout layout, SlideOpenOptions options, string reason)
    {
        var slide = new TiffSlide(path, layout, options, reason);
        var last = slide._levels.Length - 1;
        if (!slide._levels[last].IsTransparent())
        {
            return slide;
        }

        slide.Dispose();
        throw new SlideFormatException(
            $"Slide '{path}' is transparent: its fourth sample, alpha, is 0 in every pixel of level {last}, which makes all of it white. Export it without alpha if its colours are meant to be seen.");
    }

    /// <inheritdoc/>
    public void ReadRegion(int level, int x, int y, int width, int height, Span<byte> rgb)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var window = RegionWindow.Clip(this, level, x, y, width, height, rgb.Length);
        if (window.Width != width || window.Height != height)
        {
            rgb.Fill(255);
        }

        if (!window.IsEmpty)
        {
            _levels[level].Read(window, rgb[((((window.Top - y) * width) + window.Left - x) * 3)..], width * 3);
        }
    }

    /// <inheritdoc/>
    public SlideImage ReadAssociatedImage(string name)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var page = _layout.Associated[this.RequireAssociated(name)];
        var title = $"Picture '{name}' of slide '{Path}'";
        if (PieceDecoder.Obstacle(page) is { } obstacle)
        {
            throw new SlideFormatException($"{title} {obstacle}, which cannot be read.");
        }

        var rgb = new byte[checked(page.Width * page.Height * 3)];
        new TiffPixels(_file, page, title, null).Read(new RegionWindow(0, 0, page.Width, page.Height), rgb, page.Width * 3);
        return new SlideImage(page.Width, page.Height, double.NaN, rgb);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _file.Dispose();
    }
}
