using HccRisk.Survival.Data;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Landmark;

/// <summary>
/// Fits a binary trainer of ML.NET to the status at a horizon. Label and weight exist in training only, for the rows it is fitted on: those whose status is
/// known. What comes out is the trainer's own model, which asks new rows for no follow-up.
/// </summary>
/// <remarks>
/// <para>Trainer characteristics</para>
/// <list type="table">
/// <item><term>Machine learning task</term><description>binary classification of the event by a horizon</description></item>
/// <item><term>Is normalisation required?</term><description>as the trainer asks</description></item>
/// <item><term>Is caching required?</term><description>No, but the members read the rows again: cache what is costly before</description></item>
/// <item><term>Packages beside Microsoft.ML</term><description>that of the trainer</description></item>
/// <item><term>Exportable to ONNX (HccRisk.Onnx)</term><description>as the trainer</description></item>
/// <item><term>Missing features</term><description>as the trainer has it</description></item>
/// <item><term>Makes use of</term><description>none</description></item>
/// <item><term>Other causes</term><description>competing events known as free</description></item>
/// </list>
/// </remarks>
public sealed class LandmarkTrainer : IEstimator<ITransformer>
{
    private readonly IEstimator<ITransformer> _columns;
    private readonly IEstimator<ITransformer> _trainer;
    private readonly LandmarkOptions _options;

    internal LandmarkTrainer(MLContext context, IEstimator<ITransformer> trainer, LandmarkOptions options)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        _columns = LandmarkLearner.Make(context, options);
        (_trainer, _options) = (trainer, options);
    }

    /// <summary>Fits the trainer.</summary>
    /// <param name="input">Training data with time and event.</param>
    /// <exception cref="HorizonException">Nobody was followed to the horizon, or everybody had the event by then.</exception>
    /// <exception cref="NoEventsException">Nobody had the event by then.</exception>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var function = LandmarkLearner.Learn(input, _options);
        var outcome = HorizonRows.Read(input, _options).Outcome;
        var (labels, weights) = (new List<bool>(), new List<float>());
        var copies = new int[outcome.Count];
        for (var i = 0; i < copies.Length; i++)
        {
            var code = outcome.EventArray[i];
            if (function.Status(outcome.TimeArray[i], code) is (var label, > 0 and var weight))
            {
                copies[i] = 1;
                labels.Add(label);
                weights.Add((float)weight);
            }
        }

        return _trainer.Fit(new DerivedRows(input, copies, (_options.LabelColumn, labels.ToArray()), (_options.WeightColumn, weights.ToArray())));
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _trainer.GetOutputSchema(_columns.GetOutputSchema(inputSchema));
}
