namespace HccRisk.Radiomics.Presets;

/// <summary>Images of a parameter file whose features are computed in the same way.</summary>
/// <param name="Options">How; its filters are the images, beside the original or not.</param>
/// <param name="Shift">Added to intensities where they are squared.</param>
internal sealed record ImagePass(RadiomicsOptions Options, int Shift)
{
    /// <summary>The names of the images, the original first if it is one.</summary>
    internal IEnumerable<string> Names => [.. Options.Filters.WithoutImage ? (string[])[] : [PyradiomicsNames.Original], .. Options.Filters.Filters.Select(f => f.Name)];

    /// <summary>The same with other options, but for the filters.</summary>
    internal ImagePass With(Func<RadiomicsOptions, RadiomicsOptions> change) => this with { Options = change(Options) };
}
