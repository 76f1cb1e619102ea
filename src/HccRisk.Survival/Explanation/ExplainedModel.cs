using HccRisk.Core.Learning;
using HccRisk.Core.Naming;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Explanation;

/// <summary>The survival function of a fitted pipeline, and the rows as they reach it.</summary>
internal static class ExplainedModel
{
    /// <summary>The function that writes a score.</summary>
    /// <exception cref="ArgumentException">The model has none.</exception>
    public static (SurvivalFunction Function, LearnedColumns Columns) Find(ITransformer model, string scoreColumn)
    {
        ArgumentNullException.ThrowIfNull(model);
        var functions = LearnedModel.Steps(model)
            .Where(s => s.Function is SurvivalFunction)
            .Select(s => (Function: (SurvivalFunction)s.Function!, Columns: s.Columns!)).ToList();
        if (functions.Count == 0)
        {
            throw new ArgumentException("The model holds no survival function: Importance and PartialDependence explain any model.", nameof(model));
        }

        var found = functions.LastOrDefault(f => f.Columns.Outputs[0] == scoreColumn);
        return found.Function is null
            ? throw new ArgumentException(
                $"No survival function of the model writes the score '{scoreColumn}'{NearestNames.Hint(scoreColumn, functions.Select(f => f.Columns.Outputs[0]))}.", nameof(model))
            : found;
    }

    /// <summary>The inputs of rows, row-major, with their strata; null without a column of strata.</summary>
    public static (double[] X, string[]? Strata) Rows(ITransformer model, LearnedColumns columns, IDataView data)
    {
        var output = model.Transform(data);
        var (x, _, _) = DataViewReader.ReadMatrix(output, columns.Input);
        return (x, columns.Group is { } group ? DataViewReader.ReadTexts(output, group) : null);
    }
}
