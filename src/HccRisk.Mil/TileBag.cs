using HccRisk.Pathomics.Embedding;

namespace HccRisk.Mil;

/// <summary>The tiles of all slides of one patient, as numbers that a backbone gave each.</summary>
public sealed class TileBag
{
    private readonly ReadOnlyMemory<float>[] _slides;

    /// <summary>Takes the tiles of one slide, or of several one after the other.</summary>
    /// <param name="name">Whose they are, for messages.</param>
    /// <param name="values">Tile after tile, <paramref name="width"/> finite numbers each; at least one tile.</param>
    /// <param name="width">Numbers a tile, 1 or more.</param>
    /// <exception cref="TileBagException">There is no tile, or a number is not finite.</exception>
    /// <exception cref="ArgumentException">The numbers are no whole number of tiles.</exception>
    public TileBag(string name, ReadOnlyMemory<float> values, int width)
        : this(name, [values], width)
    {
    }

    private TileBag(string name, ReadOnlyMemory<float>[] slides, int width)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        (Name, Width, _slides) = (name, width, slides);
        foreach (var slide in slides)
        {
            if (slide.Length % width != 0)
            {
                throw new ArgumentException(FormattableString.Invariant($"'values' of '{name}' has {slide.Length} numbers, which is no whole number of tiles of {width}."), "values");
            }

            var bad = slide.Span.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
            if (bad >= 0)
            {
                throw new TileBagException(FormattableString.Invariant(
                    $"Tile {Count + (bad / width)} of '{name}' has {slide.Span[bad]} as number {bad % width}: embed its slide again, every number must be finite."));
            }

            Count += slide.Length / width;
        }

        if (Count == 0)
        {
            throw new TileBagException($"'{name}' has no tiles: leave it out, or embed its slides.");
        }
    }

    /// <summary>Whose they are.</summary>
    public string Name { get; }

    /// <summary>Numbers a tile.</summary>
    public int Width { get; }

    /// <summary>Number of tiles, 1 or more.</summary>
    public int Count { get; }

    /// <summary>The tiles of embedded slides.</summary>
    /// <param name="name">Whose they are, for messages.</param>
    /// <param name="slides">The slides, at least one, all by one backbone.</param>
    /// <exception cref="TileBagException">There is no tile, a number is not finite, or slides have numbers of other widths.</exception>
    public static TileBag Of(string name, IReadOnlyList<SlideEmbedding> slides)
    {
        ArgumentNullException.ThrowIfNull(slides);
        if (slides.Count == 0)
        {
            throw new TileBagException($"'{name}' has no slides: leave it out.");
        }

        return slides.FirstOrDefault(s => s.Width != slides[0].Width) is { } other
            ? throw new TileBagException(
                $"Slide '{other.SlidePath}' of '{name}' has {other.Width} numbers a tile, '{slides[0].SlidePath}' has {slides[0].Width}: one backbone must make all.")
            : new TileBag(name, [.. slides.Select(s => s.Values)], slides[0].Width);
    }

    /// <summary>Copies some tiles.</summary>
    /// <param name="most">At most so many, evenly spread.</param>
    /// <returns>Tile after tile.</returns>
    internal float[] Spread(int most)
    {
        var count = Math.Min(Count, most);
        var values = new float[(long)count * Width];
        var (slide, before) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var tile = (int)(((2L * i) + 1) * Count / (2L * count));
            while (tile - before >= _slides[slide].Length / Width)
            {
                before += _slides[slide++].Length / Width;
            }

            _slides[slide].Span.Slice((tile - before) * Width, Width).CopyTo(values.AsSpan(i * Width));
        }

        return values;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name}: {Count} tiles of {Width} numbers");
}
