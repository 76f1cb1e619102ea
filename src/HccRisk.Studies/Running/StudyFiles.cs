using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Core.Errors;
using HccRisk.Core.Storage;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Survival.Learning;

namespace HccRisk.Studies.Running;

/// <summary>The files a study leaves: models, predictions, the run manifest and the result as JSON.</summary>
public static class StudyFiles
{
    /// <summary>How the images of each patient came about: a column a series and fact.</summary>
    internal const string ProvenanceFile = "provenance.csv";

    private const string BuiltInSchema = "hcc";
    private const string PredictionsFile = "predictions.csv";
    private const string ResultFile = "result.json";
    private const string ManifestFile = "manifest.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        IndentSize = 1,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new NotANumberConverter() },
    };

    /// <summary>The names of all files that a study writes into its output folder but the feature store: models, tables, the run manifest and the result.</summary>
    /// <param name="protocol">The study.</param>
    /// <returns>The names, without a folder.</returns>
    public static IReadOnlyList<string> NamesOf(StudyProtocol protocol) =>
        [.. protocol.Models.Select(ModelFile), PredictionsFile, ProvenanceFile, ResultFile, ManifestFile, RunRecord.ExclusionsFile, RunRecord.FlowFile];

    /// <summary>A result as JSON, as the file beside the models has it: what is null or not a finite number is left out or null.</summary>
    /// <param name="result">The result.</param>
    /// <returns>The text, lines set apart by a line feed.</returns>
    public static string ToJson(StudyResult result) => JsonSerializer.Serialize(result, Json).ReplaceLineEndings("\n");

    /// <summary>The protocol, its files called by their part in the study: names of files may name people.</summary>
    internal static StudyProtocol WithoutPlaces(StudyProtocol protocol)
    {
        var files = 0;
        return protocol with
        {
            Comparators = protocol.Comparators is { } named ? [.. named.Select(c => c.Csv is null ? c : c with { Csv = NameOf(files++) })] : null,
            Clinical = "clinical",
            Manifest = protocol.Manifest is null ? null : "manifest",
            Schema = protocol.Schema == BuiltInSchema ? BuiltInSchema : "schema",
            Backbone = protocol.Backbone is null ? null : "backbone",
            Scores = protocol.Scores is null ? null : "scores",
            Scans = protocol.Scans is null ? null : "scans",
            RepeatedMeasurements = protocol.RepeatedMeasurements is { } repeats ? [.. repeats.Select((_, i) => RepeatsName(i))] : null,
        };
    }

    internal static string ModelFile(ModelSpecification model) => model.Name.ToLowerInvariant() + ".zip";

    internal static void Write(StudyProtocol protocol, StudyResult result, StudyRunOptions options)
    {
        Save(options, PredictionsFile, PredictionCsv.Text(result.Models.Select(m => (m.Name, m.Predictions)), result.Horizon));
        Save(options, ResultFile, ToJson(result) + "\n");
        // Inputs are called by their part in the study and known by their hash.
        var schema = protocol.Schema == BuiltInSchema ? null : protocol.Schema;
        var backbone = options.Backbones.TryGetValue(protocol.Backbone ?? string.Empty, out var known) ? Path.GetFullPath(known.ModelPath) : protocol.Backbone;
        (string Part, string? Path)[] read =
        [
            ("clinical", protocol.Clinical), ("manifest", protocol.Manifest), ("schema", schema), ("backbone", backbone),
            ("scores", protocol.Scores), ("scans", protocol.Scans),
            .. (protocol.RepeatedMeasurements ?? []).Select((path, i) => (RepeatsName(i), (string?)path)),
            .. Files(protocol).Select((path, i) => (NameOf(i), (string?)path)),
        ];
        var inputs = read
            .Where(input => input.Path is not null)
            .ToDictionary(input => input.Part, input => Hash(Path.Combine(options.ProtocolFolder, input.Path!)), StringComparer.Ordinal);
        var outputs = result.Models.Select(m => m.Name.ToLowerInvariant() + ".zip").Append(PredictionsFile).Append(ResultFile)
            .ToDictionary(name => name, name => Hash(Path.Combine(options.OutputFolder, name)), StringComparer.Ordinal);
        var manifest = new Manifest(
            result.Title,
            result.Synthetic,
            result.SoftwareVersion,
            result.Seed,
            WithoutPlaces(protocol),
            inputs,
            outputs,
            [.. result.Models.Select(m => new ManifestModel(m.Name, m.Development.Metrics.Patients, m.Development.Metrics.Events, m.Penalty, m.Cut, m.FeaturesByModality, m.Exclusions))],
            result.Exclusions,
            result.Notes);
        Save(options, ManifestFile, JsonSerializer.Serialize(manifest, Json) + "\n");
    }

    private static IEnumerable<string> Files(StudyProtocol protocol) => (protocol.Comparators ?? []).Select(c => c.Csv).OfType<string>();

    private static string RepeatsName(int file) => FormattableString.Invariant($"repeats-{file + 1}");

    private static string NameOf(int comparator) => FormattableString.Invariant($"comparator-{comparator + 1}");

    private static void Save(StudyRunOptions options, string name, string text) =>
        AtomicFile.WriteText(Path.Combine(options.OutputFolder, name), text.ReplaceLineEndings("\n"));

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private sealed record Manifest(
        string Title,
        bool Synthetic,
        string SoftwareVersion,
        int Seed,
        StudyProtocol Protocol,
        IReadOnlyDictionary<string, string> InputSha256,
        IReadOnlyDictionary<string, string> OutputSha256,
        IReadOnlyList<ManifestModel> Models,
        IReadOnlyList<Exclusion> Exclusions,
        IReadOnlyList<string> Notes);

    private sealed record ManifestModel(
        string Name, int Patients, int Events, CoefficientPenalty? Penalty, double Cut, IReadOnlyDictionary<string, int> FeaturesByModality, IReadOnlyList<Exclusion> Exclusions);
}
