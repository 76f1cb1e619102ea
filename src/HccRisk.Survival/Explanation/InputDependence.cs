using HccRisk.Core.Concurrency;
using HccRisk.Core.Learning;
using HccRisk.Core.Naming;
using HccRisk.Core.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Explanation;

/// <summary>Partial dependence (Friedman, Ann Stat 2001) and individual curves (Goldstein et al., JCGS 2015) of any fitted model.</summary>
internal static class InputDependence
{
    private const double Lowest = 0.05;

    public static DependenceResult Run(ITransformer model, IDataView data, string name, DependenceOptions options)
    {
        var schema = model.GetOutputSchema(data.Schema);
        string[] columns = [.. options.OutputColumns.Where(c => schema.GetColumnOrNull(c) is not null)];
        if (columns.Length == 0)
        {
            throw new ArgumentException(
                $"The model writes none of '{string.Join("', '", options.OutputColumns)}'{NearestNames.Hint(options.OutputColumns[0], schema.Select(c => c.Name))}.", nameof(model));
        }

        var inputs = ModelInput.Of(model, data, options.InputColumns, columns);
        var input = inputs.FirstOrDefault(i => i.Name == name) ?? throw new ArgumentException(
            $"'{name}' is no input that the model's outputs depend on{NearestNames.Hint(name, inputs.Select(i => i.Name))}.", nameof(name));
        var grid = options.Grid is { } given ? [.. given] : GridOf(data, input, options.GridPoints);
        var index = data.Schema[input.Column].Index;
        var values = new float[grid.Length][][];
        ParallelRuns.For(
            grid.Length,
            point =>
            {
                var set = new EditedRows(data, new() { [index] = (_, slots) => slots[input.Slot] = (float)grid[point] });
                values[point] = Read(model.Transform(set), columns);
            },
            options.CancellationToken);
        return new DependenceResult(name, grid, [.. columns.SelectMany(c => NamesOf(schema[c]))], values);
    }

    private static double[] GridOf(IDataView data, ModelInput input, int points)
    {
        var (x, _, slots) = ModelInput.Read(data, input.Column);
        double[] values = [.. x.Where((v, i) => i % slots == input.Slot && double.IsFinite(v)).Order()];
        if (values.Length == 0)
        {
            throw new ArgumentException($"'{input.Name}' has no value in the data: give a Grid.", nameof(data));
        }

        double[] distinct = [.. values.Distinct()];
        return distinct.Length <= points
            ? distinct
            : [.. Enumerable.Range(0, points).Select(k => (double)(float)Quantile.Of(values, Lowest + (k * (1 - (2 * Lowest)) / (points - 1)))).Distinct()];
    }

    private static IEnumerable<string> NamesOf(DataViewSchema.Column column) =>
        column.Type is VectorDataViewType ? SlotNames.Read(column).Select(s => $"{column.Name} {s}") : [column.Name];

    /// <summary>For each output the values of the rows.</summary>
    private static float[][] Read(IDataView output, string[] columns)
    {
        var found = new List<float[]>();
        foreach (var column in columns)
        {
            var (x, rows, slots) = ModelInput.Read(output, column);
            for (var slot = 0; slot < slots; slot++)
            {
                found.Add([.. Enumerable.Range(0, rows).Select(i => (float)x[(i * slots) + slot])]);
            }
        }

        return [.. found];
    }
}
