namespace HccRisk.Core.Tables;

/// <summary>The features of one patient: what an extractor returns.</summary>
/// <param name="Columns">Names, the same for every patient of one extractor and one set of options.</param>
/// <param name="Values">One value a column; NaN where a feature is not defined for this patient.</param>
public sealed record FeatureVector(IReadOnlyList<FeatureColumn> Columns, IReadOnlyList<double> Values);
