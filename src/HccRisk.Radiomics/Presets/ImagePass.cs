namespace HccRisk.Radiomics.Presets;

/// <summary>Images of a parameter file whose features are computed in the same way.</summary>
/// <param name="Options">How; its filters are the images, beside the original or not.</param>
/// <param name="Shift">Added to intensities where they are squared.</param>
internal sealed record ImagePass(RadiomicsOptions Options, int Shift)
{
    /// <summary>The axis across the slice whose shape is taken (0 is z, 1 is y, 2 is x); null: none is.</summary>
    internal int? SliceShape { get; init; }

    /// <summary>The same with other options, but for the filters.</summary>
    internal ImagePass With(Func<RadiomicsOptions, RadiomicsOptions> change) => this with { Options = change(Options) };
}
