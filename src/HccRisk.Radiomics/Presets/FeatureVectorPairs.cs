using HccRisk.Core.Columns;

namespace HccRisk.Radiomics.Presets;

/// <summary>Features as names with values.</summary>
internal static class FeatureVectorPairs
{
    internal static IReadOnlyList<KeyValuePair<string, double>> Pairs(this FeatureVector vector) =>
        [.. vector.Columns.Select((c, i) => KeyValuePair.Create(c.Name, vector.Values[i]))];

    /// <summary>Some of the features, in an order of their own.</summary>
    internal static FeatureVector Select(this FeatureVector vector, IReadOnlyList<FeatureColumn> columns)
    {
        var places = vector.Columns.Index().ToDictionary(c => c.Item.Name, c => c.Index, StringComparer.Ordinal);
        return vector with { Columns = columns, Values = [.. columns.Select(c => vector.Values[places[c.Name]])] };
    }
}
