using HccRisk.Cohorts.Scanning;

namespace HccRisk.Pathomics.Slides;

/// <summary>
/// Reads rectangles of one size at one scale, shrinking by the mean over the covered area. Only pixels the rectangle covers are read.
/// Buffers are reused: one instance serves one thread.
/// </summary>
public sealed class RegionReader
{
    private readonly ISlide _slide;
    private readonly double _levelDownsample;
    private readonly AreaResampler? _resampler;
    private readonly byte[] _source;
    private readonly int _readWidth;
    private readonly int _readHeight;

    /// <summary>Creates a reader.</summary>
    /// <param name="slide">The slide; the caller disposes it.</param>
    /// <param name="scale">The scale, from <see cref="SlideExtensions.ScaleFor"/>.</param>
    /// <param name="width">Pixels along x, above zero.</param>
    /// <param name="height">Pixels along y, above zero.</param>
    public RegionReader(ISlide slide, SlideScale scale, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(slide);
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        (_slide, Scale, Width, Height) = (slide, scale, width, height);
        _levelDownsample = slide.Levels[scale.Level].Downsample;
        (_readWidth, _readHeight) = (AreaResampler.SourceLength(width, scale.Shrink), AreaResampler.SourceLength(height, scale.Shrink));
        if (scale.Shrink == 1)
        {
            _source = [];
            return;
        }

        _resampler = new AreaResampler(_readWidth, _readHeight, width, height, scale.Shrink);
        _source = new byte[checked(_readWidth * _readHeight * 3)];
    }

    /// <summary>The scale.</summary>
    public SlideScale Scale { get; }

    /// <summary>Pixels along x.</summary>
    public int Width { get; }

    /// <summary>Pixels along y.</summary>
    public int Height { get; }

    /// <summary>Reads one rectangle, placed to the nearest pixel of the level; white outside the slide.</summary>
    /// <param name="x">Left edge, level-0 pixels; may be negative.</param>
    /// <param name="y">Top edge, level-0 pixels; may be negative.</param>
    /// <param name="rgb">Receives <c>Width * Height * 3</c> bytes, row by row.</param>
    /// <exception cref="SlideFormatException">The file is damaged at this place.</exception>
    public void Read(int x, int y, Span<byte> rgb)
    {
        if (rgb.Length != Width * Height * 3)
        {
            throw new ArgumentException($"'rgb' has {rgb.Length} bytes; {Width} x {Height} pixels need {Width * Height * 3}.", nameof(rgb));
        }

        var left = (int)Math.Round(x / _levelDownsample, MidpointRounding.AwayFromZero);
        var top = (int)Math.Round(y / _levelDownsample, MidpointRounding.AwayFromZero);
        _slide.ReadRegion(Scale.Level, left, top, _readWidth, _readHeight, _resampler is null ? rgb : _source);
        _resampler?.Resample(_source, rgb);
    }
}
