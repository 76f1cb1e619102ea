using HccRisk.Core.Learning;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Resampling;
using Microsoft.ML;

namespace HccRisk.Survival.CrossValidation;

/// <summary>What a pipeline says of the test rows of a fold, fitted to its training rows and to no others.</summary>
/// <param name="Model">The pipeline fitted.</param>
/// <param name="View">Its output for the test rows.</param>
/// <param name="Rows">The test rows, ascending.</param>
/// <param name="Scores">Their scores.</param>
/// <param name="Risks">Their risks at the horizons that the pipeline predicts for.</param>
internal sealed record FoldOutput(ITransformer Model, IDataView View, int[] Rows, double[] Scores, IReadOnlyList<HorizonRisk> Risks)
{
    public static FoldOutput Of(IDataView data, int count, IEstimator<ITransformer> pipeline, Fold fold, CrossValidationOptions options)
    {
        var model = pipeline.Fit(RowSubset.Of(data, fold.Training, count));
        var view = model.Transform(RowSubset.Of(data, fold.Test, count));
        return new FoldOutput(
            model, view, [.. fold.Test.Order()], DataViewReader.ReadNumbers(view, options.ScoreColumn), RiskColumns.Read(view, options.RiskColumn, options.Horizons));
    }
}
