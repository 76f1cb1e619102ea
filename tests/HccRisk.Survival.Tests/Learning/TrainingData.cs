using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Oracles;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Learning;

/// <summary>Rows with named features and follow-up, from a reference file or made.</summary>
internal sealed class TrainingData
{
    public float[] Features { get; set; } = [];

    public float Time { get; set; }

    public float Event { get; set; }

    public string Site { get; set; } = string.Empty;

    public static IDataView View(MLContext ml, IEnumerable<TrainingData> rows, IReadOnlyList<string> names)
    {
        var schema = SchemaDefinition.Create(typeof(TrainingData));
        SlotNames.Describe(schema[nameof(Features)], names);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }

    public static List<TrainingData> Read(string file, string time, string status, IReadOnlyList<string> names)
    {
        var path = SharedData.TryPath("reference", "survival", "data", file);
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        var lines = File.ReadAllLines(path);
        var header = lines[0].Split(',').Select(c => c.Trim('"')).ToList();
        float Cell(string[] cells, string name) => float.Parse(cells[header.IndexOf(name)], CultureInfo.InvariantCulture);
        return [.. lines.Skip(1).Select(l => l.Split(',')).Select(cells => new TrainingData
        {
            Features = [.. names.Select(n => Cell(cells, n))],
            Time = Cell(cells, time),
            Event = Cell(cells, status),
        })];
    }

    /// <summary>Exponential times whose hazard rises with the first feature, a competing cause, and censoring.</summary>
    public static List<TrainingData> Make(int count, int features, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var x = Enumerable.Range(0, features).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray();
            var first = -Math.Log(1 - random.NextDouble()) / (0.03 * Math.Exp(x[0]));
            var second = -Math.Log(1 - random.NextDouble()) / 0.02;
            var censored = 10 + (random.NextDouble() * 50);
            var time = Math.Min(Math.Min(first, second), censored);
            return new TrainingData
            {
                Features = x,
                Time = (float)Math.Max(time, 1e-3),
                Event = time == first ? 1 : time == second ? 2 : 0,
                Site = i % 4 == 0 ? "B" : "A",
            };
        })];
    }
}
