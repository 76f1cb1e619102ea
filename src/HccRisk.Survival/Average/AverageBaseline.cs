using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Average;

/// <summary>Learns the baseline hazard under the mean of several scores.</summary>
/// <param name="context">The context in use.</param>
/// <param name="options">Columns and options.</param>
/// <param name="slope">What the mean is multiplied by.</param>
internal sealed class AverageBaseline(MLContext context, AverageTrainerOptions options, CrossFittedSlope slope) : SurvivalTrainer<AverageFunction, AverageTrainerOptions>(context, options)
{
    protected override AverageFunction Train(SurvivalTrainingSet data, Action<string> log)
    {
        var coefficients = new double[data.Columns];
        Array.Fill(coefficients, slope.Slope / data.Columns);
        var predictors = LinearBaselines.Predictors(data, Options.Ties, coefficients);
        var strata = LinearBaselines.Strata(data, Options.Cause, predictors);
        return new AverageFunction
        {
            InputSlots = data.Slots,
            Cause = Options.Cause,
            Predictor = predictors[0],
            CompetingHazard = LinearBaselines.Competing(data, Options.Cause, strata, predictors[0]),
            Strata = strata,
            Horizons = Options.Horizons,
            InputDeviations = data.Deviations(),
            Patients = data.Rows,
            Events = data.Outcome.EventCount(),
            Slope = slope.Slope,
            Warnings = slope.Warning is { } warning ? [warning, .. LinearBaselines.Warnings(strata)] : [.. LinearBaselines.Warnings(strata)],
        };
    }
}
