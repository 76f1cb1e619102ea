using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Mil.Catalog;
using HccRisk.Pathomics.Catalog;

namespace HccRisk.Mil.Comparison;

/// <summary>The paths of a patient's slides -> the mean of all their tiles.</summary>
[LearnedName("mean-tiles/1")]
public sealed class MeanTilesFunction : TextFunction
{
    private readonly Lazy<StoredSlides> _slides;
    private readonly Lazy<IReadOnlyList<LearnedOutput>> _outputs;

    /// <summary>Makes the function; its properties say what it does.</summary>
    public MeanTilesFunction()
    {
        _slides = new(() => new StoredSlides(TileStore));
        _outputs = new(() => [new LearnedOutput("TileMean", [.. Enumerable.Range(0, Width).Select(k => FormattableString.Invariant($"mean_{k:0000}"))])]);
    }

    /// <summary>The folder of tiles; null where paths are those of files of tiles.</summary>
    public required string? TileStore { get; init; }

    /// <summary>What must have made the tiles.</summary>
    public required string FingerprintHash { get; init; }

    /// <summary>Numbers a tile.</summary>
    public required int Width { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => _outputs.Value;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The row has no tiles that can be read.</exception>
    /// <exception cref="TileBagException">A tile has a number that is not finite.</exception>
    public override void Evaluate(IReadOnlyList<string> input, Span<float> output)
    {
        ArgumentNullException.ThrowIfNull(input);
        var bag = StoredBags.BagOf(_slides.Value, input, FingerprintHash, Cohorts.BadFilePolicy.Throw)!;
        var (values, sums) = (bag.Spread(bag.Count), new double[Width]);
        for (var i = 0; i < values.Length; i++)
        {
            sums[i % Width] += values[i];
        }

        for (var j = 0; j < Width; j++)
        {
            output[j] = (float)(sums[j] / bag.Count);
        }
    }
}
