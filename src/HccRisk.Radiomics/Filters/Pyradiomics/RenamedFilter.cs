namespace HccRisk.Radiomics.Filters.Pyradiomics;

/// <summary>A filter by pyradiomics' name.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="Text">The name.</param>
internal sealed record RenamedFilter(ImageFilter Filter, string Text) : ImageFilter
{
    public override string Name => Text;

    internal override FilterBlock Respond(FilterImage image, FilterTarget target) => Filter.Respond(image, target);

    internal override IEnumerable<string> Faults() => Filter.Faults();

    internal override string? FaultFor(FilterImage image) => Filter.FaultFor(image);
}
