using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HccRisk.Core.Naming;
using HccRisk.Core.Storage;
using HccRisk.Survival.Tuning.Spaces;
using Microsoft.ML;

namespace HccRisk.Survival.Tuning;

/// <summary>
/// The file of a search: a line that says of what, then a line a trial. A trial is on the disk before the next one of its thread begins; a last line that a stop
/// cut off is left out.
/// </summary>
internal sealed class TrialRecord : IDisposable
{
    private const string Format = "hccrisk-trials/1";

    private readonly FileStream _file;
    private readonly Dictionary<(string, int, int), JsonObject> _known = [];

    private TrialRecord(FileStream file) => _file = file;

    /// <summary>Opens the file of a search, or begins it.</summary>
    /// <exception cref="TrialRecordException">It is of another search, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read or written, or another search writes to it.</exception>
    public static TrialRecord Open(string path, IDataView data, IReadOnlyList<TuningCandidate> candidates, IReadOnlyList<TuningPart> parts, TuningOptions options)
    {
        var header = Header(data, candidates, parts, options);
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            AtomicFile.WriteText(path, header.ToJsonString() + "\n");
        }

        var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            var record = new TrialRecord(file);
            record.Read(path, header);
            return record;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The trial as the file has it; null when it has none.</summary>
    /// <exception cref="TrialRecordException">It has other values.</exception>
    public TuningTrial? Find(DrawnTrial drawn)
    {
        var (search, name) = (drawn.Search, drawn.Search.Candidate.Name);
        if (!_known.TryGetValue((name, search.Part.Number, drawn.Number), out var json))
        {
            return null;
        }

        if (!JsonNode.DeepEquals(JsonNode.Parse(drawn.Values.ToJson().ToJsonString()), json["values"]))
        {
            throw new TrialRecordException(
                FormattableString.Invariant($"'{_file.Name}': trial {drawn.Number} of '{name}' has the values {json["values"]!.ToJsonString()}, ")
                + $"the search draws {drawn.Values}: it is of another version; name another RecordFile.");
        }

        double[] folds = [.. json["folds"]!.AsArray().Select(v => v!.GetValue<double>())];
        return new TuningTrial
        {
            Candidate = name,
            Part = search.Part.Number,
            Number = drawn.Number,
            Values = drawn.Values,
            State = Enum.Parse<TrialState>(json["state"]!.GetValue<string>()),
            Folds = folds,
            StandardError = TrialRunner.ErrorOf(folds, search.Part),
            Complexity = json["complexity"]!.GetValue<double>(),
            Duration = TimeSpan.FromSeconds(json["seconds"]!.GetValue<double>()),
            Error = json["error"]?.GetValue<string>(),
        };
    }

    /// <summary>Writes a trial; one thread at a time.</summary>
    public void Append(TuningTrial trial)
    {
        var json = new JsonObject
        {
            ["candidate"] = trial.Candidate,
            ["part"] = trial.Part,
            ["trial"] = trial.Number,
            ["state"] = trial.State.ToString(),
            ["values"] = trial.Values.ToJson(),
            ["folds"] = new JsonArray([.. trial.Folds.Select(v => (JsonNode)v)]),
            ["mean"] = trial.Mean,
            ["complexity"] = trial.Complexity,
            ["seconds"] = trial.Duration.TotalSeconds,
            ["error"] = trial.Error,
        };
        _file.Write(Encoding.UTF8.GetBytes(json.ToJsonString() + "\n"));
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>What makes two searches the same.</summary>
    private static JsonObject Header(IDataView data, IReadOnlyList<TuningCandidate> candidates, IReadOnlyList<TuningPart> parts, TuningOptions options)
    {
        var spaces = new JsonObject();
        foreach (var candidate in candidates)
        {
            spaces[candidate.Name] = candidate.Space.Describe();
        }

        var v = options.Validation;
        return new JsonObject
        {
            ["format"] = Format,
            ["data"] = DataFingerprint.Of(data),
            ["seed"] = options.Seed,
            ["candidates"] = spaces,
            ["metric"] = options.Metric.ToString(),
            ["folds"] = string.Create(CultureInfo.InvariantCulture, $"{v.Folds} x {v.Repeats}, seed {v.Seed}, site {v.SiteColumn ?? "-"}, patient {v.GroupColumn ?? "-"}"),
            ["columns"] = string.Create(CultureInfo.InvariantCulture, $"{v.TimeColumn}, {v.EventColumn}, cause {v.Cause}, {v.ScoreColumn}, {v.RiskColumn ?? "-"}"),
            ["horizons"] = string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", Learning.SurvivalFunction.SlotsOf(v.Horizons))}; tau {v.Tau?.ToString("R", CultureInfo.InvariantCulture) ?? "-"}"),
            ["search"] = string.Create(CultureInfo.InvariantCulture, $"{options.Search}, batches of {options.Batch}, {options.Pruner} below {options.PruneBelow:R} after {options.PruneAfter}"),
            ["parts"] = DataFingerprint.Of(parts),
        };
    }

    private void Read(string path, JsonObject header)
    {
        using var copy = new MemoryStream();
        _file.CopyTo(copy);
        var text = copy.GetBuffer().AsSpan(0, (int)copy.Length);
        var end = text.LastIndexOf((byte)'\n') + 1;
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(text[..end]).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            number++;
            try
            {
                var json = JsonNode.Parse(line)!.AsObject();
                if (number == 1)
                {
                    Compare(path, json, header);
                }
                else
                {
                    _known[(json["candidate"]!.GetValue<string>(), json["part"]!.GetValue<int>(), json["trial"]!.GetValue<int>())] = json;
                }
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException)
            {
                throw new TrialRecordException(
                    FormattableString.Invariant($"'{path}' line {number} is no record of a trial ({Excerpt.Of(line)}): name another RecordFile, or delete it."), e);
            }
        }

        if (number == 0)
        {
            throw new TrialRecordException($"'{path}' is no record of a search: it has no first line; name another RecordFile, or delete it.");
        }

        _file.SetLength(end);
        _file.Seek(end, SeekOrigin.Begin);
    }

    private static void Compare(string path, JsonObject found, JsonObject wanted)
    {
        foreach (var (key, value) in wanted)
        {
            if (!JsonNode.DeepEquals(found[key], JsonNode.Parse(value!.ToJsonString())))
            {
                throw new TrialRecordException(
                    $"'{path}' records a search with other {key}: it has {Excerpt.Of(found[key]?.ToJsonString() ?? "none")}, "
                    + $"this one {Excerpt.Of(value.ToJsonString())}; name another RecordFile, or delete it.");
            }
        }
    }
}
