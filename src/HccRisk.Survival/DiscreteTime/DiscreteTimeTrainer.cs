using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace HccRisk.Survival.DiscreteTime;

/// <summary>
/// Fits a binary trainer of ML.NET to discrete-time hazards: its rows are the periods of each patient, its label whether the event happened in one. With other
/// causes a second fit learns theirs. What comes out scores a row once for each period and turns the hazards into survival and cumulative incidence.
/// </summary>
/// <remarks>
/// <para>Trainer characteristics</para>
/// <list type="table">
/// <item><term>Machine learning task</term><description>survival: score, freedom from the event, cumulative incidence</description></item>
/// <item><term>Is normalisation required?</term><description>as the trainer asks</description></item>
/// <item><term>Is caching required?</term><description>No, but the members read the rows again: cache what is costly before</description></item>
/// <item><term>Packages beside Microsoft.ML</term><description>that of the trainer</description></item>
/// <item><term>Exportable to ONNX (HccRisk.Onnx)</term><description>no</description></item>
/// <item><term>Missing features</term><description>as the trainer has it</description></item>
/// <item><term>Makes use of</term><description>none</description></item>
/// <item><term>Other causes</term><description>a second fit</description></item>
/// </list>
/// </remarks>
public sealed class DiscreteTimeTrainer : IEstimator<ITransformer>
{
    private const string Kept = "HccRisk.Features";
    private const string Constant = "HccRisk.Constant";
    private const string Hazard = "HccRisk.Hazard";

    private readonly MLContext _context;
    private readonly IEstimator<ITransformer> _trainer;
    private readonly DiscreteTimeOptions _options;
    private readonly float[] _constants;

