using System.Text.Json;
using HccRisk.Oracles;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxNet;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tests.CoxNet;

/// <summary>The cases of <c>reference/coxnet</c>: an independent solver with KKT residuals below 1e-14, and glmnet's default path.</summary>
internal sealed class CoxNetReference
{
    private readonly Dictionary<string, double[]> _data;

    private CoxNetReference(JsonElement root, Dictionary<string, double[]> data, SurvivalOutcome outcome, string[] names)
    {
        (Root, _data, Outcome, Names) = (root, data, outcome, names);
    }

    public JsonElement Root { get; }

    public SurvivalOutcome Outcome { get; }

    public string[] Names { get; }

    public static CoxNetReference Load(string name)
    {
        var (data, entry, time, status) = name switch
        {
            "pbc" => ("pbc", null, "time", "death"),
            "hepatoCellular" => (name, null, "RFS", "Recurrence"),
            _ => ("heart", "start", "stop", "event"),
        };
        var json = SharedData.TryPath("reference", "coxnet", name + ".json");
        var csv = SharedData.TryPath("reference", "survival", "data", data + ".csv");
        Assert.SkipWhen(json is null || csv is null, SharedData.MissingReason);
        using var document = JsonDocument.Parse(File.ReadAllBytes(json!));
        var lines = File.ReadAllLines(csv!);
        var header = lines[0].Split(',').Select(c => c.Trim('"')).ToArray();
        var cells = lines.Skip(1).Select(l => Array.ConvertAll(l.Split(','), c => double.TryParse(c, System.Globalization.CultureInfo.InvariantCulture, out var v) ? v : double.NaN)).ToArray();
        var columns = header.Select((h, j) => (h, Values: Array.ConvertAll(cells, r => r[j]))).ToDictionary(c => c.h, c => c.Values);
        var outcome = new SurvivalOutcome(columns[time], Array.ConvertAll(columns[status], v => v > 0 ? 1 : 0));
        outcome = entry is null ? outcome : outcome.WithEntries(columns[entry]);
        var root = document.RootElement.Clone();
        var names = root.TryGetProperty("columns", out var c) ? c.EnumerateArray().Select(e => e.GetString()!).ToArray() : ["age", "year", "surgery", "transplant"];
        return new CoxNetReference(root, columns, outcome, names);
    }

    public double[] Column(string name) => _data[name];

    public double[] Matrix(IReadOnlyList<string> names)
    {
        var x = new double[Outcome.Count * names.Count];
        for (var i = 0; i < Outcome.Count; i++)
        {
            for (var j = 0; j < names.Count; j++)
            {
                x[(i * names.Count) + j] = _data[names[j]][i];
            }
        }

        return x;
    }

    public IEnumerable<Case> Cases() => Root.GetProperty("cases").EnumerateArray().Select(c => new Case(this, c));

    public static double[]? Numbers(JsonElement element, string name) => element.GetProperty(name) switch
    {
        { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Number } number => [number.GetDouble()],
        var array => [.. array.EnumerateArray().Select(v => v.GetDouble())],
    };

    public static double[][] Rows(JsonElement element) => [.. element.EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetDouble()).ToArray())];

    internal sealed class Case
    {
        public Case(CoxNetReference reference, JsonElement json)
        {
            Json = json;
            Names = [.. json.GetProperty("names").EnumerateArray().Select(e => e.GetString()!)];
            X = reference.Matrix(Names);
            Outcome = Numbers(json, "weights") is { } weights ? reference.Outcome.WithWeights(weights) : reference.Outcome;
            Rows = new CoxRows
            {
                Offset = Numbers(json, "offset"),
                Strata = Numbers(json, "strata") is { } strata ? Array.ConvertAll(strata, v => (int)v) : null,
            };
            var factors = Numbers(json, "penalty_factor") ?? [.. Names.Select(_ => 1.0)];
            foreach (var excluded in Numbers(json, "exclude_1based") ?? [])
            {
                factors[(int)excluded - 1] = double.PositiveInfinity;
            }

            Options = new CoxNetOptions
            {
                Alpha = json.GetProperty("alpha").GetDouble(),
                Standardize = json.GetProperty("standardize").GetBoolean(),
                PenaltyFactors = factors,
                LowerLimit = Numbers(json, "lower") is { } lower ? lower[0] : double.NegativeInfinity,
                UpperLimit = Numbers(json, "upper") is { } upper ? upper[0] : double.PositiveInfinity,
                Tolerance = 1e-18,
            };
        }

        public JsonElement Json { get; }

        public string Name => Json.GetProperty("case").GetString()!;

        public string[] Names { get; }

        public double[] X { get; }

        public SurvivalOutcome Outcome { get; }

        public CoxRows Rows { get; }

        public CoxNetOptions Options { get; }
    }
}
