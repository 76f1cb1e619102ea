using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Aft;

/// <summary>
/// Learns an accelerated failure time model of one cause by maximum likelihood, as an ML.NET estimator. It writes minus the linear predictor of log
/// time (higher = more risk), freedom from the event, and cumulative incidence at chosen horizons.
/// </summary>
/// <remarks>
/// <para>Trainer characteristics</para>
/// <list type="table">
/// <item><term>Machine learning task</term><description>survival: score, freedom from the event, cumulative incidence</description></item>
/// <item><term>Is normalisation required?</term><description>no: columns are standardised inside</description></item>
/// <item><term>Is caching required?</term><description>No: the rows are read once a column and kept</description></item>
/// <item><term>Packages beside Microsoft.ML</term><description>HccRisk.Survival alone</description></item>
/// <item><term>Exportable to ONNX (HccRisk.Onnx)</term><description>score</description></item>
/// <item><term>Missing features</term><description>refused</description></item>
/// <item><term>Makes use of</term><description>entry, weights</description></item>
/// <item><term>Other causes</term><description>average hazard</description></item>
/// </list>
/// </remarks>
public sealed class AftTrainer : SurvivalTrainer<AftFunction, AftTrainerOptions>
{
    internal AftTrainer(MLContext context, AftTrainerOptions options)
        : base(context, options)
    {
    }

    /// <inheritdoc/>
    protected override AftFunction Train(SurvivalTrainingSet data, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(log);
        var x = data.Features.Span;
        var model = AftModel.Fit(x, data.Columns, data.Outcome, new AftOptions { Distribution = Options.Distribution }, data.Slots, Options.CancellationToken);
        if (!double.IsFinite(model.Scale))
        {
            throw new InvalidOperationException(string.Join(" ", model.Warnings));
        }

        log(FormattableString.Invariant($"AFT: log-likelihood {model.LogLikelihood:0.###}, scale {model.Scale:G4} after {model.Iterations} iterations"));
        var center = new double[data.Columns];
        for (var i = 0; i < x.Length; i++)
        {
            center[i % center.Length] += x[i] / data.Rows;
        }

        double[] jumps = [.. data.AllCauses.SortedTimes.Distinct()];
        double[] next = [.. jumps.Skip(1), double.PositiveInfinity];
        var hazard = CompetingHazards.Before(data.AllCauses, Options.Cause, next);
        int[] rising = [.. Enumerable.Range(0, jumps.Length).Where(k => hazard[k] > (k == 0 ? 0 : hazard[k - 1]))];
        return new AftFunction
        {
            InputSlots = data.Slots,
            Cause = Options.Cause,
            Distribution = Options.Distribution,
            Location = model.LinearPredictor(center),
            Scale = model.Scale,
            Coefficients = model.Coefficients,
            StandardErrors = [.. model.StandardErrors.Skip(1).Take(data.Columns)],
            Center = center,
            InputDeviations = data.Deviations(),
            LastTime = data.Outcome.LastTime,
            CompetingTimes = Array.ConvertAll(rising, k => jumps[k]),
            CompetingHazard = Array.ConvertAll(rising, k => hazard[k]),
            Horizons = Options.Horizons,
            Patients = data.Rows,
            Events = model.EventCount,
            Converged = model.Converged,
            Warnings = model.Warnings,
        };
    }
}
