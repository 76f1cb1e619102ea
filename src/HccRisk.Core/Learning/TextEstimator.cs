using Microsoft.ML;

namespace HccRisk.Core.Learning;

/// <summary>Applies a <see cref="TextFunction"/>: there is nothing to learn, so fitting reads no row. Saved models load with a plain <c>ml.Model.Load</c>.</summary>
/// <typeparam name="TFunction">The function.</typeparam>
public sealed class TextEstimator<TFunction> : IEstimator<LearnedTransformer<TFunction>>
    where TFunction : TextFunction
{
    private readonly TransformsCatalog _catalog;

    /// <summary>Binds a function to its columns.</summary>
    /// <param name="catalog">The catalog of the <see cref="MLContext"/> in use.</param>
    /// <param name="columns">Columns read and written; as many inputs as the function has.</param>
    /// <param name="function">The function.</param>
    /// <exception cref="ArgumentException">The columns are not as many as the function's inputs.</exception>
    public TextEstimator(TransformsCatalog catalog, LearnedColumns columns, TFunction function)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(function);
        if (columns.FurtherInputs.Count + 1 != function.InputSlots.Count)
        {
            throw new ArgumentException($"'columns' names {columns.FurtherInputs.Count + 1} inputs, the function has {function.InputSlots.Count}.", nameof(columns));
        }

        (_catalog, Columns, Function) = (catalog, columns, function);
    }

    /// <summary>The columns read and written.</summary>
    public LearnedColumns Columns { get; }

    /// <summary>The function.</summary>
    public TFunction Function { get; }

    /// <summary>The transformer; no row is read.</summary>
    /// <param name="input">Data with the columns.</param>
    /// <exception cref="ColumnException">A column is missing or is not text; the message names it and the nearest names.</exception>
    public LearnedTransformer<TFunction> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (var column in Columns.Texts)
        {
            column.Check(input.Schema);
        }

        return new LearnedTransformer<TFunction>(Function, Columns, _catalog, input);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (var column in Columns.Texts)
        {
            column.Check(inputSchema);
        }

        return DirectMapping.Shape(_catalog, Columns, Function.Outputs, inputSchema);
    }
}
