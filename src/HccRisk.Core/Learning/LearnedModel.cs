using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace HccRisk.Core.Learning;

/// <summary>Finds what was learned inside a model, fitted or loaded.</summary>
public static class LearnedModel
{
    private static readonly MLContext Tables = new(seed: 0);

    /// <summary>
    /// The transformers of one kind inside a model, in order. Works on a model as fitted and on what <c>ml.Model.Load</c> returns, however the chains are nested.
    /// </summary>
    /// <typeparam name="TFunction">Kind of function wanted; <see cref="RowFunction"/> for all.</typeparam>
    /// <param name="model">The model.</param>
    public static IEnumerable<TFunction> FindAll<TFunction>(ITransformer model)
        where TFunction : RowFunction
    {
        ArgumentNullException.ThrowIfNull(model);
        return Walk(model).OfType<TFunction>();
    }

    /// <summary>The one transformer of a kind inside a model.</summary>
    /// <typeparam name="TFunction">Kind of function wanted.</typeparam>
    /// <param name="model">The model.</param>
    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    public static TFunction Find<TFunction>(ITransformer model)
        where TFunction : RowFunction
    {
        var found = FindAll<TFunction>(model).Take(2).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new InvalidOperationException($"The model holds no {typeof(TFunction).Name}."),
            _ => throw new InvalidOperationException($"The model holds more than one {typeof(TFunction).Name}: use FindAll."),
        };
    }

    private static IEnumerable<RowFunction> Walk(ITransformer model)
    {
        if (model is ILearnedTransformer learned)
        {
            return [learned.Function];
        }

        if (model is IEnumerable<ITransformer> chain)
        {
            return chain.SelectMany(Walk);
        }

        return model is ValueMappingTransformer map && StateOf(map) is { } state ? [LearnedState.Read(state).Function] : [];
    }

    private static string? StateOf(ValueMappingTransformer map)
    {
        var schema = SchemaDefinition.Create(typeof(KeyMappingFactory.Key));
        var keys = Tables.Data.LoadFromEnumerable([new KeyMappingFactory.Key { Value = true }], schema);
        try
        {
            var mapped = map.Transform(keys);
            return mapped.Schema.GetColumnOrNull(LearnedChain.StateColumn) is { } column
                ? mapped.GetColumn<string>(column).Single()
                : null;
        }
        catch (ArgumentOutOfRangeException)
        {
            // A value map of the user's, keyed by a column of the user's.
            return null;
        }
    }
}
