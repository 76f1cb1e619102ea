using System.Globalization;
using HccRisk.Cohorts;

namespace HccRisk.Pathomics.Slides;

/// <summary>How a slide file is opened.</summary>
public sealed record SlideOpenOptions
{
    /// <summary>
    /// Micrometres per level-0 pixel to believe instead of what the file says; null (the default) believes the file.
    /// How a slide that does not state its resolution is used.
    /// </summary>
    public double? MicronsPerPixel { get; init; }

    /// <summary>
    /// Magnification of the objective to believe instead of what the file says of its scale, 1 to 100: 10 / magnification micrometres per pixel
    /// (40x = 0.25), which is nominal. Null (the default) believes the file; <see cref="MicronsPerPixel"/> goes before it.
    /// </summary>
    public double? ObjectivePower { get; init; }

    /// <summary>
    /// Whether a slide that states its objective but not its resolution counts as 10 / magnification micrometres per pixel (40x = 0.25);
    /// false by default, because cameras and relay lenses differ: only for a scanner known to hold that rule.
    /// </summary>
    public bool ScaleFromObjective { get; init; }

    /// <summary>Which reader opens the file; <see cref="SlideReader.Automatic"/> by default.</summary>
    public SlideReader Reader { get; init; }

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range; all faults are named.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (MicronsPerPixel is { } mpp && !(mpp > 0 && double.IsFinite(mpp)))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{nameof(MicronsPerPixel)} is {mpp}; it must be a finite number above 0."));
        }

        if (ObjectivePower is { } power && GivenScale.FaultOfObjective(power) is { } fault)
        {
            faults.Add($"{nameof(ObjectivePower)}: {fault}.");
        }

        if (!Enum.IsDefined(Reader))
        {
            faults.Add($"{nameof(Reader)} is {(int)Reader}, which is no {nameof(SlideReader)}.");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults));
        }
    }
}
