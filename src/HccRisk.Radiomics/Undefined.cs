using HccRisk.Core.Columns;

namespace HccRisk.Radiomics;

/// <summary>Says of features that have no value why, family by family: NaN is never without a word.</summary>
internal static class Undefined
{
    /// <param name="columns">The features.</param>
    /// <param name="values">Their values.</param>
    /// <param name="who">The series or region.</param>
    /// <param name="what">What they were measured on.</param>
    /// <param name="missing">Receives a line a family with NaN.</param>
    internal static void Explain(IEnumerable<FeatureColumn> columns, ReadOnlySpan<double> values, string who, string what, List<string> missing)
    {
        var families = new List<(string Name, int Undefined, int Count)>();
        var at = 0;
        foreach (var column in columns)
        {
            var family = column.Name[..column.Name.IndexOf('_', StringComparison.Ordinal)];
            if (families.Count == 0 || families[^1].Name != family)
            {
                families.Add((family, 0, 0));
            }

            var (_, undefined, count) = families[^1];
            families[^1] = (family, undefined + (double.IsNaN(values[at++]) ? 1 : 0), count + 1);
        }

        missing.AddRange(families.Where(f => f.Undefined > 0).Select(f => FormattableString.Invariant($"{who}: {f.Undefined} of {f.Count} {f.Name} features are not defined for {what}")));
    }
}
