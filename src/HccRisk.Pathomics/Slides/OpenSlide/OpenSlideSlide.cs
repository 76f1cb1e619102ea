using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using HccRisk.Cohorts.Scanning;
using HccRisk.Core.Notebooks;

namespace HccRisk.Pathomics.Slides.OpenSlide;

/// <summary>
/// A slide read by OpenSlide. One handle lets one reader in at a time, so every read that runs at the same time has a handle of its own,
/// kept for the next.
/// </summary>
[TypeFormatterSource(typeof(SlideFormatter))]
internal sealed unsafe class OpenSlideSlide : ISlide
{
    private readonly ConcurrentBag<OpenSlideHandle> _idle = [];
    private readonly double[] _downsamples;
    private volatile bool _disposed;

    private OpenSlideSlide(string path, OpenSlideHandle slide, SlideOpenOptions options, string reason)
    {
        Path = path;
        var count = OpenSlideNative.GetLevelCount(slide);
        slide.ThrowOnError($"Slide '{path}' has no levels");
        var levels = new List<SlideLevel>();
        for (var i = 0; i < count; i++)
        {
            OpenSlideNative.GetLevelDimensions(slide, i, out var width, out var height);
            var downsample = OpenSlideNative.GetLevelDownsample(slide, i);
            if (width is < 1 or > int.MaxValue || height is < 1 or > int.MaxValue || !(downsample > 0))
            {
                throw new SlideFormatException($"Slide '{path}' has a level {i} of {width} x {height} pixels, which is no picture. Copy it again from its source.");
            }

            var whole = i == 0 ? 1 : ScaleRule.Downsample(levels[0].Width, levels[0].Height, (int)width, (int)height);

            // Some makers pad their levels: then the size does not tell the scale, and the library knows better.
            levels.Add(new SlideLevel((int)width, (int)height, Math.Abs(whole - downsample) <= 0.02 * downsample ? whole : downsample));
        }

        Levels = levels;
        _downsamples = [.. Enumerable.Range(0, count).Select(i => OpenSlideNative.GetLevelDownsample(slide, i))];
        ObjectivePower = Number(slide, "openslide.objective-power");
        var stated = StatedOf(slide);
        (MicronsPerPixel, var resolution) = ScaleRule.Resolve(options, stated?.Isotropic, ObjectivePower);
        Source = new SlideSource(SlideReader.OpenSlide, reason, resolution) { StatedMicronsPerPixel = stated?.Isotropic, Stated = stated };
        AssociatedImages = ReadNames(slide);
        Origin = new SlidePlace(0, (int)(Number(slide, "openslide.bounds-x") ?? 0), (int)(Number(slide, "openslide.bounds-y") ?? 0));
        _idle.Add(slide);
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyList<SlideLevel> Levels { get; }

    /// <inheritdoc/>
    public double? MicronsPerPixel { get; }

    /// <inheritdoc/>
    public double? ObjectivePower { get; }

    /// <inheritdoc/>
    public SlidePlace Origin { get; }

    /// <inheritdoc/>
    public SlideSource Source { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> AssociatedImages { get; }

    /// <summary>Opens a file; the library must be there.</summary>
    public static OpenSlideSlide Open(string path, SlideOpenOptions options, string reason)
    {
        var slide = OpenSlideHandle.Open(path);
        try
        {
            return new OpenSlideSlide(path, slide, options, reason);
        }
        catch
        {
            slide.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void ReadRegion(int level, int x, int y, int width, int height, Span<byte> rgb)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (RegionWindow.Clip(this, level, x, y, width, height, rgb.Length).IsEmpty)
        {
            rgb.Fill(255);
            return;
        }

        var pixels = ArrayPool<uint>.Shared.Rent(width * height);
        try
        {
            // The library wants the corner in level-0 pixels, by its own idea of the downsample.
            var (left, top) = ((long)Math.Round(x * _downsamples[level]), (long)Math.Round(y * _downsamples[level]));
            Use($"Slide '{Path}' cannot be decoded at level {level}, x {x}, y {y}", new SlidePlace(level, x, y), slide =>
            {
                fixed (uint* target = pixels)
                {
                    OpenSlideNative.ReadRegion(slide, target, left, top, level, width, height);
                }
            });
            OnWhite(pixels.AsSpan(0, width * height), rgb);
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(pixels);
        }
    }

    /// <inheritdoc/>
    public SlideImage ReadAssociatedImage(string name)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        this.RequireAssociated(name);
        uint[] pixels = [];
        long width = 0, height = 0;
        Use($"Picture '{name}' of slide '{Path}' cannot be decoded", null, slide =>
        {
            OpenSlideNative.GetAssociatedImageDimensions(slide, name, out width, out height);
            if (width < 1 || height < 1)
            {
                return;
            }

            pixels = new uint[checked(width * height)];
            fixed (uint* target = pixels)
            {
                OpenSlideNative.ReadAssociatedImage(slide, name, target);
            }
        });
        var rgb = new byte[pixels.Length * 3];
        OnWhite(pixels, rgb);
        return new SlideImage((int)width, (int)height, double.NaN, rgb);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var slide))
        {
            slide.Dispose();
        }
    }

    /// <summary>Premultiplied ARGB words laid on white: what is not scanned is white, not black.</summary>
    internal static void OnWhite(ReadOnlySpan<uint> pixels, Span<byte> rgb)
    {
        for (int i = 0, at = 0; i < pixels.Length; i++, at += 3)
        {
            var pixel = pixels[i];
            var white = 255 - (pixel >> 24);
            rgb[at + 2] = (byte)((pixel & 255) + white);
            rgb[at + 1] = (byte)(((pixel >> 8) & 255) + white);
            rgb[at] = (byte)(((pixel >> 16) & 255) + white);
        }
    }

    /// <summary>Runs one call on a handle nobody else uses. A handle that failed is closed, and the next read opens a new one.</summary>
    private void Use(string what, SlidePlace? place, Action<OpenSlideHandle> call)
    {
        var slide = _idle.TryTake(out var free) ? free : OpenSlideHandle.Open(Path);
        call(slide);
        slide.ThrowOnError(what, place);
        _idle.Add(slide);
        if (_disposed)
        {
            Dispose();
        }
    }

    private static StatedScale? StatedOf(OpenSlideHandle slide)
    {
        // Of a plain TIFF version 3 gives nothing and version 4 what the resolution tags say, whatever that is.
        if (OpenSlideNative.Text(OpenSlideNative.GetPropertyValue(slide, "openslide.vendor")) != "generic-tiff")
        {
            return ScaleRule.Of(Number(slide, "openslide.mpp-x"), Number(slide, "openslide.mpp-y"));
        }

        var unit = OpenSlideNative.Text(OpenSlideNative.GetPropertyValue(slide, "tiff.ResolutionUnit")) switch { "inch" => 25400.0, "centimeter" => 10000.0, _ => 0 };
        return ScaleRule.FromPixelsPerUnit(Number(slide, "tiff.XResolution") ?? 0, Number(slide, "tiff.YResolution") ?? 0, unit);
    }

    private static double? Number(OpenSlideHandle slide, string property) =>
        double.TryParse(OpenSlideNative.Text(OpenSlideNative.GetPropertyValue(slide, property)), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value > 0 && double.IsFinite(value)
            ? value
            : null;

    private static string[] ReadNames(OpenSlideHandle slide)
    {
        var names = new List<string>();
        for (var at = OpenSlideNative.GetAssociatedImageNames(slide); at != null && *at != 0; at++)
        {
            names.Add(OpenSlideNative.Text(*at)!);
        }

        return [.. names.Order(StringComparer.Ordinal)];
    }
}
