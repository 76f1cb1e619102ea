using HccRisk.Cohorts;

namespace HccRisk.Pathomics.Slides;

/// <summary>A slide file and what is known of its scale from elsewhere.</summary>
/// <param name="Path">Path of the slide.</param>
/// <param name="Scale">Believed instead of the file and of options for all slides; null (the default) when nothing is given for this slide.</param>
public sealed record SlideInput(string Path, GivenScale? Scale = null);
