using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;

namespace HccRisk.Core.Learning;

/// <summary>Finds what was learned inside a model, fitted or loaded.</summary>
public static class LearnedModel
{
    private static readonly MLContext Tables = new(seed: 0);

    /// <summary>
    /// The transformers of one kind inside a model, in order. Works on a model as fitted and on what <c>ml.Model.Load</c> returns,
    /// however the chains are nested.
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

    /// <summary>
    /// The linear score of a model as ML.NET's own predictor over the column of features, for what ML.NET offers to those: permutation
    /// importance
    /// (<c>ml.Regression.PermutationFeatureImportance</c>), contributions of features (<c>ml.Transforms.CalculateFeatureContribution</c>).
    /// </summary>
    /// <param name="model">The model.</param>
    /// <returns>A predictor of the same score, in single precision: with inputs far from 0 beside their spread it has fewer digits than
    /// the model.</returns>
    /// <exception cref="InvalidOperationException">No function in it has a linear score, or more than one has.</exception>
    public static RegressionPredictionTransformer<LinearRegressionModelParameters> LinearPredictor(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var found = Steps(model)
            .Select(s => s.Function is LearnedFunction function ? LinearOutput.Of(function, s.Columns!.Input) : null)
            .OfType<RegressionPredictionTransformer<LinearRegressionModelParameters>>().Take(2).ToList();
        return found.Count == 1
            ? found[0]
            : throw new InvalidOperationException($"The model has {(found.Count == 0 ? "no linear score" : "more than one linear score")}.");
    }

    /// <summary>The transformers of a model in order, chains opened; what a learned function runs as is one step.</summary>
    /// <param name="model">The model, as fitted or as <c>ml.Model.Load</c> returns it.</param>
    public static IEnumerable<ModelStep> Steps(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Join(Open(model));
    }

    /// <summary>The transformers in order; of a mapping that was loaded, whose chain is many in each other, the innermost is the step.</summary>
    private static IEnumerable<ModelStep> Open(ITransformer model)
    {
        if (model is ILearnedTransformer learned)
        {
            return [new ModelStep(model, learned.Function, learned.Columns)];
        }

        if (model is not IEnumerable<ITransformer> chain)
        {
            return [new ModelStep(model)];
        }

        var parts = chain.ToList();
        return parts.OfType<ValueMappingTransformer>().Select(StateOf).FirstOrDefault(s => s is not null) is { } state
            && LearnedState.Read(state) is var (function, columns)
            ? [new ModelStep(model, function, columns)]
            : parts.SelectMany(Open);
    }

    /// <summary>Puts the rest of a loaded mapping to its step: all up to the transformer that drops its columns, which is its last.</summary>
    private static IEnumerable<ModelStep> Join(IEnumerable<ModelStep> steps)
    {
        (ModelStep Step, List<ITransformer> Parts)? open = null;
        foreach (var step in steps)
        {
            if (open is not var (first, parts))
            {
                if (step.Function is not null && step.Transformer is IEnumerable<ITransformer> chain && chain.Last() is not ColumnSelectingTransformer)
                {
                    open = (step, [step.Transformer]);
                }
                else
                {
                    yield return step;
                }

                continue;
            }

            parts.Add(step.Transformer);
            if (step.Transformer is ColumnSelectingTransformer)
            {
                yield return first with { Transformer = new TransformerChain<ITransformer>([.. parts]) };
                open = null;
            }
        }
    }

    /// <summary>Reads every function that a mapping of the model will read, so that what is wrong with it is said before a row is asked for.</summary>
    /// <exception cref="FormatException">Nothing here knows a function, or its state cannot be read.</exception>
    internal static void RequireReadable(ITransformer model)
    {
        if (model is not IEnumerable<ITransformer> chain)
        {
            return;
        }

        var parts = chain.ToList();
        if (LearnedChain.Maps(parts) && parts.OfType<ValueMappingTransformer>().Select(StateOf).FirstOrDefault(s => s is not null) is { } state)
        {
            LearnedState.Read(state);
        }

        parts.ForEach(RequireReadable);
    }

    private static IEnumerable<RowFunction> Walk(ITransformer model) => Steps(model).Select(s => s.Function).OfType<RowFunction>();

    private static string? StateOf(ValueMappingTransformer map)
    {
        var keys = Tables.Data.LoadFromEnumerable([new Keys { OfMapping = true }]);
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

    /// <summary>The constants that value maps are keyed by.</summary>
    private sealed class Keys
    {
        [ColumnName(LearnedChain.KeyColumn)]
        public bool OfMapping { get; set; }

        [ColumnName(NativeCarriers.ZeroColumn)]
        public float OfCarriers { get; set; }
    }
}
