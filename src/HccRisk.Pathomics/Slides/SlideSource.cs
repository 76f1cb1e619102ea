namespace HccRisk.Pathomics.Slides;

/// <summary>How a slide was opened.</summary>
/// <param name="Reader">The reader that decodes it; never <see cref="SlideReader.Automatic"/>.</param>
/// <param name="Reason">Why this reader, in words.</param>
/// <param name="Resolution">Where the micrometres per pixel come from.</param>
public sealed record SlideSource(SlideReader Reader, string Reason, ResolutionSource Resolution)
{
    /// <summary>Micrometres per level-0 pixel the file itself states, whether they are believed or not; null when it states none.</summary>
    public double? StatedMicronsPerPixel { get; init; }

    /// <summary>What the file itself states of both axes, which may differ.</summary>
    internal StatedScale? Stated { get; init; }
}
