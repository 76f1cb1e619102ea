using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.IO;
using HccRisk.Core.Learning;
using HccRisk.Core.Naming;
using HccRisk.Core.Storage;
using HccRisk.Features.Clinical;
using HccRisk.Features.Harmonisation;
using HccRisk.Pathomics.Embedding;
using HccRisk.Studies.Data;
using HccRisk.Studies.Protocol;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Studies.Models;

/// <summary>
/// A recurrence-risk model as a file: a plain ML.NET model (any program can <c>ml.Model.Load</c> it) with a card that says how its inputs are
/// computed from raw files, so that a new patient can be scored from images, slides and laboratory values.
/// </summary>
public sealed class RiskModel
{
    private const string CardEntry = "hccrisk/card.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        AllowOutOfOrderMetadataProperties = true,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly MLContext _context;

    internal RiskModel(MLContext context, ModelCard card, ITransformer pipeline, DataViewSchema inputSchema)
    {
        _context = context;
        Card = card;
        Pipeline = pipeline;
        InputSchema = inputSchema;
    }

    /// <summary>What the model is and needs.</summary>
    public ModelCard Card { get; }

    /// <summary>The ML.NET model.</summary>
    public ITransformer Pipeline { get; }

    /// <summary>Columns the ML.NET model reads.</summary>
    public DataViewSchema InputSchema { get; }

    /// <summary>The survival model at the end of the pipeline, whatever its method; it may join several fits (<see cref="Fits"/>).</summary>
    public SurvivalFunction Survival => FittedFunctions.Of(Pipeline).Final;

    /// <summary>The fits that read features: <see cref="Survival"/> itself, or those whose scores it joins.</summary>
    public IReadOnlyList<SurvivalFunction> Fits => FittedFunctions.Of(Pipeline).Fits;

    /// <summary>Reads a model file.</summary>
    /// <param name="path">A file written by <see cref="Save"/>.</param>
    /// <param name="options">What the file may be and do, such as the hash it must have; null: the defaults.</param>
    /// <exception cref="StudyProtocolException">
    /// The file is absent, damaged (its checksum does not hold, or it has none), not such a model, or may not be used.
    /// </exception>
    /// <exception cref="UnreadableStoreException">The file cannot be read now.</exception>
    public static RiskModel Load(string path, ModelFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        NearbyFiles.Require(path, "model file", "*.zip");
        var content = StoredFile.ReadAllBytes(path) ?? throw new StudyProtocolException($"There is no model file '{path}' any more.");
        // A hash that is asked for covers every byte, and comes from elsewhere than the file.
        if (options?.Sha256 is null && FileSeal.FaultOf(content) is { } fault)
        {
            throw new StudyProtocolException($"Model file '{path}' is damaged or was not made by a study: it {fault}. Take a sound copy, or have the study make it again.");
        }

        try
        {
            var file = ModelFile.Open(path, content, options);
            var card = ReadCard(file);
            var context = new MLContext(seed: 0);
            var pipeline = file.Load(context, out var schema);
            return new RiskModel(context, card, pipeline, schema);
        }
        catch (InvalidDataException e)
        {
            throw new StudyProtocolException(e.Message, e);
        }
    }

    private static ModelCard ReadCard(ModelFile file)
    {
        var json = file.ReadEntry(CardEntry)
            ?? throw new StudyProtocolException($"'{file.Path}' is an ML.NET model without a card: it was not made by a study.");
        try
        {
            return JsonText.Parse<ModelCard>(json, Json);
        }
        catch (InvalidDataException e)
        {
            throw new StudyProtocolException($"'{file.Path}' is not a model file that can be used: its card, {e.Message}", e);
        }
    }

