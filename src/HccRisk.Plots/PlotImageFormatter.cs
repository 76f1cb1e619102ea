using HccRisk.Core.Notebooks;

namespace HccRisk.Plots;

internal sealed class PlotImageFormatter : NotebookFormatter<PlotImage>
{
    protected override string Html(PlotImage value) => NotebookHtml.Drawing(value.Svg, value.Width);

    protected override string Text(PlotImage value) => FormattableString.Invariant($"plot of {value.Width} x {value.Height} pixels");
}
