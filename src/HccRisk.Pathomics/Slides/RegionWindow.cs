namespace HccRisk.Pathomics.Slides;

/// <summary>The part of a wanted rectangle that lies on a level; empty when none does.</summary>
internal readonly record struct RegionWindow(int Left, int Top, int Right, int Bottom)
{
    public bool IsEmpty => Right <= Left || Bottom <= Top;

    public int Width => Right - Left;

    public int Height => Bottom - Top;

    /// <summary>Checks the arguments of <see cref="ISlide.ReadRegion"/> and clips the rectangle.</summary>
    public static RegionWindow Clip(ISlide slide, int level, int x, int y, int width, int height, int bytes)
    {
        if ((uint)level >= (uint)slide.Levels.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, $"Slide '{slide.Path}' has {slide.Levels.Count} levels.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (bytes != (long)width * height * 3)
        {
            throw new ArgumentException($"'rgb' has {bytes} bytes; {width} x {height} pixels need {(long)width * height * 3}.", "rgb");
        }

        var size = slide.Levels[level];
        return new RegionWindow(Math.Max(0, x), Math.Max(0, y), (int)Math.Min(size.Width, (long)x + width), (int)Math.Min(size.Height, (long)y + height));
    }
}
