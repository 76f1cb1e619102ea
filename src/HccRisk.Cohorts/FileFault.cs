using HccRisk.Core.Errors;

namespace HccRisk.Cohorts;

/// <summary>Why the images, or the slides, of a patient cannot be used.</summary>
/// <param name="Slides">Whether it is the slides; otherwise the images and their masks.</param>
/// <param name="Exclusion">The patient and the reason, as of somebody left out.</param>
public sealed record FileFault(bool Slides, Exclusion Exclusion);
