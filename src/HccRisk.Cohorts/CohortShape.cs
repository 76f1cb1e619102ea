using HccRisk.Core.Naming;

namespace HccRisk.Cohorts;

/// <summary>The columns of a loaded cohort and which of them the file has; shared by its patients.</summary>
internal sealed class CohortShape(CohortSchema schema, IReadOnlyList<CohortColumn> columns, IReadOnlyList<bool> present)
{
    private readonly Dictionary<string, int> _index =
        columns.Select((c, i) => (c.Name, i)).ToDictionary(c => c.Name, c => c.i, StringComparer.Ordinal);

    public CohortSchema Schema => schema;

    public IReadOnlyList<CohortColumn> Columns => columns;

    /// <summary>The same columns under a schema with another endpoint.</summary>
    public CohortShape With(CohortSchema other) => new(other, columns, present);

    public bool Has(string name) => _index.TryGetValue(name, out var i) && present[i];

    public int IndexOf(string name) => _index.TryGetValue(name, out var i)
        ? i
        : throw new ArgumentException($"the cohort has no column '{name}'{NearestNames.Hint(name, _index.Keys)}", nameof(name));
}
