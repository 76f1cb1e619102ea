using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HccRisk.Core.Learning;

/// <summary>
/// The base of every estimator of this library. A derived class only learns: schema checks, the transformer, slot names,
/// saving into a plain ML.NET model and prediction engines come with it.
/// </summary>
/// <typeparam name="TFunction">What is learned.</typeparam>
public abstract class LearnedEstimator<TFunction> : IEstimator<LearnedTransformer<TFunction>>
    where TFunction : LearnedFunction
{
    private readonly TransformsCatalog _catalog;
    private readonly IChannelProvider? _log;

    /// <summary>Binds the estimator to its columns.</summary>
    /// <param name="catalog">The catalog of the <see cref="MLContext"/> in use.</param>
    /// <param name="columns">Columns read and written.</param>
    /// <param name="log">Where progress goes (an <see cref="MLContext"/> raises it as <c>Log</c> events); null for none.</param>
    protected LearnedEstimator(TransformsCatalog catalog, LearnedColumns columns, IChannelProvider? log = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(columns);
        _catalog = catalog;
        Columns = columns;
        _log = log;
    }

    /// <summary>The columns read and written.</summary>
    public LearnedColumns Columns { get; }

    /// <summary>Further columns that only learning needs (time, event, group), each with the type it must have.</summary>
    protected virtual IReadOnlyList<RequiredColumn> TrainingColumns => [];

    /// <summary>The shape of the outputs before anything is learned; a vector's slots need no true names yet.</summary>
    protected abstract IReadOnlyList<LearnedOutput> OutputShape { get; }

    /// <summary>Learns from the data.</summary>
    /// <param name="input">Training data; its columns have been checked.</param>
    /// <param name="slots">Names of the input vector's slots.</param>
    /// <param name="log">Takes progress messages.</param>
    protected abstract TFunction Learn(IDataView input, IReadOnlyList<string> slots, Action<string> log);

    /// <summary>Learns from the data and returns the transformer that applies what was learned.</summary>
    /// <param name="input">Training data.</param>
    /// <exception cref="ColumnException">A column is missing or has another type; the message names it and the nearest names.</exception>
    public LearnedTransformer<TFunction> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (var column in Required())
        {
            column.Check(input.Schema);
        }

        using var channel = _log?.Start(GetType().Name);
        var function = Learn(input, SlotNames.Read(input.Schema[Columns.Input]), message => channel?.Trace(MessageSensitivity.None, message));
        return new LearnedTransformer<TFunction>(function, Columns, _catalog, input);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (var column in Required())
        {
            column.Check(inputSchema);
        }

        return DirectMapping.Shape(_catalog, Columns, OutputShape, inputSchema);
    }

    private IEnumerable<RequiredColumn> Required()
    {
        yield return new RequiredColumn(Columns.Input, RequiredColumnKind.Vector);
        if (Columns.Group is not null)
        {
            yield return new RequiredColumn(Columns.Group, RequiredColumnKind.Text);
        }

        foreach (var column in TrainingColumns)
        {
            yield return column;
        }
    }
}