    /// <summary>Writes the model file; an existing one is replaced in one step.</summary>
    /// <param name="path">Where to.</param>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        using var plain = SavePlain();
        AtomicFile.Write(path, file =>
        {
            Write(file, plain);
            FileSeal.Set(file);
        });
    }

    private void Write(Stream file, MemoryStream plain)
    {
        using var source = new ZipArchive(plain, ZipArchiveMode.Read);
        using var target = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true) { Comment = FileSeal.Blank };
        foreach (var entry in source.Entries)
        {
            var content = new byte[entry.Length];
            using (var stream = entry.Open())
            {
                stream.ReadExactly(content);
            }

            if (entry.Name.EndsWith(".idv", StringComparison.Ordinal))
            {
                BlockOrder.Normalise(content);
            }

            Add(target, entry.FullName, stream => stream.Write(content));
        }

        Add(target, CardEntry, stream => JsonSerializer.Serialize(stream, Card, Json));
    }

    /// <summary>The ML.NET model, its numbers written the same way whatever the current culture is.</summary>
    private MemoryStream SavePlain()
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            var plain = new MemoryStream();
            _context.Model.Save(Pipeline, InputSchema, plain);
            return plain;
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    /// <summary>Scores new patients from their raw files and clinical values. Nothing is imputed without being named in the result.</summary>
    /// <param name="clinicalCsv">Clinical file with the columns the model reads; outcomes are not needed.</param>
    /// <param name="manifestCsv">Manifest of images, masks and slides; null when the model uses none.</param>
    /// <param name="options">Which patients, and how; null for the defaults.</param>
    /// <param name="progress">Told after every patient.</param>
    /// <param name="cancellationToken">Stops between patients.</param>
    /// <returns>One prediction a patient with the inputs that were imputed, and the patients that could not be scored with the reason.</returns>
    /// <exception cref="StudyProtocolException">A column the model reads is absent and may not be, or the manifest or backbone is not given.</exception>
    /// <exception cref="TableFormatException">A file is absent or malformed, or misses a column no patient can be without.</exception>
    public PredictionResult Predict(
        string clinicalCsv,
        string? manifestCsv,
        PredictionOptions? options = null,
        IProgress<StudyProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new PredictionOptions();
        if (manifestCsv is null && (Card.Features.Slides || Card.Features.Series.Count > 0))
        {
            throw new StudyProtocolException(
                $"Model {Card.Specification.Name} reads {string.Join(" and ", Card.Specification.Modalities.Select(m => m.ToLowerInvariant()))}: name the manifest of images and slides.");
        }

        var cohort = LoadCohort(clinicalCsv, manifestCsv, options);
        var temporary = options.StoreFolder is null ? Directory.CreateTempSubdirectory("hccrisk-predict-").FullName : null;
        OnnxBackbone? own = null;
        try
        {
            var backbone = options.Backbone;
            if (Card.Features.Slides && backbone is null)
            {
                backbone = own = Card.Features.Backbone is null
                    ? OnnxBackbone.CreateDefault()
                    : throw new StudyProtocolException($"The model was made with the slide backbone '{Card.Features.Backbone}': name its .onnx file.");
            }

            if (backbone is not null && Card.Features.BackboneSha256 is { } expected && !string.Equals(expected, backbone.Sha256, StringComparison.Ordinal))
            {
                throw new StudyProtocolException($"The model was made with a slide backbone of SHA-256 {expected}, the one given has {backbone.Sha256}.");
            }

            var features = FeatureTables.Compute(
                cohort, Card.Features, backbone, FeatureStore.Open(options.StoreFolder ?? temporary!), job => job, progress, cancellationToken);
            var scored = Score(features, options.AllowMissing);
            return scored with
            {
                Notes = [.. cohort.Notes, .. features.Notes, .. scored.Notes],
                Listed = cohort.Listed,
                Remarks = Remarks(cohort, features.Tables),
            };
        }
        finally
        {
            own?.Dispose();
            if (temporary is not null)
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    private static Dictionary<string, IReadOnlyList<string>> Remarks(Cohort cohort, IReadOnlyList<FeatureTable> tables)
    {
        var found = tables.SelectMany(t => t.Remarks).SelectMany(r => r.Notes.Select(note => (r.PatientId, Note: note))).ToLookup(r => r.PatientId, r => r.Note, StringComparer.Ordinal);
        return cohort.Patients
            .Select(p => KeyValuePair.Create(p.Id, (IReadOnlyList<string>)[.. cohort.RemarksOf(p.Id), .. found[p.Id]]))
            .Where(p => p.Value.Count > 0)
            .ToDictionary(StringComparer.Ordinal);
    }

    private Cohort LoadCohort(string clinicalCsv, string? manifestCsv, PredictionOptions options)
    {
        CohortColumn[] read = [.. ReadColumns().Distinct(StringComparer.Ordinal).Select(name => Card.Schema[name])];
        var cohort = Cohort.Load(clinicalCsv, Card.Schema, manifestCsv, new CohortLoadOptions
        {
            RequireOutcomes = false,
            ConfirmedUnits = options.ConfirmedUnits,
            KeepWithoutFiles = true,
            RequiredColumns = [.. read.Where(c => c.Role == ColumnRole.Feature && !c.Imputable).Select(c => c.Name)],
        });
        CohortColumn[] absent = [.. read.Where(c => !cohort.Has(c.Name))];
        if (absent.Length > 0 && !options.AllowMissing)
        {
            var claimed = Card.Schema.Columns.Select(Heading).ToHashSet(StringComparer.OrdinalIgnoreCase);
            string[] free = [.. CsvTable.Read(clinicalCsv, "clinical file").Headers.Where(h => !claimed.Contains(h))];
            throw new StudyProtocolException(
                $"'{clinicalCsv}': model {Card.Specification.Name} reads {string.Join("; ", absent.Select(c => $"column '{Heading(c)}', which is absent{NearestNames.Hint(Heading(c), free)}"))}."
                + " Name it so, or allow missing columns (--allow-missing): the mean of the development patients then stands in for what is absent.");
        }

        cohort = options.Keep is null ? cohort : cohort.Where(options.Keep);
        var names = read.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        return cohort.Exclude(
        [
            .. CategoryCoverage.Unseen(cohort, Card.Categories.Where(c => names.Contains(c.Key)).ToDictionary(StringComparer.Ordinal)),
            .. DevelopmentRange.OtherUnits(
                cohort, Card.Ranges.Where(r => names.Contains(r.Key) && !options.ConfirmedUnits.Contains(r.Key, StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal)),
        ]);
    }

    /// <summary>Clinical columns the model reads, directly or in a score.</summary>
    private IEnumerable<string> ReadColumns() =>
    [
        .. Card.ClinicalColumns,
        .. Card.NumberColumns,
        .. Card.Scores.SelectMany(ColumnsOf),
        .. Card.Inputs.Published is { } published ? ColumnsOf(published) : [],
    ];

    /// <summary>What a score reads of the columns there are: some inputs may be absent by its rule.</summary>
    private IEnumerable<string> ColumnsOf(string score) =>
        ClinicalScores.All.FirstOrDefault(s => s.Name == score) is { } known
            ? known.Inputs.Select(i => i.Column).Where(c => Card.Schema.Columns.Any(own => own.Name == c))
            : [score];

    private static string Heading(CohortColumn column) => column.Header ?? column.Name;

    /// <summary>Scores patients whose features are computed.</summary>
    internal PredictionResult Score(FeatureTables features, bool allowMissing)
    {
        features = features.Exclude(features.Unusable(Card.Specification.Modalities, Card.MissingModality));
        features = features.Exclude(SiteAdaptation.Refused(Pipeline, features, Card.Specification.Modeling));
        if (features.Cohort.Count == 0)
        {
            return new PredictionResult([], features.Cohort.Exclusions);
        }

        var data = ModelData.Load(_context, features, Card.Specification, Card.Inputs, allowMissing);
        var patients = features.Cohort.Patients;
        var pipeline = features.Cohort.Sites.Aggregate(
            Pipeline, (known, site) => SiteAdaptation.For(_context, known, new RowSubset(data, [.. patients.Select(p => string.Equals(p.Site, site, StringComparison.Ordinal))]), site, Card.Specification.Modeling));
        var (predictions, _, coverage) = new RiskModel(_context, Card, pipeline, InputSchema).Score(data, "new");
        Exclusion[] unknown = allowMissing
            ? []
            : [.. predictions
                .Select((p, i) => (p.PatientId, Modality: coverage.AbsentModality(i)))
                .Where(p => p.Modality is { } modality && !(Card.MissingModality != MissingModality.Complete && ModelingOptions.IsImage(modality)))
                .Select(p => new Exclusion(
                    p.PatientId, p.Modality!.ToLowerInvariant(), $"every {p.Modality} input of the model is missing: the score would be that of an average patient (--allow-missing gives it all the same)"))];
        var left = unknown.Select(e => e.PatientId).ToHashSet(StringComparer.Ordinal);
        return new PredictionResult(
            [.. predictions.Where(p => !left.Contains(p.PatientId)).Select(p => p with { Ineligible = Ineligible(features.Cohort.Find(p.PatientId)!) })],
            [.. features.Cohort.Exclusions, .. unknown])
        {
            Notes = [.. ReferenceEquals(pipeline, Pipeline) ? [] : SiteAdaptation.Notes(SiteShiftReport.Of(pipeline, data))],
        };
    }

    /// <summary>The rules of the study a patient does not fulfil. What is known after surgery only may be missing where the model is for before it.</summary>
    private string[] Ineligible(Patient patient)
    {
        bool Later(string column) => Card.Specification.Availability == Availability.Pre && Card.Schema[column].Availability == Availability.Post;

        return
        [
            .. from rule in Card.Schema.Eligibility?.Rules ?? []
               where patient.Has(rule.Column) && !(double.IsNaN(patient[rule.Column]) && Later(rule.Column))
               let failure = rule.Failure(patient)
               where failure is not null
               select $"{rule.Name}: {failure}",
        ];
    }

    /// <summary>Adds an entry of one fixed date: the same model is the same bytes.</summary>
    private static void Add(ZipArchive archive, string name, Action<Stream> write)
    {
        var entry = archive.CreateEntry(name);
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var stream = entry.Open();
        write(stream);
    }

    /// <summary>Scores rows that already hold features.</summary>
    internal ScoredPatients Score(IDataView data, string set)
    {
        var scored = Pipeline.Transform(data);
        var functions = FittedFunctions.Of(Pipeline);
        var coverage = InputCoverage.Of(scored, data.Schema, Card.Vectors, functions.InputSlots);
        var risks = RiskColumns.Read(scored, "CumulativeIncidence", functions.Final.Horizons);
        var predictions = PatientPredictions.Of(
            DataViewReader.ReadTexts(scored, "PatientId"), DataViewReader.ReadTexts(scored, "Site"), set, DataViewReader.ReadNumbers(scored, "Score"), risks, Card, coverage, DomainDistances.Of(data, Card.Domains));
        return new ScoredPatients(predictions, risks, coverage);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Card.Specification.Name}: {Card.Method}, {Card.Patients} patients, {Card.Events} events, sites {string.Join(", ", Card.DevelopmentSites)}");
}
