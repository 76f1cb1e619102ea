using System.Globalization;

namespace HccRisk.Pathomics.Stain;

/// <summary>
/// Gives tiles the stain colours and strengths of a target: each pixel is unmixed by its own stains, the amounts are scaled so that their high
/// percentiles meet the target's, and mixed again with the target's stains. What neither stain explains is kept, so a tile like the target
/// stays as it is; intensity 0 counts as 1.
/// </summary>
public sealed class StainNormaliser : ITileTransform
{
    private readonly StainOptions _options;

    /// <summary>Creates a normaliser.</summary>
    /// <param name="target">What tiles are to look like.</param>
    /// <param name="options">How the stains of a tile are found; null for the defaults.</param>
    public StainNormaliser(StainProfile target, StainOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        _options = options ?? new StainOptions();
        _options.Validate();
        Target = target;
        Fingerprint = $"stain per tile {_options.Method} target={Describe(target)} "
            + string.Create(CultureInfo.InvariantCulture, $"density>={_options.MinDensity:R} fraction>={_options.MinStainedFraction:R} percentile={_options.Percentile:R} sparsity={_options.Sparsity:R}");
    }

    /// <summary>What tiles are to look like.</summary>
    public StainProfile Target { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>Takes the target from a reference tile.</summary>
    /// <param name="rgb">Red, green, blue, pixel after pixel.</param>
    /// <param name="options">How stains are found, in the reference and later in tiles; null for the defaults.</param>
    /// <exception cref="ArgumentException">The reference is blank or shows one stain only.</exception>
    public static StainNormaliser Fit(ReadOnlySpan<byte> rgb, StainOptions? options = null)
    {
        var outcome = StainProfile.TryEstimate(rgb, options, out var profile);
        return profile is not null
            ? new StainNormaliser(profile, options)
            : throw new ArgumentException($"The reference tile is {outcome}: its stains cannot be found. Choose one full of stained tissue.", nameof(rgb));
    }

    /// <summary>Finds the tile's own stains and changes it. For thousands of tiles of one slide <see cref="ForSource"/> is faster and steadier.</summary>
    /// <inheritdoc/>
    public TileTransformOutcome Apply(Span<byte> rgb)
    {
        var outcome = StainProfile.TryEstimate(rgb, _options, out var source);
        if (source is not null)
        {
            MapOf(source).Apply(rgb);
        }

        return outcome;
    }

    /// <summary>The transform for everything stained like one source, such as all tiles of a slide. It allocates nothing a tile.</summary>
    /// <param name="source">How the source is stained, from <see cref="StainProfile.TryEstimate"/> over some of its tiles.</param>
    public ITileTransform ForSource(StainProfile source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Fixed(MapOf(source), $"stain {(_options.Method == StainMethod.MacenkoTorchstain ? "by torchstain's convention " : "")}source={Describe(source)} target={Describe(Target)}");
    }

    private DensityMap MapOf(StainProfile source)
    {
        var torchstain = _options.Method == StainMethod.MacenkoTorchstain;
        return new DensityMap(Map(source, Target, keepResidual: !torchstain), torchstain);
    }

    private static double[,] Map(StainProfile source, StainProfile target, bool keepResidual)
    {
        var map = new double[3, 3];
        for (var to = 0; to < 3; to++)
        {
            for (var from = 0; from < 3; from++)
            {
                map[to, from] =
                    (target.Stains.First[to] * source.Stains.Weight(from, 0) * target.StrongestFirst / source.StrongestFirst)
                    + (target.Stains.Second[to] * source.Stains.Weight(from, 1) * target.StrongestSecond / source.StrongestSecond)
                    + (keepResidual ? target.Stains.Residual[to] * source.Stains.Weight(from, 2) : 0);
            }
        }

        return map;
    }

    private static string Describe(StainProfile profile) => string.Join(
        ' ',
        profile.Stains.First.Concat(profile.Stains.Second).Append(profile.StrongestFirst).Append(profile.StrongestSecond)
            .Select(x => x.ToString("R", CultureInfo.InvariantCulture)));

    private sealed class Fixed(DensityMap map, string fingerprint) : ITileTransform
    {
        public string Fingerprint => fingerprint;

        public TileTransformOutcome Apply(Span<byte> rgb)
        {
            map.Apply(rgb);
            return TileTransformOutcome.Applied;
        }
    }
}
