using System.Globalization;
using System.Text.Json;

namespace HccRisk.Oracles;

/// <summary>Values of R for one data set (<c>reference/survival/NAME.json</c>) and the data they were computed from.</summary>
public sealed class SurvivalReference
{
    private readonly Dictionary<string, double[]> _columns;

    private SurvivalReference(JsonElement root, Dictionary<string, double[]> columns)
    {
        Root = root;
        _columns = columns;
    }

    /// <summary>The reference document.</summary>
    public JsonElement Root { get; }

    /// <summary>Reads a data set; null when the shared folder is absent.</summary>
    /// <param name="name">Name of the reference document.</param>
    /// <param name="data">Name of the data where it differs.</param>
    public static SurvivalReference? TryLoad(string name, string? data = null)
    {
        var json = SharedData.TryPath("reference", "survival", name + ".json");
        var csv = SharedData.TryPath("reference", "survival", "data", (data ?? name) + ".csv");
        if (json is null || csv is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(json));
        var lines = File.ReadAllLines(csv).Where(l => l.Length > 0).ToArray();
        var names = lines[0].Split(',').Select(n => n.Trim('"')).ToArray();
        var columns = names.ToDictionary(n => n, _ => new double[lines.Length - 1], StringComparer.Ordinal);
        for (var i = 1; i < lines.Length; i++)
        {
            var cells = lines[i].Split(',');
            for (var j = 0; j < names.Length; j++)
            {
                columns[names[j]][i - 1] = cells[j] is "NA" or "" ? double.NaN : double.Parse(cells[j], CultureInfo.InvariantCulture);
            }
        }

        return new SurvivalReference(document.RootElement.Clone(), columns);
    }

    /// <summary>Number of patients.</summary>
    public int Count => _columns.Values.First().Length;

    /// <summary>A column of the data; NaN where it is missing.</summary>
    public double[] Column(string name) => _columns[name];

    /// <summary>Columns side by side, row-major.</summary>
    public double[] Matrix(params string[] names)
    {
        var rows = _columns[names[0]].Length;
        var x = new double[rows * names.Length];
        for (var j = 0; j < names.Length; j++)
        {
            for (var i = 0; i < rows; i++)
            {
                x[i * names.Length + j] = _columns[names[j]][i];
            }
        }

        return x;
    }

    /// <summary>An element below the root.</summary>
    public JsonElement At(params string[] path)
    {
        var element = Root;
        foreach (var part in path)
        {
            element = element.GetProperty(part);
        }

        return element;
    }

    /// <summary>The numbers of an array (or the values of an object); R's NA is NaN.</summary>
    public static double[] Numbers(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Select(Number).ToArray(),
        JsonValueKind.Object => element.EnumerateObject().Select(p => Number(p.Value)).ToArray(),
        _ => [Number(element)],
    };

    /// <summary>One number; R's NA is NaN, its Inf infinity.</summary>
    public static double Number(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.String when element.GetString() is "Inf" => double.PositiveInfinity,
        _ => double.NaN,
    };
}
