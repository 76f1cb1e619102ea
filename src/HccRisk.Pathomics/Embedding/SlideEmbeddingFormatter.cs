using HccRisk.Core.Notebooks;

namespace HccRisk.Pathomics.Embedding;

internal sealed class SlideEmbeddingFormatter : NotebookFormatter<SlideEmbedding>
{
    protected override string Html(SlideEmbedding value) => NotebookHtml.Line(Text(value)) + string.Concat(value.Warnings.Select(NotebookHtml.Line));

    protected override string Text(SlideEmbedding value) => FormattableString.Invariant(
        $"{value.Grid.Tiles.Count} tiles of {Path.GetFileName(value.SlidePath)}, {value.Width} numbers each, {100 * value.TissueFraction:0.#}% tissue");
}
