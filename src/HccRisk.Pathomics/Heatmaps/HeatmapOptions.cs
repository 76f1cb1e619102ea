namespace HccRisk.Pathomics.Heatmaps;

/// <summary>How scores are drawn on a slide.</summary>
public sealed record HeatmapOptions
{
    /// <summary>Pixels along the longer side of the slide's picture, at most; 2,048 by default, 64 to 16,384. The legend comes beside it.</summary>
    public int LongestSide { get; init; } = 2048;

    /// <summary>How much of a tile's colour covers the tissue, 0 (nothing) to 1 (all); 0.6 by default. Outside tiles the slide is as it is.</summary>
    public double Opacity { get; init; } = 0.6;

    /// <summary>Score at the low end of the colours; null (the default) takes the lowest, of signed scores the largest size with a minus.</summary>
    public double? Low { get; init; }

    /// <summary>Score at the high end of the colours; null (the default) takes the highest, of signed scores the largest size.</summary>
    public double? High { get; init; }

    /// <summary>Whether a bar of the colours with numbers stands at the right; true by default.</summary>
    public bool Legend { get; init; } = true;

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range; all faults are named.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (LongestSide is < 64 or > 16_384)
        {
            faults.Add(FormattableString.Invariant($"{nameof(LongestSide)} is {LongestSide}; it must be 64 to 16384."));
        }

        if (!(Opacity is >= 0 and <= 1))
        {
            faults.Add(FormattableString.Invariant($"{nameof(Opacity)} is {Opacity}; it must be 0 to 1."));
        }

        if ((Low is { } low && !double.IsFinite(low)) || (High is { } high && !double.IsFinite(high)) || Low >= High)
        {
            faults.Add(FormattableString.Invariant($"{nameof(Low)} is {Low}, {nameof(High)} is {High}; both must be finite and the first below the second."));
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults));
        }
    }

    /// <summary>The scores at the ends of the colours; one apart where all scores are the same.</summary>
    internal (double Low, double High) RangeOf(TileScores scores)
    {
        var finite = scores.Tiles.Where(x => double.IsFinite(x.Score)).Select(x => x.Score).ToArray();
        if (scores.IsSigned)
        {
            // Zero is in the middle, whatever there is more of.
            var size = Low is { } given ? Math.Max(Math.Abs(given), Math.Abs(High ?? 0)) : Math.Abs(High ?? finite.MaxBy(Math.Abs));
            return size > 0 ? (-size, size) : (-0.5, 0.5);
        }

        var (low, high) = (Low ?? Math.Min(finite.Min(), High ?? double.MaxValue), High ?? Math.Max(finite.Max(), Low ?? double.MinValue));
        return low < high ? (low, high) : (low - 0.5, low + 0.5);
    }
}
