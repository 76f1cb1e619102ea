using System.Globalization;
using System.Text.Json;
using HccRisk.Oracles;

namespace HccRisk.Survival.Tests;

/// <summary>A block of reference/validation: R's figures, and the predictions they are of.</summary>
internal sealed class ValidationReference : IDisposable
{
    private readonly JsonDocument _json;
    private readonly Dictionary<string, double[]> _columns;

    private ValidationReference(JsonDocument json, Dictionary<string, double[]> columns) => (_json, _columns) = (json, columns);

    public JsonElement Json => _json.RootElement;

    public IReadOnlyList<double> Horizons => [.. Json.GetProperty("horizons").EnumerateArray().Select(h => h.GetDouble())];

    public double[] Times => _columns["time"];

    public int[] Events => Array.ConvertAll(_columns.TryGetValue("cause", out var cause) ? cause : _columns["status"], v => (int)v);

    /// <summary>Predicted risk of the first cause, one array a horizon.</summary>
    public double[][] Risks => [.. Horizons.Select(h => _columns.First(c =>
        (c.Key.StartsWith("risk_", StringComparison.Ordinal) || c.Key.StartsWith("cif1_", StringComparison.Ordinal))
        && c.Key.EndsWith(string.Create(CultureInfo.InvariantCulture, $"_{h}"), StringComparison.Ordinal)).Value)];

    public double[] Column(string name) => _columns[name];

    public double[]? TryColumn(string name) => _columns.GetValueOrDefault(name);

    public static ValidationReference Load(string name)
    {
        var path = SharedData.TryPath("reference", "validation", name + ".json");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        var json = JsonDocument.Parse(File.ReadAllText(path));
        var file = json.RootElement.TryGetProperty("risks_csv", out var risks) ? risks : json.RootElement.GetProperty("cifs_csv");
        var lines = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(path)!, file.GetString()!));
        var rows = lines.Skip(1).Select(l => Array.ConvertAll(l.Split(','), v => double.Parse(v, CultureInfo.InvariantCulture))).ToArray();
        return new ValidationReference(
            json, lines[0].Split(',').Select((c, j) => (Name: c.Trim('"'), Values: Array.ConvertAll(rows, r => r[j]))).ToDictionary(c => c.Name, c => c.Values));
    }

    public void Dispose() => _json.Dispose();
}
