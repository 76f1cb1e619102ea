namespace HccRisk.Pathomics.Pooling;

/// <summary>How the tiles of a patient become one vector.</summary>
public sealed record PoolingOptions
{
    /// <summary>Whether the mean over tiles is given; true by default.</summary>
    public bool Mean { get; init; } = true;

    /// <summary>Whether the standard deviation over tiles (n - 1) is given; true by default. NaN for a single tile.</summary>
    public bool Std { get; init; } = true;

    /// <summary>Quantiles over tiles to give, each 0 to 1 (linear between order statistics, Hyndman and Fan type 7); none by default.</summary>
    public IReadOnlyList<double> Quantiles { get; init; } = [];

    /// <summary>Whether the maximum over tiles is given; false by default.</summary>
    public bool Max { get; init; }

    /// <summary>
    /// The mean over so many tiles of the highest score is given, as <c>top10</c> for 10; null (the default) gives none. A tile's score is
    /// what the caller passes (attention, say), else the Euclidean length of its embedding; of equal scores the earlier tile counts. With fewer
    /// tiles all are taken.
    /// </summary>
    public int? TopTiles { get; init; }

    /// <summary>How the slides of a patient weigh; <see cref="SlideWeighting.ByTile"/> by default.</summary>
    public SlideWeighting Slides { get; init; }

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range; all faults are named.</exception>
    public void Validate()
    {
        List<string> faults = [.. Quantiles.Where(x => !(x is >= 0 and <= 1)).Select(x => FormattableString.Invariant($"quantile {x} is not within 0 to 1."))];
        if (Quantiles.Distinct().Count() != Quantiles.Count)
        {
            faults.Add("a quantile is named twice.");
        }

        if (TopTiles is < 1)
        {
            faults.Add(FormattableString.Invariant($"{nameof(TopTiles)} is {TopTiles}; it must be 1 or above, or null."));
        }

        if (!Enum.IsDefined(Slides))
        {
            faults.Add(FormattableString.Invariant($"{nameof(Slides)} is {(int)Slides}, which is no {nameof(SlideWeighting)}."));
        }

        if (!Mean && !Std && !Max && TopTiles is null && Quantiles.Count == 0)
        {
            faults.Add($"nothing is pooled: set {nameof(Mean)}, {nameof(Std)}, {nameof(Max)}, {nameof(TopTiles)} or {nameof(Quantiles)}.");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException("Pooling: " + string.Join(' ', faults));
        }
    }
}
