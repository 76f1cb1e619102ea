namespace HccRisk.Pathomics.Slides;

/// <summary>Where a slide's micrometres per pixel come from.</summary>
public enum ResolutionSource
{
    /// <summary>Nowhere: they are not known.</summary>
    None,

    /// <summary>The file states them.</summary>
    File,

    /// <summary><see cref="SlideOpenOptions.MicronsPerPixel"/>.</summary>
    Options,

    /// <summary>10 / magnification, because <see cref="SlideOpenOptions.ScaleFromObjective"/> allows it.</summary>
    Objective,

    /// <summary>10 / <see cref="SlideOpenOptions.ObjectivePower"/>: nominal.</summary>
    GivenObjective,
}
