using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Average;

/// <summary>
/// The mean score of several fits as one trainer: each is fitted to the same rows, as pipelines that prepare the features in different ways, and the
/// mean gets a baseline hazard of its own. With few events it is steadier than any of them.
/// </summary>
/// <remarks>
/// The scores must be of one kind (log hazard ratios). What a fit changes of the columns, the next one does not see; the score of each stays in
/// a column of its own ("Score.1", ...). The model is made of ML.NET's own transforms and those of the fits.
/// <para>Trainer characteristics</para>
/// <list type="table">
/// <item><term>Machine learning task</term><description>survival: score, freedom from the event, cumulative incidence</description></item>
/// <item><term>Is normalisation required?</term><description>as the members ask</description></item>
/// <item><term>Is caching required?</term><description>No, but the members read the rows again: cache what is costly before</description></item>
/// <item><term>Packages beside Microsoft.ML</term><description>those of the members</description></item>
/// <item><term>Exportable to ONNX (HccRisk.Onnx)</term><description>no</description></item>
/// <item><term>Missing features</term><description>as the members have it</description></item>
/// <item><term>Makes use of</term><description>entry, weights, strata</description></item>
/// <item><term>Other causes</term><description>average hazard</description></item>
/// </list>
/// </remarks>
public sealed class AverageTrainer : IEstimator<ITransformer>
{
    private readonly MLContext _context;
    private readonly AverageTrainerOptions _options;
    private readonly IReadOnlyList<IEstimator<ITransformer>> _members;

    internal AverageTrainer(MLContext context, AverageTrainerOptions options, IReadOnlyList<IEstimator<ITransformer>> members)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(members);
        options.Validate();
        (_context, _options, _members) = (context, options, members);
        if (members.Count == 0 || members.Any(m => m is null))
        {
            throw new ArgumentException("The mean needs one fit or more.", nameof(members));
        }
    }

    private string Scores => _options.ScoreColumn + ".Members";

    /// <summary>Fits every member and the baseline of their mean.</summary>
    /// <param name="input">Training data.</param>
    /// <exception cref="ColumnException">A column is missing or has another type.</exception>
    /// <exception cref="InvalidOperationException">A member writes no score, or leaves out a column of the data.</exception>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var chain = new MemberChain(_context, input, _options.ScoreColumn, "mean");
        var fits = new List<(string, SurvivalFunction)>();
        for (var m = 0; m < _members.Count; m++)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            var model = _members[m].Fit(chain.Data);
            chain.AppendMember(model, m, ScoreOf(m));
            if (LearnedModel.FindAll<SurvivalFunction>(model).LastOrDefault() is { } function)
            {
                fits.Add((ScoreOf(m), function));
            }
        }

        // After the fits to all rows: what is wrong with a row is then named by its number among all, not within a fold.
        var slope = _options.Recalibration is null ? new CrossFittedSlope(1, null) : CrossFittedSlope.Estimate(input, _options, MeanScore);
        chain.Append(_context.Transforms.Concatenate(Scores, [.. Enumerable.Range(0, _members.Count).Select(ScoreOf)]));
        chain.Append(Baseline(slope, fits));
        return chain.ToTransformer();
    }

    /// <summary>Fits every member to some rows; what it returns gives the mean of their scores of any rows.</summary>
    private Func<IDataView, double[]> MeanScore(IDataView training)
    {
        ITransformer[] models = [.. _members.Select(m => m.Fit(training))];
        return rows =>
        {
            var scores = Array.ConvertAll(models, m => DataViewReader.ReadNumbers(m.Transform(rows), _options.ScoreColumn));
            return [.. scores[0].Select((_, i) => scores.Average(s => s[i]))];
        };
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var columns = MemberChain.Shape(_context, inputSchema, _options.ScoreColumn, [.. _members.Select((m, i) => (m, ScoreOf(i)))]);
        var joined = _context.Transforms.Concatenate(Scores, [.. Enumerable.Range(0, _members.Count).Select(ScoreOf)]);
        return Baseline(default, []).GetOutputSchema(joined.GetOutputSchema(columns));
    }

    private AverageBaseline Baseline(CrossFittedSlope slope, IReadOnlyList<(string Name, SurvivalFunction Function)> fits) =>
        new(_context, _options with { FeatureColumn = Scores }, slope, fits);

    private string ScoreOf(int member) => string.Create(CultureInfo.InvariantCulture, $"{_options.ScoreColumn}.{member + 1}");
}
