using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Tests.ToyLearner;

/// <summary>Learns the toy.</summary>
internal sealed class ExponentialTrainer(MLContext context, ExponentialOptions options) : SurvivalTrainer<ExponentialFunction, ExponentialOptions>(context, options)
{
    protected override ExponentialFunction Train(SurvivalTrainingSet data, Action<string> log)
    {
        var (coefficients, intercept, competing, converged) = ExponentialKernel.Fit(data.Features.Span, data.Columns, data.Outcome, data.AllCauses);
        return new ExponentialFunction
        {
            InputSlots = data.Slots,
            Horizons = Options.Horizons,
            Cause = Options.Cause,
            Patients = data.Rows,
            Events = data.Outcome.EventCount(),
            Converged = converged,
            Coefficients = coefficients,
            Intercept = intercept,
            CompetingHazard = competing,
            Deviations = data.Deviations(),
            LastTime = data.Outcome.LastTime,
        };
    }
}
