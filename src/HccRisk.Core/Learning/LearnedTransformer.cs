using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace HccRisk.Core.Learning;

/// <summary>
/// Applies a <see cref="LearnedFunction"/> or a <see cref="TextFunction"/>. It is saved as a chain of built-in transforms, so a model file needs nothing but a plain
/// <c>ml.Model.Load</c> and gives the same bits.
/// </summary>
/// <typeparam name="TFunction">What was learned.</typeparam>
public sealed class LearnedTransformer<TFunction> : ITransformer, ILearnedTransformer
    where TFunction : RowFunction
{
    private readonly ITransformer _chain;
    private readonly Lazy<ITransformer> _saved;

    internal LearnedTransformer(TFunction function, LearnedColumns columns, TransformsCatalog catalog, IDataView data)
    {
        Function = function;
        Columns = columns;
        (_chain, _saved) = LearnedChain.Fit(catalog, columns, function, data);
    }

    /// <summary>What was learned: coefficients, names, and whatever else the function keeps.</summary>
    public TFunction Function { get; }

    /// <summary>The columns read and written.</summary>
    public LearnedColumns Columns { get; }

    /// <inheritdoc/>
    public bool IsRowToRowMapper => _chain.IsRowToRowMapper;

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Check(input.Schema);
        return _chain.Transform(input);
    }

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Check(inputSchema);
        return _chain.GetOutputSchema(inputSchema);
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Check(inputSchema);
        return _chain.GetRowToRowMapper(inputSchema);
    }

    RowFunction ILearnedTransformer.Function => Function;

    void ICanSaveModel.Save(ModelSaveContext ctx) => _saved.Value.Save(ctx);

    private void Check(DataViewSchema schema)
    {
        if (Function is TextFunction)
        {
            foreach (var column in Columns.Texts)
            {
                column.Check(schema);
            }

            return;
        }

        new RequiredColumn(Columns.Input, RequiredColumnKind.Vector).Check(schema);
        if (Columns.Group is not null)
        {
            new RequiredColumn(Columns.Group, RequiredColumnKind.Text).Check(schema);
        }

        var size = ((VectorDataViewType)schema[Columns.Input].Type).Size;
        if (size != Function.InputSlots.Count)
        {
            throw new ColumnException($"Column '{Columns.Input}' has {size} slots, but the model was fitted on {Function.InputSlots.Count}.");
        }
    }
}
