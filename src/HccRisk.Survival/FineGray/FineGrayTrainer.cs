using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.FineGray;

/// <summary>
/// Learns the proportional subdistribution hazards model of one cause among competing ones (Fine and Gray, JASA 1999), as an ML.NET estimator. It
/// writes a log-risk (higher = more incidence), one less the cumulative incidence, and the cumulative incidence at chosen horizons.
/// </summary>
public sealed class FineGrayTrainer : SurvivalTrainer<FineGrayFunction, FineGrayTrainerOptions>
{
    internal FineGrayTrainer(MLContext context, FineGrayTrainerOptions options)
        : base(context, options)
    {
    }

    /// <inheritdoc/>
    protected override FineGrayFunction Train(SurvivalTrainingSet data, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(log);
        var model = FineGrayModel.Fit(
            data.Features.Span, data.Columns, data.AllCauses, Options.Cause, Options.Convention, data.Slots, cancellationToken: Options.CancellationToken);
        log(FormattableString.Invariant($"Fine-Gray: log pseudo-likelihood {model.LogLikelihood:0.###} after {model.Iterations} iterations"));
        return new FineGrayFunction
        {
            InputSlots = data.Slots,
            Cause = Options.Cause,
            Predictor = model.Predictor,

            // The subdistribution hazard has taken the other causes into account.
            CompetingHazard = new double[model.Predictor.Times.Count],
            StandardErrors = model.StandardErrors,
            Horizons = Options.Horizons,
            InputDeviations = data.Deviations(),
            Patients = data.Rows,
            Events = model.EventCount,
            Converged = model.Converged,
            Warnings = model.Warnings,
        };
    }
}
