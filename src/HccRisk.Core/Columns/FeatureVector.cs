using System.Collections.ObjectModel;
using HccRisk.Core.Notebooks;

namespace HccRisk.Core.Columns;

/// <summary>The features of one patient: what an extractor returns.</summary>
/// <param name="Columns">Names, the same for every patient of one extractor and one set of options.</param>
/// <param name="Values">One value a column; NaN where a feature is not defined for this patient.</param>
[TypeFormatterSource(typeof(FeatureVectorFormatter))]
public sealed record FeatureVector(IReadOnlyList<FeatureColumn> Columns, IReadOnlyList<double> Values)
{
    /// <summary>What was measured, in one line for the provenance record (grid of the image, size of the regions); null for nothing.</summary>
    public string? Source { get; init; }

    /// <summary>Why parts of the values are NaN (a series or region the patient does not have), one line a reason.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>What was odd about the files and did not prevent measuring, one line each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>How the images came about, a text a key (<c>arterial.field_strength_t</c>): beside the features, and none of them. Default: nothing.</summary>
    public IReadOnlyDictionary<string, string> Provenance { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
