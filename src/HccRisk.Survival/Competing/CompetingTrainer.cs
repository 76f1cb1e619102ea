using HccRisk.Core.Learning;
using HccRisk.Survival.Learning;
using Microsoft.ML;
using Microsoft.ML.Transforms;

namespace HccRisk.Survival.Competing;

/// <summary>
/// Own absolute risks for a model of one cause: the model is fitted as it is, and beside it a ridge-penalised Cox model of each competing cause on its features. The
/// cumulative incidence then comes from the patient's own hazards of all causes (Benichou and Gail, Biometrics 1990) and not from the average hazard of
/// the others; the score is that of the model.
/// </summary>
/// <remarks>
/// The score must be a log hazard ratio. Where the model is made of several fits, the features are those of the first of them. Incidences of all causes and
/// freedom from every event add up to 1.
/// <para>Trainer characteristics</para>
/// <list type="table">
/// <item><term>Machine learning task</term><description>survival: score, freedom from the event, cumulative incidence</description></item>
/// <item><term>Is normalisation required?</term><description>as the model asks</description></item>
/// <item><term>Is caching required?</term><description>No, but the members read the rows again: cache what is costly before</description></item>
/// <item><term>Packages beside Microsoft.ML</term><description>those of the model</description></item>
/// <item><term>Exportable to ONNX (HccRisk.Onnx)</term><description>score, survival</description></item>
/// <item><term>Missing features</term><description>as the model has it</description></item>
/// <item><term>Makes use of</term><description>none</description></item>
/// <item><term>Other causes</term><description>a ridge Cox model of each</description></item>
/// </list>
/// </remarks>
public sealed class CompetingTrainer : IEstimator<ITransformer>
{
    private readonly MLContext _context;
    private readonly CompetingTrainerOptions _options;
    private readonly IEstimator<ITransformer> _own;

    internal CompetingTrainer(MLContext context, CompetingTrainerOptions options, IEstimator<ITransformer> own)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(own);
        options.Validate();
        (_context, _options, _own) = (context, options, own);
    }

    private string Inputs => _options.ScoreColumn + ".Causes";

    /// <summary>Fits the model and the hazards of the competing causes.</summary>
    /// <param name="input">Training data.</param>
    /// <exception cref="ColumnException">A column is missing or has another type.</exception>
    /// <exception cref="InvalidOperationException">The model writes no score.</exception>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var chain = new MemberChain(_context, input, _options.ScoreColumn, "model with competing causes");
        var own = _own.Fit(chain.Data);
        chain.Append(own);
        chain.Append(Joined());
        chain.Append(Baseline(LearnedModel.FindAll<SurvivalFunction>(own).LastOrDefault()));
        return chain.ToTransformer();
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        Baseline().GetOutputSchema(Joined().GetOutputSchema(_own.GetOutputSchema(inputSchema)));

    private ColumnConcatenatingEstimator Joined() => _context.Transforms.Concatenate(Inputs, _options.ScoreColumn, _options.FeatureColumn);

    private CompetingBaseline Baseline(SurvivalFunction? own = null) => new(_context, _options with { FeatureColumn = Inputs }, own);
}
