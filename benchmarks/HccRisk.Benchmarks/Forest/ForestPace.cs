using System.Diagnostics;
using System.Globalization;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Data;
using HccRisk.Survival.Forest;
using HccRisk.Survival.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Benchmarks.Forest;

/// <summary>The side of benchmarks/compare-forest that is ours: one size a process, so that its peak of memory is its own.</summary>
internal static class ForestPace
{
    /// <summary>forest-data FILE ROWS COLUMNS | forest-time ROWS COLUMNS TREES THREADS CUTS (0 = every) | forest-model ROWS COLUMNS TREES.</summary>
    public static int Run(string[] arguments)
    {
        var numbers = arguments.Select(a => int.TryParse(a, CultureInfo.InvariantCulture, out var n) ? n : -1).ToArray();
        switch (arguments)
        {
            case ["forest-data", var file, _, _]:
                Write(file, numbers[2], numbers[3]);
                return 0;
            case ["forest-time", _, _, _, _, _]:
                Time(numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
                return 0;
            case ["forest-model", _, _, _]:
                Model(numbers[1], numbers[2], numbers[3]);
                return 0;
            default:
                Console.Error.WriteLine("forest-data FILE ROWS COLUMNS | forest-time ROWS COLUMNS TREES THREADS CUTS | forest-model ROWS COLUMNS TREES");
                return 2;
        }
    }

    /// <summary>Exponential times whose hazard follows five columns, two of them together; about half censored.</summary>
    private static (double[] X, double[] Times, int[] Events) Data(int rows, int columns)
    {
        var random = new Random(1);
        var (x, times, events) = (new double[rows * columns], new double[rows], new int[rows]);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                x[(i * columns) + j] = (float)((random.NextDouble() * 2) - 1);
            }

            var own = x.AsSpan(i * columns, columns);
            var eta = own[0] + own[1] - own[2] + (2 * own[3] * own[4]);
            var (death, censored) = (-Math.Log(1 - random.NextDouble()) * Math.Exp(-eta), -Math.Log(1 - random.NextDouble()));
            times[i] = (float)(Math.Min(death, censored) + 1e-6);
            events[i] = death <= censored ? 1 : 0;
        }

        return (x, times, events);
    }

    private static void Write(string file, int rows, int columns)
    {
        var (x, times, events) = Data(rows, columns);
        using var writer = new StreamWriter(file) { NewLine = "\n" };
        writer.WriteLine("time,event," + string.Join(',', Enumerable.Range(1, columns).Select(j => FormattableString.Invariant($"x{j}"))));
        for (var i = 0; i < rows; i++)
        {
            writer.Write(FormattableString.Invariant($"{times[i]:R},{events[i]}"));
            for (var j = 0; j < columns; j++)
            {
                writer.Write(FormattableString.Invariant($",{x[(i * columns) + j]:R}"));
            }

            writer.WriteLine();
        }
    }

    private static void Time(int rows, int columns, int trees, int threads, int cuts)
    {
        var (x, times, events) = Data(rows, columns);
        var outcome = new SurvivalOutcome(times, events);
        var options = new ForestOptions { Trees = trees, MaxParallelism = threads, Cuts = cuts == 0 ? null : cuts };
        SurvivalForest.Fit(x.AsSpan(0, Math.Min(rows, 200) * columns), columns, outcome.Select([.. Enumerable.Range(0, Math.Min(rows, 200))]), 0, options with { Trees = 20 });
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var forest = SurvivalForest.Fit(x, columns, outcome, 0, options);
        var fit = (Wall: clock.Elapsed.TotalSeconds, Processor: (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds);
        clock.Restart();
        var judged = forest.OutOfBag(x, outcome, 0, ForestScore.Incidence, 0.5);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {(cuts == 0 ? "every cut" : cuts + " cuts")}, {rows} x {columns}, {trees} trees | {fit.Wall:0.00} | {fit.Processor:0.00} | {clock.Elapsed.TotalSeconds:0.00} | {judged.Harrell.Value:0.0000} | {forest.Trees.Average(t => t.Leaves):0.0} | {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576} |"));
    }

    private static void Model(int rows, int columns, int trees)
    {
        var (x, times, events) = Data(rows, columns);
        var ml = new MLContext(1);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, columns);
        var data = ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, rows).Select(i => new Row { Features = [.. x.AsSpan(i * columns, columns).ToArray().Select(v => (float)v)], Time = (float)times[i], Event = events[i] }).ToArray(), schema);
        var clock = Stopwatch.StartNew();
        string Lap()
        {
            var text = clock.Elapsed.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
            clock.Restart();
            return text;
        }

        var options = new ForestTrainerOptions { Horizons = [.25, .5, 1], Forest = new ForestOptions { Trees = trees } };
        var model = ml.Survival.Trainers.Forest(options).Fit(data);
        var fit = Lap();
        using var file = new MemoryStream();
        ml.Model.Save(model, data.Schema, file);
        var save = Lap();
        var loaded = ml.Model.Load(file, out _);
        var load = Lap();
        var sum = loaded.Transform(data).GetColumn<float>("Score").Sum();
        var score = Lap();
        sum += loaded.Transform(data).GetColumn<float[]>("CumulativeIncidence").Sum(v => v[0]);
        if (sum == 0)
        {
            throw new InvalidOperationException("A forest without risk.");
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {rows} x {columns}, {trees} | {fit} | {save} | {file.Length / 1024} | {load} | {score} | {Lap()} | {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576} |"));
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public float Time { get; set; }

        public float Event { get; set; }
    }
}
