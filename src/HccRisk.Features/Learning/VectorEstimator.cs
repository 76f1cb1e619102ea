using System.Globalization;
using HccRisk.Core.Learning;
using Microsoft.ML;

namespace HccRisk.Features.Learning;

/// <summary>Learns from the rows of one vector column and from nothing else, so that what is learned cannot know of outcomes.</summary>
internal abstract class VectorEstimator<TFunction, TOptions> : LearnedEstimator<TFunction>
    where TFunction : LearnedFunction
    where TOptions : VectorTransformOptions
{
    private readonly int _outputs;

    protected VectorEstimator(TransformsCatalog catalog, TOptions options, params IReadOnlyList<string> further)
        : base(catalog, new LearnedColumns(Checked(options).InputColumn, [options.OutputColumn ?? options.InputColumn, .. further]))
    {
        Options = options;
        _outputs = 1 + further.Count;
    }

    protected TOptions Options { get; }

    protected sealed override IReadOnlyList<LearnedOutput> OutputShape =>
        [.. Enumerable.Repeat(new LearnedOutput("Features", ["?"]), _outputs)];

    protected abstract TFunction Learn(TrainingMatrix data, Action<string> log);

    protected sealed override TFunction Learn(IDataView input, IReadOnlyList<string> slots, Action<string> log) =>
        Learn(Read(input, slots), log);

    /// <summary>The training rows.</summary>
    protected virtual TrainingMatrix Read(IDataView input, IReadOnlyList<string> slots) =>
        new(input, Options.InputColumn, Options.InputColumn, slots);

    /// <summary>Calls for each slot, and stops between two when the fit is cancelled.</summary>
    protected T[] EachSlot<T>(TrainingMatrix data, Func<int, T> learn)
    {
        var result = new T[data.Columns];
        for (var slot = 0; slot < result.Length; slot++)
        {
            Options.CancellationToken.ThrowIfCancellationRequested();
            result[slot] = learn(slot);
        }

        return result;
    }

    /// <summary>The slots a filter keeps.</summary>
    protected static SelectedSlots Keep(
        TrainingMatrix data, IReadOnlyList<int> kept, IReadOnlyList<double> statistics, string rule, Action<string> log)
    {
        if (kept.Count == 0)
        {
            throw new ColumnException(FormattableString.Invariant(
                $"Column '{data.Name}': none of the {data.Columns} slots {rule}: nothing would be left."));
        }

        log(string.Create(CultureInfo.InvariantCulture, $"{kept.Count} of {data.Columns} slots of '{data.Name}' kept: they {rule}"));
        return new SelectedSlots { InputSlots = data.Slots, Kept = kept, Statistics = statistics };
    }

    private static TOptions Checked(TOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return options;
    }
}
