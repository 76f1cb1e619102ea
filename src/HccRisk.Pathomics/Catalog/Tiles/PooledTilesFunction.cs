using System.Globalization;
using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Pathomics.Pooling;

namespace HccRisk.Pathomics.Catalog.Tiles;

/// <summary>The pooled values of a slide as <c>ml.Transforms.PoolTiles</c> collects them -> a vector with slot names.</summary>
[LearnedName("pooled-tiles/1")]
public sealed class PooledTilesFunction : TextFunction
{
    /// <summary>What is pooled, and how.</summary>
    public required PoolTilesOptions Setup { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs =>
    [
        new LearnedOutput("Pathomics", [.. from summary in TilePooling.Summaries(Setup.Pooling)
                                           from output in Setup.Manifest.OutputLabels()
                                           select $"{Setup.Manifest.Name}_{output}_{summary}"]),
    ];

    /// <inheritdoc/>
    public override void Evaluate(IReadOnlyList<string> input, Span<float> output)
    {
        ArgumentNullException.ThrowIfNull(input);
        var text = input[0].AsSpan();
        if (text.IsEmpty)
        {
            output.Fill(float.NaN);
            return;
        }

        var i = 0;
        foreach (var value in text.Split(' '))
        {
            output[i++] = float.Parse(text[value], CultureInfo.InvariantCulture);
        }
    }
}
