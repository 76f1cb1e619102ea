using System.Globalization;
using HccRisk.Core.Learning;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HccRisk.Survival.Learning;

/// <summary>
/// The base of every survival trainer: it reads and checks the columns, and its derived class turns the rows into a <see cref="SurvivalFunction"/>. A new
/// method is a folder with a kernel, options, a trainer and a function.
/// </summary>
/// <typeparam name="TFunction">What is learned.</typeparam>
/// <typeparam name="TOptions">Columns and options of the method.</typeparam>
public abstract class SurvivalTrainer<TFunction, TOptions> : LearnedEstimator<TFunction>
    where TFunction : SurvivalFunction
    where TOptions : SurvivalTrainerOptions
{
    /// <summary>Binds the trainer to its columns.</summary>
    /// <param name="context">The context in use; progress goes to its <c>Log</c>.</param>
    /// <param name="options">Columns and options.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message lists all faults.</exception>
    protected SurvivalTrainer(MLContext context, TOptions options)
        : base((context ?? throw new ArgumentNullException(nameof(context))).Transforms, ColumnsOf(options), (IHostEnvironment)context) =>
        Options = options;

    /// <summary>Columns and options.</summary>
    protected TOptions Options { get; }

    /// <summary>Columns that only this method reads in training. Default none.</summary>
    protected virtual IReadOnlyList<RequiredColumn> FurtherColumns => [];

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<RequiredColumn> TrainingColumns =>
    [
        new(Options.TimeColumn, RequiredColumnKind.AnyNumber),
        new(Options.EventColumn, RequiredColumnKind.Code),
        .. new[] { Options.EntryColumn, Options.WeightColumn }.OfType<string>().Select(c => new RequiredColumn(c, RequiredColumnKind.AnyNumber)),
        .. FurtherColumns,
    ];

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<LearnedOutput> OutputShape => SurvivalFunction.OutputsOf(Options.Horizons);

    /// <summary>Learns from the rows.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="log">Takes progress messages.</param>
    /// <returns>The model, its input slots those of the rows.</returns>
    protected abstract TFunction Train(SurvivalTrainingSet data, Action<string> log);

    /// <inheritdoc/>
    protected sealed override TFunction Learn(IDataView input, IReadOnlyList<string> slots, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var data = new SurvivalTrainingSet(input, Options, slots);
        log(string.Create(CultureInfo.InvariantCulture, $"{GetType().Name}: {data.Rows} patients, {data.Outcome.EventCount()} events, {data.Columns} features"));
        Options.CancellationToken.ThrowIfCancellationRequested();
        var function = Train(data, log);
        log(string.Create(CultureInfo.InvariantCulture, $"{GetType().Name}: {function.Method}, {(function.Converged ? "converged" : "NOT converged")}"));
        return function;
    }

    private static LearnedColumns ColumnsOf(TOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new LearnedColumns(options.FeatureColumn, [options.ScoreColumn, options.SurvivalColumn, options.IncidenceColumn], options.StrataColumn);
    }
}
