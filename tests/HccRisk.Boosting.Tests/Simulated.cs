using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Boosting.Tests;

/// <summary>Patients with known hazards.</summary>
internal sealed class Simulated
{
    public float[] Features { get; set; } = [];

    public float Time { get; set; }

    public float Event { get; set; }

    public float Weight { get; set; } = 1;

    public string Site { get; set; } = string.Empty;

    public string PatientId { get; set; } = string.Empty;

    /// <summary>Features uniform on -1 to 1; the cause has a log hazard of the caller's, its competitor another.</summary>
    public static List<Simulated> Make(int count, int features, int seed, Func<float[], double> logHazard, Func<float[], double>? competing = null, double step = 0)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var x = Enumerable.Range(0, features).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray();
            var first = -Math.Log(1 - random.NextDouble()) / (0.03 * Math.Exp(logHazard(x)));
            var second = -Math.Log(1 - random.NextDouble()) / (0.015 * Math.Exp(competing?.Invoke(x) ?? 0));
            var censored = 10 + (random.NextDouble() * 50);
            second = competing is null ? double.PositiveInfinity : second;
            var time = Math.Min(Math.Min(first, second), censored);
            return new Simulated
            {
                Features = x,
                Time = (float)(step > 0 ? Math.Ceiling(time / step) * step : Math.Max(time, 1e-3)),
                Event = time == first ? 1 : time == second ? 2 : 0,
                Site = i % 3 == 0 ? "B" : "A",
                Weight = 0.5f + (i % 4),
                PatientId = $"p{i}",
            };
        })];
    }

    public static string[] Names(int features) => [.. Enumerable.Range(0, features).Select(j => $"f{j}")];

    public static IDataView View(MLContext ml, IReadOnlyList<Simulated> rows, string[]? names = null)
    {
        var schema = SchemaDefinition.Create(typeof(Simulated));
        SlotNames.Describe(schema[nameof(Features)], names ?? Names(rows[0].Features.Length));
        return ml.Data.LoadFromEnumerable(rows, schema);
    }

    public static double[] Matrix(IReadOnlyList<Simulated> rows) => [.. rows.SelectMany(r => r.Features.Select(f => (double)f))];

    public static SurvivalOutcome Outcome(IReadOnlyList<Simulated> rows) => new([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]);

    /// <summary>A fit that ends with the test.</summary>
    public static BoostedCoxResult Fit(
        double[] x, string[] names, SurvivalOutcome outcome, TieHandling ties = TieHandling.Efron, BoostingOptions? options = null, int[]? groups = null) =>
        BoostedCox.Fit(x, names, outcome, 1, ties, options, groups: groups, cancellationToken: TestContext.Current.CancellationToken);
}
