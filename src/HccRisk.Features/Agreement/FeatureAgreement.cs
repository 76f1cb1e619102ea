namespace HccRisk.Features.Agreement;

/// <summary>How well repeats of a feature agree.</summary>
/// <param name="Name">Name of the feature.</param>
/// <param name="Agreement">The measures.</param>
public sealed record FeatureAgreement(string Name, RepeatAgreement Agreement);
