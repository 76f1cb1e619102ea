using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Learning;

/// <summary>
/// A model of several fits, one after the other on the same data: what one changes of the columns, the next does not see, and the score of each stays in a
/// column of its own.
/// </summary>
/// <param name="context">The context in use.</param>
/// <param name="input">The training data.</param>
/// <param name="scoreColumn">The column every fit writes its score to.</param>
/// <param name="whole">What messages call the fits together; columns set aside are named after it, for a fit may be such a chain of another kind.</param>
internal sealed class MemberChain(MLContext context, IDataView input, string scoreColumn, string whole)
{
    private readonly List<ITransformer> _chain = [];

    /// <summary>The training data as the chain so far leaves them.</summary>
    public IDataView Data { get; private set; } = input;

    /// <summary>The whole chain.</summary>
    public ITransformer ToTransformer() => new TransformerChain<ITransformer>([.. _chain]);

    /// <summary>Appends a step fitted on <see cref="Data"/>.</summary>
    public void Append(IEstimator<ITransformer> step) => Append(step.Fit(Data));

    /// <summary>Appends a fit.</summary>
    /// <param name="fitted">Fitted on <see cref="Data"/>, or on some of their rows.</param>
    /// <param name="member">Its number from 0.</param>
    /// <param name="score">Column its score is kept in.</param>
    /// <exception cref="InvalidOperationException">It writes no score, or leaves out a column of the data.</exception>
    public void AppendMember(ITransformer fitted, int member, string score)
    {
        var changed = Changed(Data.Schema, fitted.GetOutputSchema(Data.Schema), member);
        foreach (var name in changed)
        {
            Append(context.Transforms.CopyColumns(SavedOf(name), name));
        }

        Append(fitted);
        Append(context.Transforms.CopyColumns(score, scoreColumn));
        foreach (var name in changed)
        {
            Append(context.Transforms.CopyColumns(name, SavedOf(name)));
        }

        if (changed.Count > 0)
        {
            Append(context.Transforms.DropColumns([.. changed.Select(SavedOf)]));
        }
    }

    /// <summary>The columns before anything joins the scores.</summary>
    public static SchemaShape Shape(MLContext context, SchemaShape input, string scoreColumn, IReadOnlyList<(IEstimator<ITransformer> Fit, string Score)> members)
    {
        var columns = input.ToDictionary(c => c.Name);
        foreach (var (fit, score) in members)
        {
            foreach (var column in context.Transforms.CopyColumns(score, scoreColumn).GetOutputSchema(fit.GetOutputSchema(input)))
            {
                columns.TryAdd(column.Name, column);
            }
        }

        return new SchemaShape(columns.Values);
    }

    private string SavedOf(string name) => $"{name}.Before {whole}";

    /// <summary>Appends a step that is fitted already.</summary>
    public void Append(ITransformer transformer)
    {
        _chain.Add(transformer);
        Data = transformer.Transform(Data);
    }

    /// <summary>Columns of the data that a fit writes over.</summary>
    private List<string> Changed(DataViewSchema before, DataViewSchema after, int member)
    {
        if (after.GetColumnOrNull(scoreColumn) is not { Type: NumberDataViewType })
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"Fit {member + 1} of the {whole} writes no number '{scoreColumn}': each must end in a survival trainer."));
        }

        var changed = new List<string>();
        foreach (var column in before.Where(c => !c.IsHidden && c.Name != scoreColumn))
        {
            if (after.GetColumnOrNull(column.Name) is not { } now)
            {
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"Fit {member + 1} of the {whole} drops the column '{column.Name}', which another may need: leave it in."));
            }

            if (now.Index != column.Index)
            {
                changed.Add(column.Name);
            }
        }

        return changed;
    }
}
