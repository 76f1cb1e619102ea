using Microsoft.ML;

namespace HccRisk.Core.Learning;

/// <summary>One step of a model.</summary>
/// <param name="Transformer">What runs.</param>
/// <param name="Function">What was learned; null for a transformer of somebody else.</param>
/// <param name="Columns">The columns of <paramref name="Function"/>.</param>
internal sealed record ModelStep(ITransformer Transformer, RowFunction? Function = null, LearnedColumns? Columns = null);
