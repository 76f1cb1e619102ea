using System.Globalization;
using System.Text.Json;

namespace HccRisk.Survival.Tests;

/// <summary>Values that R computed: each JSON lies beside the script that made it, and names the versions it ran under.</summary>
internal static class OracleFile
{
    public static JsonElement Json(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(PathOf(name)));
        return document.RootElement.Clone();
    }

    /// <summary>The columns of a table of numbers, by name.</summary>
    public static IReadOnlyDictionary<string, double[]> Table(string name)
    {
        var lines = File.ReadAllLines(PathOf(name));
        var rows = lines.Skip(1).Select(l => Array.ConvertAll(l.Split(','), v => double.Parse(v, CultureInfo.InvariantCulture))).ToArray();
        return lines[0].Split(',').Select((column, j) => (column, Values: Array.ConvertAll(rows, r => r[j]))).ToDictionary(c => c.column, c => c.Values);
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Oracles", name);
}
