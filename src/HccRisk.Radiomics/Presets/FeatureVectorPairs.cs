using HccRisk.Core.Columns;

namespace HccRisk.Radiomics.Presets;

/// <summary>Features as names with values.</summary>
internal static class FeatureVectorPairs
{
    internal static IReadOnlyList<KeyValuePair<string, double>> Pairs(this FeatureVector vector) =>
        [.. vector.Columns.Select((c, i) => KeyValuePair.Create(c.Name, vector.Values[i]))];
}
