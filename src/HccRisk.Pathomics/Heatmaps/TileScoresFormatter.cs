using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Pathomics.Heatmaps;

internal sealed class TileScoresFormatter : NotebookFormatter<TileScores>
{
    protected override string Html(TileScores value) => NotebookHtml.Line(Text(value));

    protected override string Text(TileScores value)
    {
        double[] scores = [.. value.Tiles.Select(t => t.Score).Where(double.IsFinite)];
        return FormattableString.Invariant(
            $"scores of {scores.Length} tiles of {Printed.Number(value.TileSize)} pixels: {Printed.Number(scores.Min())} to {Printed.Number(scores.Max())}");
    }
}
