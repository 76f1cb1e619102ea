using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Average;

/// <summary>Learns the baseline hazard under the mean of several scores.</summary>
/// <param name="context">The context in use.</param>
/// <param name="options">Columns and options.</param>
/// <param name="slope">What the mean is multiplied by.</param>
/// <param name="fits">The fits whose scores these are, by the columns of the scores; those that are no survival function left out.</param>
internal sealed class AverageBaseline(
    MLContext context, AverageTrainerOptions options, CrossFittedSlope slope, IReadOnlyList<(string Name, SurvivalFunction Function)> fits)
    : SurvivalTrainer<AverageFunction, AverageTrainerOptions>(context, options)
{
    protected override AverageFunction Train(SurvivalTrainingSet data, Action<string> log)
    {
        var coefficients = new double[data.Columns];
        Array.Fill(coefficients, slope.Slope / data.Columns);
        var predictors = LinearBaselines.Predictors(data, Options.Ties, coefficients);
        var strata = LinearBaselines.Strata(data, Options.Cause, predictors);
        string[] own = slope.Warning is { } warning ? [warning] : [];
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
            Converged = fits.All(f => f.Function.Converged),
            Warnings = [.. fits.SelectMany(f => f.Function.Warnings.Select(w => $"{f.Name}: {w}")), .. own, .. LinearBaselines.Warnings(strata)],
        };
    }
}
