using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Stacking;

/// <summary>Learns the weights of out-of-fold scores, none below 0, and the baseline hazard under them.</summary>
internal sealed class StackedWeights(MLContext context, StackedTrainerOptions options) : SurvivalTrainer<StackedFunction, StackedTrainerOptions>(context, options)
{
    protected override StackedFunction Train(SurvivalTrainingSet data, Action<string> log)
    {
        var predictors = LinearBaselines.Predictors(data, Options.Ties, Weights(data));
        return new StackedFunction
        {
            InputSlots = data.Slots,
            Cause = Options.Cause,
            Predictor = predictors[0],
            CompetingHazard = LinearBaselines.Competing(data, Options.Cause, [], predictors[0]),
            Horizons = Options.Horizons,
            InputDeviations = data.Deviations(),
            Patients = data.Rows,
            Events = data.Outcome.EventCount(),
            Warnings = predictors[0].Coefficients.All(w => w == 0) ? ["No score of the models that late fusion joins goes with the event: every row gets the same risk."] : [],
        };
    }

    /// <summary>A score that speaks against itself is left out, the worst first: more of it than of nothing cannot mean less risk.</summary>
    private double[] Weights(SurvivalTrainingSet data)
    {
        var weights = new double[data.Columns];
        var deviations = data.Deviations();
        int[] kept = [.. Enumerable.Range(0, data.Columns).Where(j => deviations[j] > 0)];
        while (kept.Length > 0)
        {
            var x = new double[data.Rows * kept.Length];
            for (var i = 0; i < data.Rows; i++)
            {
                for (var j = 0; j < kept.Length; j++)
                {
                    x[(i * kept.Length) + j] = data.Features.Span[(i * data.Columns) + kept[j]];
                }
            }

            var ridge = new CoxOptions { Ties = Options.Ties, Ridge = Options.RidgePerEvent * data.Outcome.EventCount() };
            var model = CoxModel.Fit(x, kept.Length, data.Outcome, new CoxRows(), ridge, [.. kept.Select(j => data.Slots[j])], Options.CancellationToken);
            var lowest = Enumerable.Range(0, kept.Length).MinBy(j => model.Coefficients[j] * deviations[kept[j]]);
            if (model.Coefficients[lowest] >= 0)
            {
                for (var j = 0; j < kept.Length; j++)
                {
                    weights[kept[j]] = model.Coefficients[j];
                }

                break;
            }

            kept = [.. kept.Where((_, j) => j != lowest)];
        }

        return weights;
    }
}
