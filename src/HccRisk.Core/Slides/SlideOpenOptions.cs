using System.Globalization;

namespace HccRisk.Core.Slides;

/// <summary>How a slide file is opened.</summary>
public sealed record SlideOpenOptions
{
    /// <summary>
    /// Micrometres per level-0 pixel to believe instead of what the file says; null (the default) believes the file.
    /// The only way to use a slide that does not state its resolution.
    /// </summary>
    public double? MicronsPerPixel { get; init; }

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range.</exception>
    public void Validate()
    {
        if (MicronsPerPixel is { } mpp && !(mpp > 0 && double.IsFinite(mpp)))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{nameof(MicronsPerPixel)} is {mpp}; it must be a finite number above 0."));
        }
    }
}
