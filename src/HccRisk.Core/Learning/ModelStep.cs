using Microsoft.ML;

namespace HccRisk.Core.Learning;

/// <summary>One step of a model.</summary>
/// <param name="Transformer">What runs.</param>
/// <param name="Function">What was learned; null for a transformer of somebody else.</param>
/// <param name="Columns">The columns of <paramref name="Function"/>; null without one.</param>
public sealed record ModelStep(ITransformer Transformer, RowFunction? Function = null, LearnedColumns? Columns = null)
{
    /// <summary>
    /// The transformers of ML.NET alone that compute the step's selections, scaling and linear scores, for what converts a model to
    /// another format:
    /// the outputs that follow from a score are left to it (<see cref="LearnedFunction.Lower"/>). A step of somebody else is itself.
    /// </summary>
    /// <param name="data">Data of the schema the step reads; no row is read.</param>
    /// <exception cref="NotSupportedException">No native transform carries the function, which is named.</exception>
    public IReadOnlyList<ITransformer> Convertible(IDataView data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Function is null
            ? [Transformer]
            : (Function is LearnedFunction learned ? NativeCarriers.MakeLinear(learned, Columns!, data) : null)
                ?? throw new NotSupportedException(
                    $"{Function.GetType().Name}, which writes '{string.Join("', '", Columns!.Outputs)}', runs as a function of its own{(Columns.Group is { } group ? $" that depends on the strata or groups of column '{group}'" : string.Empty)}: no transform of ML.NET does it.");
    }
}
