namespace HccRisk.Pathomics.Tissue;

/// <summary>How tissue is told from glass, pen and dust on a picture of the whole slide.</summary>
public sealed record TissueOptions
{
    /// <summary>Micrometres per pixel of the picture the mask is made on; 8 by default.</summary>
    public double MicronsPerPixel { get; init; } = 8;

    /// <summary>Lowest saturation (0 to 1, HSV) tissue may have; the Otsu threshold is raised to it. 0.05 by default.</summary>
    public double MinSaturation { get; init; } = 0.05;

    /// <summary>Saturation that is always tissue; the Otsu threshold is lowered to it, so that a slide full of tissue is not split. 0.12 by default.</summary>
    public double MaxSaturationThreshold { get; init; } = 0.12;

    /// <summary>Smallest piece of tissue kept, square micrometres; 40,000 (0.04 mm2) by default.</summary>
    public double MinObjectArea { get; init; } = 40_000;

    /// <summary>Largest hole filled, square micrometres; 20,000 by default.</summary>
    public double MaxHoleArea { get; init; } = 20_000;

    /// <summary>
    /// Whether pen marks (black, blue, green, purple, magenta, red, crimson, brown) are taken out; true by default. Ink is what lies outside the
    /// colours that this slide's stains mix, or is denser than its section, however dark that is stained. Not told from tissue: on tissue, ink of a
    /// third of a pen's density or less, and pale pink; purple where the slide's own eosin takes hardly any blue. A lake of blood may be
    /// taken for red ink.
    /// </summary>
    public bool RejectPen { get; init; } = true;

    /// <summary>
    /// How many times the slide's median optical density, in red and in green, tissue must have to count as folded; 1.7 by default, for a
    /// fold lays two sections on each other and doubles both, while a crowd of nuclei mostly adds red. Above 1.
    /// </summary>
    public double FoldDensityRatio { get; init; } = 1.7;

    /// <summary>Smallest fold, square micrometres; 10,000 by default.</summary>
    public double MinFoldArea { get; init; } = 10_000;

    /// <summary>Whether folds are taken out of the tissue; false by default: they are only reported.</summary>
    public bool RejectFolds { get; init; }

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range; all faults are named.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (!(MicronsPerPixel > 0) || !double.IsFinite(MicronsPerPixel))
        {
            faults.Add(FormattableString.Invariant($"{nameof(MicronsPerPixel)} is {MicronsPerPixel}; it must be a finite number above 0."));
        }

        if (!(MinSaturation >= 0 && MinSaturation <= MaxSaturationThreshold && MaxSaturationThreshold <= 1))
        {
            faults.Add(FormattableString.Invariant($"{nameof(MinSaturation)} {MinSaturation} and {nameof(MaxSaturationThreshold)} {MaxSaturationThreshold} must rise within 0 to 1."));
        }

        if (!(FoldDensityRatio > 1) || !(MinFoldArea >= 0))
        {
            faults.Add(FormattableString.Invariant($"{nameof(FoldDensityRatio)} {FoldDensityRatio} must be above 1 and {nameof(MinFoldArea)} {MinFoldArea} 0 or above."));
        }

        if (!(MinObjectArea >= 0) || !(MaxHoleArea >= 0))
        {
            faults.Add(FormattableString.Invariant($"{nameof(MinObjectArea)} {MinObjectArea} and {nameof(MaxHoleArea)} {MaxHoleArea} must be 0 or above."));
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults));
        }
    }
}