    internal DiscreteTimeTrainer(MLContext context, IEstimator<ITransformer> trainer, DiscreteTimeOptions options)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_context, _trainer, _options) = (context, trainer, options);
        _constants = options.PeriodIndicators ? [0, 1] : [.. options.Times.Select(t => (float)t)];
    }

    private string[] ConstantColumns => [.. _constants.Select((_, i) => Name(Constant, i))];

    private string What => $"Discrete time ('{_options.TimeColumn}', '{_options.EventColumn}')";

    private IReadOnlyList<double> Horizons => _options.Horizons ?? _options.Times;

    /// <summary>Fits the trainer, once or with other causes twice.</summary>
    /// <param name="input">Training data with features, time and event.</param>
    /// <exception cref="HorizonException">Nobody was followed to the last period, or all periods at risk ended alike.</exception>
    /// <exception cref="NoEventsException">Nobody had the event by the end of the last period.</exception>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (outcome, cause) = HorizonRows.Read(input, _options);
        HorizonRows.RequireEvents(outcome, _options.Times[^1], cause, What);
        var table = PersonPeriods.Of(outcome, [.. _options.Times]);
        List<ITransformer> steps = [_context.Transforms.CopyColumns(Kept, _options.FeatureColumn).Fit(input)];
        var view = steps[0].Transform(input);
        Add(Constants());
        var others = outcome.Causes.Any(c => c != cause && table.Codes.Contains(c));
        var hazards = new List<string>();
        Score(Train(input, table, outcome.Count, c => c == cause, _ => true), "event");
        if (others)
        {
            Score(Train(input, table, outcome.Count, c => c != 0, c => c != cause), "other");
        }

        Add(_context.Transforms.Concatenate(_options.HazardColumn, [.. hazards]));
        Add(_context.Transforms.CopyColumns(_options.FeatureColumn, Kept));
        Add(_context.Transforms.DropColumns([.. Leftovers(view), .. hazards]));
        Add(new KnownFunction<DiscreteTimeFunction>(_context.Transforms, HazardColumns(), slots => Function(slots, outcome.Count, outcome.EventCount(cause))));
        return new TransformerChain<ITransformer>([.. steps]);

        void Add(IEstimator<ITransformer> step)
        {
            steps.Add(step.Fit(view));
            view = steps[^1].Transform(view);
        }

        void Score(ITransformer model, string kind)
        {
            for (var k = 0; k < _options.Times.Count; k++)
            {
                Add(AddPeriod(k));
                steps.Add(model);
                view = model.Transform(view);
                hazards.Add(string.Create(CultureInfo.InvariantCulture, $"{Hazard} of {kind} to {_options.Times[k]}"));
                new RequiredColumn(_options.ProbabilityColumn, RequiredColumnKind.Number).Check(view.Schema);
                Add(_context.Transforms.CopyColumns(hazards[^1], _options.ProbabilityColumn));
            }
        }
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var shape = _context.Transforms.CopyColumns(Kept, _options.FeatureColumn).GetOutputSchema(inputSchema);
        shape = Constants().GetOutputSchema(shape);
        shape = AddPeriod(0).GetOutputSchema(shape);
        shape = _context.Transforms.Conversion.ConvertType(_options.LabelColumn, _options.TimeColumn, DataKind.Boolean)
            .Append(_context.Transforms.CopyColumns(_options.WeightColumn, _options.TimeColumn)).GetOutputSchema(shape);
        shape = _trainer.GetOutputSchema(shape);
        shape = _context.Transforms.Concatenate(_options.HazardColumn, _options.ProbabilityColumn, _options.ProbabilityColumn).GetOutputSchema(shape);
        return new KnownFunction<DiscreteTimeFunction>(_context.Transforms, HazardColumns(), slots => Function(slots, 0, 0)).GetOutputSchema(shape);
    }

    private static string Name(string column, int index) => FormattableString.Invariant($"{column}{index}");

    /// <summary>The trainer's model of one kind of end, from the periods that some codes leave in.</summary>
    private ITransformer Train(IDataView input, PersonPeriods table, int patients, Func<int, bool> label, Func<int, bool> keep)
    {
        int[] rows = [.. Enumerable.Range(0, table.Rows.Count).Where(r => keep(table.Codes[r]))];
        var copies = new int[patients];
        foreach (var row in rows)
        {
            copies[table.Rows[row]]++;
        }

        var slots = _options.PeriodIndicators ? _options.Times.Count : 1;
        var labels = Array.ConvertAll(rows, r => label(table.Codes[r]));
        if (!labels.Contains(!labels[0]))
        {
            throw new HorizonException(FormattableString.Invariant(
                $"{What} has one class only: {(labels[0] ? "each" : "none")} of the {rows.Length} periods at risk ended with the event (codes {string.Join(", ", rows.Select(r => table.Codes[r]).Distinct().Order())})."));
        }

        var columns = new List<(string Name, Array Values)>
        {
            (_options.LabelColumn, labels),
            (_options.WeightColumn, Array.ConvertAll(rows, r => (float)table.Shares[r])),
        };
        for (var s = 0; s < slots; s++)
        {
            columns.Add((Name(Constant, s), Array.ConvertAll(rows, r => _options.PeriodIndicators
                ? (table.Periods[r] == s ? 1f : 0)
                : (float)_options.Times[table.Periods[r]])));
        }

        IDataView view = new DerivedRows(input, copies, [.. columns]);
        var features = _context.Transforms.Concatenate(_options.FeatureColumn, [_options.FeatureColumn, .. Enumerable.Range(0, slots).Select(s => Name(Constant, s))]);
        return _trainer.Fit(features.Fit(view).Transform(view));
    }

    /// <summary>The features of a row in one period.</summary>
    private ColumnConcatenatingEstimator AddPeriod(int period) => _context.Transforms.Concatenate(
        _options.FeatureColumn,
        _options.PeriodIndicators
            ? [Kept, .. Enumerable.Range(0, _options.Times.Count).Select(k => Name(Constant, k == period ? 1 : 0))]
            : [Kept, Name(Constant, period)]);

    private KnownFunction<ConstantsFunction> Constants() => new(
        _context.Transforms, new LearnedColumns(Kept, ConstantColumns), slots => new ConstantsFunction { InputSlots = slots, Values = _constants });

    private LearnedColumns HazardColumns() => new(_options.HazardColumn, [_options.ScoreColumn, _options.SurvivalColumn, _options.IncidenceColumn]);

    private DiscreteTimeFunction Function(IReadOnlyList<string> slots, int patients, int events) => new()
    {
        InputSlots = slots,
        Times = [.. _options.Times],
        Horizons = Horizons,
        Cause = _options.Cause,
        Patients = patients,
        Events = events,
    };

    /// <summary>What the trainer wrote for the last period only.</summary>
    private IEnumerable<string> Leftovers(IDataView view) => ConstantColumns.Append(Kept)
        .Concat(new[] { "PredictedLabel", _options.ProbabilityColumn, "Score" }.Where(c => view.Schema.GetColumnOrNull(c) is not null)).Distinct();
}
