using System.Collections.ObjectModel;

namespace HccRisk.Cohorts.Tables;

/// <summary>What is on record about one row of a feature table besides its values.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="Source">What was measured, in one line: the grid of the image, the size of the regions; null when the extractor says nothing.</param>
/// <param name="Missing">Why some values are NaN, one line a reason; empty when there is nothing to say.</param>
public sealed record PatientRemark(string PatientId, string? Source, IReadOnlyList<string> Missing)
{
    /// <summary>What was odd about the files and did not prevent measuring, one line each; empty when there is nothing to say.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How the images came about, a text a key (<c>arterial.field_strength_t</c>); empty for a row that was made before this was kept.</summary>
    public IReadOnlyDictionary<string, string> Provenance { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
