using HccRisk.Survival.Explanation;
using Microsoft.ML;

namespace HccRisk.Survival.Catalog;

/// <summary>What a fitted model goes by: the explanations of <c>ml.Survival.Explain</c>.</summary>
public sealed class SurvivalExplanations
{
    internal SurvivalExplanations()
    {
    }

    /// <summary>Hazard ratios of a model with a linear score: per unit and per standard deviation, with confidence intervals where the method has them.</summary>
    /// <param name="model">A fitted pipeline, or one that was loaded.</param>
    /// <param name="options">Level, steps; null for the defaults.</param>
    /// <exception cref="NotSupportedException">The score is not linear in the inputs.</exception>
    public HazardRatioTable HazardRatios(ITransformer model, HazardRatioOptions? options = null)
    {
        options ??= new HazardRatioOptions();
        options.Validate();
        return HazardRatioTable.Of(ExplainedModel.Find(model, options.ScoreColumn).Function, options);
    }

    /// <summary>
    /// Shapley values of score, survival and incidence of each row over the inputs of the survival function, as they come out of the steps before it: exact for
    /// sums of trees (path-dependent) and linear scores; for anything else over subsets of the inputs, exact where few matter, from draws with standard errors
    /// where many do.
    /// </summary>
    /// <param name="model">A fitted pipeline, or one that was loaded.</param>
    /// <param name="data">The rows to explain, as the pipeline reads them.</param>
    /// <param name="options">Outputs, times, background; null for the defaults.</param>
    public ShapResult Shap(ITransformer model, IDataView data, ShapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        options ??= new ShapOptions();
        options.Validate();
        var (function, columns) = ExplainedModel.Find(model, options.ScoreColumn);
        var rows = ExplainedModel.Rows(model, columns, data);
        var background = options.Background is { } other ? ExplainedModel.Rows(model, columns, other) : rows;
        return Explanation.Shap.Explain(function, rows.X, rows.Strata, background, options);
    }
}
