using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.FineGray;

/// <summary>
/// Learns the proportional subdistribution hazards model of one cause among competing ones (Fine and Gray, JASA 1999), as an ML.NET estimator. It
/// writes a log-risk (higher = more incidence), one less the cumulative incidence, and the cumulative incidence at chosen horizons.
/// </summary>
/// <remarks>
/// <para>Trainer characteristics</para>
/// <list type="table">
/// <item><term>Machine learning task</term><description>survival: score, freedom from the event, cumulative incidence</description></item>
/// <item><term>Is normalisation required?</term><description>no: columns are standardised inside</description></item>
/// <item><term>Is caching required?</term><description>No: the rows are read once a column and kept</description></item>
/// <item><term>Packages beside Microsoft.ML</term><description>HccRisk.Survival alone</description></item>
/// <item><term>Exportable to ONNX (HccRisk.Onnx)</term><description>score, survival, incidence</description></item>
/// <item><term>Missing features</term><description>refused</description></item>
/// <item><term>Makes use of</term><description>none</description></item>
/// <item><term>Other causes</term><description>in the model itself</description></item>
/// </list>
/// </remarks>
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
