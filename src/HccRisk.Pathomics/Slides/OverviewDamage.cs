namespace HccRisk.Pathomics.Slides;

/// <summary>Reads bands of an overview; where a band cannot be decoded it is halved until only what is damaged is left white.</summary>
internal sealed class OverviewDamage(ISlide slide, int level, int block, int width, int height, double maxFraction)
{
    private bool[]? _marks;
    private int _count;
    private byte[] _part = [];

    /// <summary>Which pixels of the overview are damaged; null when none is.</summary>
    public bool[]? Marks => _marks;

    /// <summary>What is wrong at the first place.</summary>
    public string? First { get; private set; }

    /// <summary>Reads the level's pixels under some rows of the overview.</summary>
    public void Read(int top, int rows, Span<byte> pixels)
    {
        try
        {
            slide.ReadRegion(level, 0, top * block, width * block, rows * block, pixels);
        }
        catch (SlideFormatException error) when (error.Place is not null && maxFraction > 0)
        {
            First ??= error.Message;
            _marks ??= new bool[width * height];
            _part = _part.Length < pixels.Length ? new byte[pixels.Length] : _part;
            pixels.Fill(255);
            Halve(0, top, width, rows, top, pixels);
        }
    }

    private void Halve(int x, int y, int columns, int rows, int bandTop, Span<byte> pixels)
    {
        if (columns > 1 && columns >= rows)
        {
            Try(x, y, columns / 2, rows, bandTop, pixels);
            Try(x + (columns / 2), y, columns - (columns / 2), rows, bandTop, pixels);
        }
        else if (rows > 1)
        {
            Try(x, y, columns, rows / 2, bandTop, pixels);
            Try(x, y + (rows / 2), columns, rows - (rows / 2), bandTop, pixels);
        }
        else
        {
            _marks![(y * width) + x] = true;
            if (++_count > maxFraction * width * height)
            {
                throw new SlideFormatException(FormattableString.Invariant(
                    $"More than {maxFraction:P1} of slide '{slide.Path}' is damaged; the first place: {First}"));
            }
        }
    }

    private void Try(int x, int y, int columns, int rows, int bandTop, Span<byte> pixels)
    {
        var stride = columns * block * 3;
        var part = _part.AsSpan(0, stride * rows * block);
        try
        {
            slide.ReadRegion(level, x * block, y * block, columns * block, rows * block, part);
        }
        catch (SlideFormatException error) when (error.Place is not null)
        {
            Halve(x, y, columns, rows, bandTop, pixels);
            return;
        }

        for (var row = 0; row < rows * block; row++)
        {
            part.Slice(row * stride, stride).CopyTo(pixels[((((((y - bandTop) * block) + row) * width) + x) * block * 3)..]);
        }
    }
}
