using HccRisk.Core.Learning;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Resampling;
using Microsoft.ML;
using Microsoft.ML.Transforms;

namespace HccRisk.Survival.Stacking;

/// <summary>
/// Late fusion as one trainer (stacked generalisation, Wolpert 1992): several models, one a modality say, are fitted to the same rows, and a Cox model of their
/// scores joins them. The scores it learns from are out-of-fold, inside the training rows, so that a model that fits them too well gets no weight for it.
/// </summary>
/// <remarks>
/// A row of which a model knows nothing has 0, the mean, for its score: what is there decides. No weight is below 0. The score of each model stays in a
/// column of its own ("Score.Radiomics"). The whole is made of ML.NET's own transforms and those of the models.
/// <para>Trainer characteristics</para>
/// <list type="table">
/// <item><term>Machine learning task</term><description>survival: score, freedom from the event, cumulative incidence</description></item>
/// <item><term>Is normalisation required?</term><description>as the members ask</description></item>
/// <item><term>Is caching required?</term><description>No, but the members read the rows again: cache what is costly before</description></item>
/// <item><term>Packages beside Microsoft.ML</term><description>those of the members</description></item>
/// <item><term>Exportable to ONNX (HccRisk.Onnx)</term><description>no</description></item>
/// <item><term>Missing features</term><description>as the members have it</description></item>
/// <item><term>Makes use of</term><description>none</description></item>
/// <item><term>Other causes</term><description>average hazard</description></item>
/// </list>
/// </remarks>
public sealed class StackedTrainer : IEstimator<ITransformer>
{
    private readonly MLContext _context;
    private readonly StackedTrainerOptions _options;
    private readonly IReadOnlyList<StackedMember> _members;

    internal StackedTrainer(MLContext context, StackedTrainerOptions options, IReadOnlyList<StackedMember> members)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(members);
        options.Validate();
        (_context, _options, _members) = (context, options, members);
        if (members.Count == 0 || members.Any(m => m?.Pipeline is null || string.IsNullOrEmpty(m.Name)))
        {
            throw new ArgumentException("Late fusion needs one model or more, each with a name.", nameof(members));
        }

        if (members.GroupBy(m => m.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two models of late fusion are called '{twice.Key}'.", nameof(members));
        }
    }

    private string Scores => _options.ScoreColumn + ".Members";

    /// <summary>Fits every model, on all rows it knows and on those of each fold, and the weights of their scores.</summary>
    /// <param name="input">Training data.</param>
    /// <exception cref="ColumnException">A column is missing or has another type.</exception>
    /// <exception cref="InvalidOperationException">A model writes no score, leaves out a column of the data, or knows no row.</exception>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var outcome = OutcomeReader.Read(input, _options.TimeColumn, _options.EventColumn, _options.AllowUncensored);
        var judged = _options.Cause == 0 ? outcome.WithAnyCause() : outcome.WithCause(_options.Cause);
        var folds = Folds.Stratified(judged, _options.Folds, 1, _options.Seed, RowGroups.Read(input, _options.GroupColumn).Codes);
        var chain = new MemberChain(_context, input, _options.ScoreColumn, "late fusion");
        var scores = new (string Name, Array Values)[_members.Count];
        for (var m = 0; m < _members.Count; m++)
        {
            var (member, known) = (_members[m], Known(input, _members[m], outcome.Count));

            // All rows before the folds: what is wrong with a row is then named by its number among all, not within a fold.
            chain.AppendMember(member.Pipeline.Fit(new RowSubset(chain.Data, known)), m, ScoreOf(member));
            scores[m] = (ScoreOf(member), OutOfFold(input, member, known, folds));
            if (member.AbsentColumn is { } absent)
            {
                chain.Append(_context.Transforms.Expression(ScoreOf(member), "(score, absent) => absent > 0.5f ? 0f : score", ScoreOf(member), absent));
            }
        }

        chain.Append(Joined());
        var copies = new int[outcome.Count];
        Array.Fill(copies, 1);
        IDataView learned = new DerivedRows(input, copies, scores);
        learned = Joined().Fit(learned).Transform(learned);
        chain.Append(Weights().Fit(learned));
        return chain.ToTransformer();
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var columns = MemberChain.Shape(_context, inputSchema, _options.ScoreColumn, [.. _members.Select(m => (m.Pipeline, ScoreOf(m)))]);
        return Weights().GetOutputSchema(Joined().GetOutputSchema(columns));
    }

    private float[] OutOfFold(IDataView input, StackedMember member, bool[] known, IReadOnlyList<Fold> folds)
    {
        var scores = new float[known.Length];
        foreach (var fold in folds)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            int[] test = [.. fold.Test.Where(i => known[i]).Order()];
            if (test.Length == 0)
            {
                continue;
            }

            var model = member.Pipeline.Fit(RowSubset.Of(input, fold.Training.Where(i => known[i]), known.Length));
            var found = DataViewReader.ReadNumbers(model.Transform(RowSubset.Of(input, test, known.Length)), _options.ScoreColumn);
            for (var i = 0; i < test.Length; i++)
            {
                scores[test[i]] = (float)found[i];
            }
        }

        return scores;
    }

    private static bool[] Known(IDataView input, StackedMember member, int rows)
    {
        var known = new bool[rows];
        Array.Fill(known, true);
        if (member.AbsentColumn is { } column)
        {
            known = Array.ConvertAll(DataViewReader.ReadNumbers(input, column), absent => !(absent > 0.5));
        }

        return known.AsSpan().Contains(true)
            ? known
            : throw new InvalidOperationException($"Late fusion: model '{member.Name}' knows none of the {rows} training rows.");
    }

    private ColumnConcatenatingEstimator Joined() => _context.Transforms.Concatenate(Scores, [.. _members.Select(ScoreOf)]);

    private StackedWeights Weights() => new(_context, _options with { FeatureColumn = Scores });

    private string ScoreOf(StackedMember member) => $"{_options.ScoreColumn}.{member.Name}";
}
