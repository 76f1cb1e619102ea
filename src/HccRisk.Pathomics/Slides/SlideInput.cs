using HccRisk.Cohorts;

namespace HccRisk.Pathomics.Slides;

/// <summary>A slide file and what is known of it from elsewhere: its scale, and where to look.</summary>
/// <param name="Path">Path of the slide.</param>
/// <param name="Scale">Believed instead of the file and of options for all slides; null (the default) when nothing is given for this slide.</param>
public sealed record SlideInput(string Path, GivenScale? Scale = null)
{
    /// <summary>Where on the slide tiles are taken; null (the default) takes them wherever there is tissue.</summary>
    public GivenAnnotation? Annotation { get; init; }

    /// <summary>The slide of a manifest with all it says of it.</summary>
    /// <param name="file">The slide.</param>
    public static SlideInput Of(PatientFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new SlideInput(file.Path, file.Scale) { Annotation = file.Annotation };
    }
}
