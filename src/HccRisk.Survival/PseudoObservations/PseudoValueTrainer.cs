using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace HccRisk.Survival.PseudoObservations;

/// <summary>
/// Fits a regression trainer of ML.NET to pseudo-values of the risk at a horizon (Andersen, Klein and Rosthoj, Biometrika 2003). They exist in training only
/// and are made of the rows it is fitted on; what comes out asks new rows for no follow-up.
/// </summary>
/// <remarks>
/// <para>Trainer characteristics</para>
/// <list type="table">
/// <item><term>Machine learning task</term><description>regression of the risk at a horizon</description></item>
/// <item><term>Is normalisation required?</term><description>as the trainer asks</description></item>
/// <item><term>Is caching required?</term><description>No, but the members read the rows again: cache what is costly before</description></item>
/// <item><term>Packages beside Microsoft.ML</term><description>that of the trainer</description></item>
/// <item><term>Exportable to ONNX (HccRisk.Onnx)</term><description>as the trainer</description></item>
/// <item><term>Missing features</term><description>as the trainer has it</description></item>
/// <item><term>Makes use of</term><description>none</description></item>
/// <item><term>Other causes</term><description>in the pseudo-values</description></item>
/// </list>
/// </remarks>
public sealed class PseudoValueTrainer : IEstimator<ITransformer>
{
    private readonly ColumnCopyingEstimator _label;
    private readonly IEstimator<ITransformer> _trainer;
    private readonly ExpressionEstimator _risk;
    private readonly PseudoValueOptions _options;

    internal PseudoValueTrainer(MLContext context, IEstimator<ITransformer> trainer, PseudoValueOptions options)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_trainer, _options) = (trainer, options);
        _label = context.Transforms.CopyColumns(options.LabelColumn, options.TimeColumn);
        _risk = context.Transforms.Expression(options.RiskColumn, "x => x < 0f ? 0f : x > 1f ? 1f : x", options.ScoreColumn);
    }

    /// <summary>Fits the trainer.</summary>
    /// <param name="input">Training data with time and event.</param>
    /// <exception cref="HorizonException">Nobody was followed to the horizon.</exception>
    /// <exception cref="NoEventsException">Nobody had the event by then.</exception>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (outcome, cause) = HorizonRows.Read(input, _options);
        HorizonRows.RequireEvents(
            outcome, _options.Horizon, cause, FormattableString.Invariant($"Pseudo-values ('{_options.TimeColumn}', '{_options.EventColumn}')"));
        var copies = new int[outcome.Count];
        Array.Fill(copies, 1);
        var labels = Array.ConvertAll(PseudoValues.Of(outcome, _options.Horizon, cause), v => (float)v);
        var rows = new DerivedRows(input, copies, (_options.LabelColumn, labels));
        var model = _trainer.Fit(rows);
        return new TransformerChain<ITransformer>(model, _risk.Fit(model.Transform(input)));
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _risk.GetOutputSchema(_trainer.GetOutputSchema(_label.GetOutputSchema(inputSchema)));
}
