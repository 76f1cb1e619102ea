using HccRisk.Core.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.DiscreteTime;

/// <summary>The step of a pipeline for a function that is known already.</summary>
internal sealed class KnownFunction<TFunction>(TransformsCatalog catalog, LearnedColumns columns, Func<IReadOnlyList<string>, TFunction> make)
    : LearnedEstimator<TFunction>(catalog, columns)
    where TFunction : LearnedFunction
{
    protected override IReadOnlyList<LearnedOutput> OutputShape => make([]).Outputs;

    protected override TFunction Learn(IDataView input, IReadOnlyList<string> slots, Action<string> log) => make(slots);
}
