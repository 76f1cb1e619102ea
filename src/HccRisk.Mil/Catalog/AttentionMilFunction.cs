using System.Globalization;
using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Pathomics.Catalog;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Heatmaps;

namespace HccRisk.Mil.Catalog;

/// <summary>The paths of a patient's slides
/// -> score (higher = more risk), freedom from the event and cumulative incidence at the horizons.</summary>
[LearnedName("attention-mil/1")]
public sealed class AttentionMilFunction : TextFunction
{
    private readonly Lazy<StoredSlides> _slides;

    /// <summary>Makes the function; its properties say what it does.</summary>
    public AttentionMilFunction() => _slides = new(() => new StoredSlides(Setup!.TileStore));

    /// <summary>How it was learned.</summary>
    public required AttentionMilTrainerOptions Setup { get; init; }

    /// <summary>Which embeddings it was learned from: tiles made by another backbone or with other options are refused.</summary>
    public required string FingerprintHash { get; init; }

    /// <summary>What was learned.</summary>
    public required AttentionMilModel Model { get; init; }

    /// <summary>Rows learned from.</summary>
    public required int Patients { get; init; }

    /// <summary>Events of the cause among them.</summary>
    public required int Events { get; init; }

    /// <summary>What a reader must know before trusting the fit, each a sentence; empty for nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs
    {
        get
        {
            string[] slots = [.. Setup.Horizons.Select(h => h.ToString(CultureInfo.InvariantCulture))];
            return [new("Score"), new("Survival", slots), new("CumulativeIncidence", slots)];
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">
    /// A row has no tiles that can be read, or another backbone's, and <see cref="AttentionMilTrainerOptions.BadFiles"/> says so.
    /// </exception>
    /// <exception cref="TileBagException">A tile has a number that is not finite.</exception>
    public override void Evaluate(IReadOnlyList<string> input, Span<float> output)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (StoredBags.BagOf(_slides.Value, input, FingerprintHash, Setup.BadFiles) is not { } bag)
        {
            output.Fill(float.NaN);
            return;
        }

        var (outputs, count) = (Model.Outputs(bag, null), Setup.Horizons.Count);
        var (survival, incidence) = (new double[count], new double[count]);
        Model.Risks(outputs, Setup.Horizons, survival, incidence);
        output[0] = (float)Model.ScoreOf(outputs);
        for (var h = 0; h < count; h++)
        {
            (output[1 + h], output[1 + count + h]) = ((float)survival[h], (float)incidence[h]);
        }
    }

    /// <summary>
    /// What each tile of a patient's slides adds to the score, for <see cref="SlideHeatmap"/> (a picture, or GeoJSON for QuPath);
    /// positive raises the
    /// risk.
    /// </summary>
    /// <param name="slides">All slides of the patient: a tile counts by its share in the attention over all of them.</param>
    /// <returns>One table a slide, in their order; together they add up to the score.</returns>
    /// <exception cref="TileBagException">The tiles have another number of numbers, or one is not finite.</exception>
    public IReadOnlyList<TileScores> Contributions(IReadOnlyList<SlideEmbedding> slides) => Split(slides, x => x.Contributions, signed: true);

    /// <summary>The attention of each tile of a patient's slides, 1 on average: where the networks looked, not what they made of
    /// it.</summary>
    /// <param name="slides">All slides of the patient.</param>
    /// <returns>One table a slide, in their order.</returns>
    /// <exception cref="TileBagException">The tiles have another number of numbers, or one is not finite.</exception>
    public IReadOnlyList<TileScores> Attention(IReadOnlyList<SlideEmbedding> slides) => Split(slides, x => x.Attention, signed: false);

    private TileScores[] Split(IReadOnlyList<SlideEmbedding> slides, Func<TileExplanation, IReadOnlyList<double>> of, bool signed)
    {
        ArgumentNullException.ThrowIfNull(slides);
        double[] values = [.. of(Model.Explain(TileBag.Of(string.Join(", ", slides.Select(s => s.SlidePath)), slides)))];
        var start = 0;
        return [.. slides.Select(slide =>
        {
            var own = values[start..(start + slide.Grid.Tiles.Count)];
            start += own.Length;
            return TileScores.Of(slide, own, signed);
        })];
    }
}
