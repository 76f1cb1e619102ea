using HccRisk.Core.Learning;
using HccRisk.Core.Naming;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Features.Harmonisation;

/// <summary>Puts the covariates before the features, and learns a <see cref="CombatCorrection"/>.</summary>
internal sealed class CombatEstimator(TransformsCatalog catalog, CombatOptions options) : IEstimator<ITransformer>
{
    private const string Joined = "HccRisk.Harmonised";

    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        new RequiredColumn(options.InputColumn, RequiredColumnKind.Vector).Check(input.Schema);
        var (columns, slots, names) = Covariates(input.Schema);
        var features = SlotNames.Read(input.Schema[options.InputColumn]);
        var first = columns.Sum(c => SlotNames.Read(input.Schema[c]).Count);
        return Chain(columns, slots, names, first, features).Fit(input);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        new RequiredColumn(options.InputColumn, RequiredColumnKind.Vector).Check(inputSchema);
        string[] columns = [.. options.Covariates.Select(c => ColumnOf(c, [.. inputSchema.Select(s => s.Name)])).Distinct(StringComparer.Ordinal)];
        return Chain(columns, [], [], 0, ["?"]).GetOutputSchema(inputSchema);
    }

    private IEstimator<ITransformer> Chain(string[] columns, int[] slots, string[] names, int first, IReadOnlyList<string> features)
    {
        if (columns.Length == 0)
        {
            return new CombatLearner(catalog, options, options.InputColumn, slots, names, first, features);
        }

        return catalog.Concatenate(Joined, [.. columns, options.InputColumn])
            .Append(new CombatLearner(catalog, options, Joined, slots, names, first, features))
            .Append<ITransformer>(catalog.DropColumns(Joined));
    }

    /// <summary>The columns joined, and the slots of them that are covariates.</summary>
    private (string[] Columns, int[] Slots, string[] Names) Covariates(DataViewSchema schema)
    {
        string[] all = [.. schema.Where(c => !c.IsHidden).Select(c => c.Name)];
        string[] columns = [.. options.Covariates.Select(c => ColumnOf(c, all)).Distinct(StringComparer.Ordinal)];
        var known = new List<(string Column, string Slot, bool Single)>();
        foreach (var column in columns)
        {
            var single = schema[column].Type is not VectorDataViewType;
            new RequiredColumn(column, single ? RequiredColumnKind.Number : RequiredColumnKind.Vector).Check(schema);
            known.AddRange(SlotNames.Read(schema[column]).Select(s => (column, s, single)));
        }

        var found = new List<int>();
        foreach (var name in options.Covariates)
        {
            var column = ColumnOf(name, all);
            var slot = name.Length > column.Length ? name[(column.Length + 1)..] : "*";
            int[] matching = [.. Enumerable.Range(0, known.Count).Where(k => known[k].Column == column && Matches(known[k].Slot, slot))];
            if (matching.Length == 0)
            {
                throw new ColumnException($"Covariate '{name}': column '{column}' has no slot '{slot}'{NearestNames.Hint(slot, known.Where(k => k.Column == column).Select(k => k.Slot))}.");
            }

            found.AddRange(matching);
        }

        int[] distinct = [.. found.Distinct().Order()];
        return (columns, distinct, [.. distinct.Select(k => known[k].Single ? known[k].Column : $"{known[k].Column}.{known[k].Slot}")]);
    }

    private static bool Matches(string slot, string wanted) =>
        wanted.EndsWith('*') ? slot.StartsWith(wanted[..^1], StringComparison.Ordinal) : slot == wanted;

    /// <summary>The column that a covariate is, or is a slot of.</summary>
    private static string ColumnOf(string covariate, IReadOnlyList<string> columns) =>
        columns.Contains(covariate, StringComparer.Ordinal)
            ? covariate
            : columns.Where(c => covariate.StartsWith(c + ".", StringComparison.Ordinal)).MaxBy(c => c.Length)
                ?? throw new ColumnException($"Covariate '{covariate}' is neither a column nor a slot of one{NearestNames.Hint(covariate, columns)}.");
}
