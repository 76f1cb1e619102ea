using HccRisk.Survival.Explanation;

namespace Microsoft.ML;

/// <summary>What a fitted survival pipeline says of itself and of new patients.</summary>
public static class FittedModelExtensions
{
    extension(ITransformer model)
    {
        /// <summary>The model as one reads it: patients and events, hazard ratios with intervals and p-values, the baseline. Print it.</summary>
        /// <param name="times">Times of the baseline, in the unit of the training times; null for the model's horizons.</param>
        /// <param name="scoreColumn">Which model is meant, by its score, where the pipeline has several.</param>
        /// <exception cref="ArgumentException">The model holds no survival function that writes such a score, or a time is negative or not finite.</exception>
        public ModelSummary Summary(IReadOnlyList<double>? times = null, string scoreColumn = "Score") =>
            ModelSummary.Of(ExplainedModel.Find(model, scoreColumn).Function, times);

        /// <summary>Freedom from the event and cumulative incidence of new patients at any times, whatever the horizons of the model.</summary>
        /// <param name="patients">The patients as the pipeline reads them; outcomes are not needed.</param>
        /// <param name="times">Times in the unit of the training times, 0 or greater; null for the model's horizons.</param>
        /// <param name="scoreColumn">Which model is meant, by its score, where the pipeline has several.</param>
        /// <exception cref="ArgumentException">The model holds no survival function that writes such a score, or a time is negative or not finite.</exception>
        public PredictedCurves Curves(IDataView patients, IReadOnlyList<double>? times = null, string scoreColumn = "Score")
        {
            ArgumentNullException.ThrowIfNull(patients);
            var (function, columns) = ExplainedModel.Find(model, scoreColumn);
            var (x, strata) = ExplainedModel.Rows(model, columns, patients);
            return PredictedCurves.Of(function, x, strata, times);
        }
    }
}
