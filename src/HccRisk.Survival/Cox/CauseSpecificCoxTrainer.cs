using HccRisk.Survival.Data;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Cox;

/// <summary>
/// Learns a Cox model of every cause that occurs, all on the same features, as an ML.NET estimator. It writes the log-risk of the cause of interest
/// (higher = more risk), freedom from it, and its cumulative incidence by the hazards of all causes (R's riskRegression <c>CSC</c>).
/// </summary>
/// <remarks>
/// <para>Trainer characteristics</para>
/// <list type="table">
/// <item><term>Machine learning task</term><description>survival: score, freedom from the event, cumulative incidence</description></item>
/// <item><term>Is normalisation required?</term><description>no: columns are standardised inside</description></item>
/// <item><term>Is caching required?</term><description>No: the rows are read once a column and kept</description></item>
/// <item><term>Packages beside Microsoft.ML</term><description>HccRisk.Survival alone</description></item>
/// <item><term>Exportable to ONNX (HccRisk.Onnx)</term><description>score, survival</description></item>
/// <item><term>Missing features</term><description>refused</description></item>
/// <item><term>Makes use of</term><description>entry, weights</description></item>
/// <item><term>Other causes</term><description>a model of each</description></item>
/// </list>
/// </remarks>
public sealed class CauseSpecificCoxTrainer : SurvivalTrainer<CauseSpecificCoxFunction, CauseSpecificCoxTrainerOptions>
{
    internal CauseSpecificCoxTrainer(MLContext context, CauseSpecificCoxTrainerOptions options)
        : base(context, options)
    {
    }

    /// <inheritdoc/>
    protected override CauseSpecificCoxFunction Train(SurvivalTrainingSet data, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(log);
        if (data.Outcome.EventCount() == 0)
        {
            throw new NoEventsException($"A Cox model of each cause needs events: {data.Outcome.WhyNoEvent}.");
        }

        var fit = CauseSpecificCox.Fit(data.Features.Span, data.Columns, data.AllCauses, new CoxOptions { Ties = Options.Ties }, data.Slots, Options.CancellationToken);
        var models = fit.Causes.Zip(fit.Models).ToArray();
        var (_, own) = models.First(m => m.First == Options.Cause);
        foreach (var (cause, model) in models)
        {
            log(FormattableString.Invariant(
                $"Cause {cause}: {model.EventCount} events, log-likelihood {model.LogLikelihood:0.###} after {model.Iterations} iterations"));
        }

        return new CauseSpecificCoxFunction
        {
            InputSlots = data.Slots,
            Cause = Options.Cause,
            Predictor = own.Predictor,
            StandardErrors = own.StandardErrors,
            Others = [.. models.Where(m => m.First != Options.Cause).Select(m => HazardOf(m.First, m.Second))],
            CompetingHazard = CompetingHazards.Before(data.AllCauses, Options.Cause, own.Predictor.Times),
            Horizons = Options.Horizons,
            InputDeviations = data.Deviations(),
            Patients = data.Rows,
            Events = own.EventCount,
            Converged = models.All(m => m.Second.Converged),
            Warnings = [.. models.SelectMany(m => m.Second.Warnings.Select(w => FormattableString.Invariant($"Cause {m.First}: {w}")))],
        };
    }

    private static CauseHazard HazardOf(int cause, CoxModel model) =>
        new() { Cause = cause, Predictor = model.Predictor, StandardErrors = model.StandardErrors };
}
