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

    /// <summary>
    /// Importance of the inputs of any fitted model by permutation: what concordance, AUC and Brier score lose, with intervals by a bootstrap of the patients that
    /// pairs the measures with and without permutation.
    /// </summary>
    /// <param name="model">A fitted pipeline of any kind that writes a score.</param>
    /// <param name="data">Patients that the model was not fitted on: on its own it shows what it has learned by heart.</param>
    /// <param name="options">Columns, grouping, repeats; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">A score is not finite; the message names the row.</exception>
    public ImportanceResult Importance(ITransformer model, IDataView data, ImportanceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        options ??= new ImportanceOptions();
        options.Validate();
        return PermutationImportance.Run(model, data, options);
    }

    /// <summary>Partial dependence and individual curves: what any fitted model says of patients whose one input is set to each of several values.</summary>
    /// <param name="model">A fitted pipeline of any kind.</param>
    /// <param name="data">Patients whose other inputs are kept.</param>
    /// <param name="input">Name of the input: the slot, after its column and a dot where the model reads several vectors ("Radiomics.volume").</param>
    /// <param name="options">Outputs, grid; null for the defaults.</param>
    /// <exception cref="ArgumentException">The model reads no such input; the message has the nearest names.</exception>
    public DependenceResult PartialDependence(ITransformer model, IDataView data, string input, DependenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(input);
        options ??= new DependenceOptions();
        options.Validate();
        return InputDependence.Run(model, data, input, options);
    }
}
