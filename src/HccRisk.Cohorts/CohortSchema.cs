using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Core.Errors;
using HccRisk.Core.IO;
using HccRisk.Core.Naming;
using HccRisk.Core.Storage;
using HccRisk.Core.Tables;

namespace HccRisk.Cohorts;

/// <summary>What a clinical file means: its columns, the endpoint computed from them, and who is eligible.</summary>
public sealed record CohortSchema
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowOutOfOrderMetadataProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The schema of the reference study (early hepatocellular carcinoma, curative resection).</summary>
    public static CohortSchema Hcc { get; } = HccSchema.Create();

    /// <summary>What the schema is called in reports.</summary>
    public string Name { get; init; } = "cohort";

    /// <summary>What the reader of the clinical file need not find out: sheet, encoding, decimal mark, order of dates, limits of detection. Default null: nothing.</summary>
    public TableReadOptions? Table { get; init; }

    /// <summary>The columns, in the order of the <c>Clinical</c> vector.</summary>
    public required IReadOnlyList<CohortColumn> Columns { get; init; }

    /// <summary>How time and event are found; null when the cohort has no outcome.</summary>
    public EndpointDefinition? Endpoint { get; init; }

    /// <summary>Who is eligible; null for everybody.</summary>
    public EligibilityCriteria? Eligibility { get; init; }

    /// <summary>The columns to read: <see cref="Columns"/> and those of the endpoint that it does not list.</summary>
    [JsonIgnore]
    internal IReadOnlyList<CohortColumn> AllColumns =>
        Endpoint is null
            ? Columns
            : [.. Columns, .. Endpoint.Columns.Where(e => Columns.All(c => !string.Equals(c.Name, e.Name, StringComparison.Ordinal)))];

    /// <summary>The column with a name.</summary>
    /// <param name="name">Canonical name.</param>
    /// <exception cref="ArgumentException">The schema has no such column; the message has the nearest names.</exception>
    public CohortColumn this[string name] =>
        AllColumns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal))
        ?? throw new ArgumentException($"schema '{Name}' has no column '{name}'{NearestNames.Hint(name, AllColumns.Select(c => c.Name))}", nameof(name));

    /// <summary>Reads a schema from JSON (names in camelCase, as <see cref="Save"/> writes them; comments allowed).</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TableFormatException">The file is absent, is not such JSON, or describes an impossible schema.</exception>
    public static CohortSchema Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        InputFile.Require(path, "schema file", ".json");
        try
        {
            var schema = JsonText.Read<CohortSchema>(path, Json);
            return schema.Faults() is { Count: > 0 } faults
                ? throw new TableFormatException($"schema file '{path}': {string.Join("; ", faults)}")
                : schema;
        }
        catch (InvalidDataException e)
        {
            throw new TableFormatException($"schema file '{path}': {e.Message}", e);
        }
    }

    /// <summary>Writes the schema as JSON that <see cref="Load"/> reads.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        AtomicFile.WriteText(path, JsonSerializer.Serialize(this, Json) + "\n");
    }

    /// <summary>Checks that the schema can be used.</summary>
    /// <exception cref="TableFormatException">It cannot; the message lists every fault.</exception>
    public void Validate()
    {
        if (Faults() is { Count: > 0 } faults)
        {
            throw new TableFormatException($"schema '{Name}': {string.Join("; ", faults)}");
        }
    }

    private List<string> Faults()
    {
        var columns = AllColumns;
        var faults = columns.SelectMany(c => c.Faults()).ToList();
        var ids = columns.Count(c => c.Kind == ColumnKind.Id);
        if (ids != 1)
        {
            faults.Add($"a schema has one id column, this one has {ids}");
        }

        if (columns.Count(c => c.Kind == ColumnKind.Site) > 1)
        {
            faults.Add("a schema has one site column at most");
        }

        faults.AddRange(columns.GroupBy(c => c.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => $"column '{g.Key}' is listed twice"));
        faults.AddRange(columns
            .Where(c => c.NotBefore is { } other && !columns.Any(o => o.Kind == ColumnKind.Date && c.Kind == ColumnKind.Date && string.Equals(o.Name, other, StringComparison.Ordinal)))
            .Select(c => $"column '{c.Name}': notBefore '{c.NotBefore}' is no date column beside a date{NearestNames.Hint(c.NotBefore!, columns.Where(o => o.Kind == ColumnKind.Date).Select(o => o.Name))}"));
        faults.AddRange(Endpoint?.Faults() ?? []);
        faults.AddRange(Table?.Faults().Select(f => $"table: {f}") ?? []);
        faults.AddRange(Eligibility?.Faults(columns) ?? []);
        return faults;
    }
}
