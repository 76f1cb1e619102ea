using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Pathomics.Catalog;
using HccRisk.Survival.Learning;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HccRisk.Mil.Catalog;

/// <summary>
/// Learns attention over the tiles of each patient's slides from survival, as an ML.NET estimator over columns of paths. It writes a
/// log-risk
/// (higher = more risk), freedom from the event and cumulative incidence, as every survival trainer does. Components, networks, bins and
/// number of epochs
/// come from the training rows alone. The same data, order of rows and seed give the same bytes for any number of threads.
/// </summary>
/// <remarks>
/// Put mean pooling and prototypes with a ridge Cox model beside it (<c>ml.Survival.CompareSlideModels</c>): with a few hundred patients
/// these are
/// hard to beat.
/// <para>Trainer characteristics</para>
/// <list type="table">
/// <item><term>Machine learning task</term><description>survival: score, freedom from the event, cumulative incidence</description></item>
/// <item><term>Is normalisation required?</term><description>no: tiles go along principal axes learned inside</description></item>
/// <item><term>Is caching required?</term><description>No: the rows are read once a column and kept</description></item>
/// <item><term>Packages beside Microsoft.ML</term><description>HccRisk.Mil</description></item>
/// <item><term>Exportable to ONNX (HccRisk.Onnx)</term><description>no</description></item>
/// <item><term>Missing features</term><description>a patient without tiles scores NaN</description></item>
/// <item><term>Makes use of</term><description>none</description></item>
/// <item><term>Other causes</term><description>average hazard</description></item>
/// </list>
/// </remarks>
public sealed class AttentionMilTrainer : IEstimator<LearnedTransformer<AttentionMilFunction>>
{
    private readonly MLContext _context;
    private readonly AttentionMilTrainerOptions _options;
    private readonly CancellationToken _cancellationToken;

    internal AttentionMilTrainer(MLContext context, AttentionMilTrainerOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        (_context, _options, _cancellationToken) = (context, options, cancellationToken);
        Columns = new LearnedColumns(options.SlideColumns[0], [options.ScoreColumn, options.SurvivalColumn, options.IncidenceColumn])
        {
            FurtherInputs = [.. options.SlideColumns.Skip(1)],
        };
    }

    /// <summary>The columns read and written.</summary>
    public LearnedColumns Columns { get; }

    /// <summary>Learns from the rows.</summary>
    /// <param name="input">Training data.</param>
    /// <exception cref="ColumnException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidDataException">A row has no tiles that can be read and <see cref="AttentionMilTrainerOptions.BadFiles"/>
    /// says so.</exception>
    /// <exception cref="TileBagException">Tiles cannot be learned from.</exception>
    /// <exception cref="HccRisk.Survival.Data.NoEventsException">Nobody had the event.</exception>
    /// <exception cref="HccRisk.Survival.Tuning.TooFewEventsException">There are fewer events than inner folds.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LearnedTransformer<AttentionMilFunction> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var channel = ((IHostEnvironment)_context).Start(nameof(AttentionMilTrainer));
        var outcome = OutcomeReader.Read(input, _options.TimeColumn, _options.EventColumn, _options.AllowUncensored);
        var groups = RowGroups.Read(input, _options.GroupColumn).Codes;
        var texts = _options.SlideColumns.Select(c => DataViewReader.ReadTexts(input, c)).ToArray();
        var slides = new StoredSlides(_options.TileStore);
        var hash = slides.FingerprintOf(texts.SelectMany(t => t));
        var bags = new StoredBags(slides, texts, hash, _options.BadFiles);
        int[] rows = bags.Readable(_cancellationToken);
        var left = outcome.Count - rows.Length;
        if (rows.Length == 0)
        {
            throw new TileBagException($"None of {outcome.Count} training rows has tiles that can be read.");
        }

        int[] patients = groups.Length == 0 ? [] : Array.ConvertAll(rows, row => groups[row]);
        channel.Trace(MessageSensitivity.None, string.Create(
            CultureInfo.InvariantCulture, $"{nameof(AttentionMilTrainer)}: {rows.Length} patients with tiles, {outcome.EventCount()} events, {left} left out"));
        var fit = AttentionMil.Fit(bags.Of(rows), outcome.Select(rows), _options.Cause, _options.Mil, patients, _cancellationToken);
        channel.Trace(MessageSensitivity.None, string.Create(
            CultureInfo.InvariantCulture, $"{nameof(AttentionMilTrainer)}: {fit.Model.Members.Count} networks, {fit.Model.Epochs} epochs"));
        return Bind(new AttentionMilFunction
        {
            InputSlots = _options.SlideColumns,
            Setup = _options with { TileStore = _options.TileStore is { } folder ? Path.GetFullPath(folder) : null },
            FingerprintHash = hash!,
            Model = fit.Model,
            Patients = rows.Length,
            Events = _options.Cause == 0 ? outcome.Select(rows).EventCount() : outcome.Select(rows).EventCount(_options.Cause),
            Warnings = left == 0 ? fit.Warnings : [.. fit.Warnings, $"{left} of {outcome.Count} training rows had no tiles that could be read, and were not learned from."],
        }).Fit(input);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (var column in (string[])[_options.TimeColumn, _options.EventColumn])
        {
            new RequiredColumn(column, column == _options.EventColumn ? RequiredColumnKind.Code : RequiredColumnKind.AnyNumber).Check(inputSchema);
        }

        return Bind(new AttentionMilFunction
        {
            InputSlots = _options.SlideColumns,
            Setup = _options,
            FingerprintHash = string.Empty,
            Model = null!,
            Patients = 0,
            Events = 0,
        }).GetOutputSchema(inputSchema);
    }

    private TextEstimator<AttentionMilFunction> Bind(AttentionMilFunction function) => new(_context.Transforms, Columns, function);
}
