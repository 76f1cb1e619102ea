using System.Diagnostics;
using System.Text.Json;

namespace HccRisk.Benchmarks.Comparison;

/// <summary>The side of benchmarks/compare-r that is ours: writes the data, times, and joins both sides into a table.</summary>
internal static class ComparisonCommand
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>survival-data FOLDER | survival-time FOLDER | survival-report OURS R MACHINE OUTPUT.</summary>
    public static int Run(string[] arguments)
    {
        switch (arguments)
        {
            case ["survival-data", var folder]:
                ComparisonData.WriteAll(folder);
                return 0;
            case ["survival-time", var folder]:
                Console.WriteLine(JsonSerializer.Serialize(Time(folder), Json));
                return 0;
            case ["survival-report", var ours, var r, var machine, var output]:
                return ComparisonReport.Write(ReadSide(ours), File.Exists(r) ? ReadSide(r) : null, machine, output) ? 0 : 1;
            default:
                Console.Error.WriteLine("survival-data FOLDER | survival-time FOLDER | survival-report OURS R MACHINE OUTPUT");
                return 2;
        }
    }

    private static ComparisonSide ReadSide(string path) => JsonSerializer.Deserialize<ComparisonSide>(File.ReadAllText(path), Json)!;

    private static ComparisonSide Time(string folder)
    {
        var cases = new List<ComparisonFigure>();
        foreach (var work in ComparisonCases.All(folder))
        {
            Console.Error.WriteLine(work.Key);
            var values = work.Run();
            cases.Add(new ComparisonFigure(work.Key, Median(work.Run), values)
            {
                Work = work.Work,
                Size = work.Size,
                Target = work.Target,
                Tolerance = work.Tolerance,
            });
        }

        var growth = new List<ComparisonFigure>();
        var patients = ComparisonData.Read(folder, "patients");
        foreach (var n in new[] { 1_000, 10_000, 100_000, ComparisonData.Patients })
        {
            growth.AddRange(ComparisonCases.Growing(patients, n).Select(g => new ComparisonFigure(g.Work, Median(g.Run), []) { Patients = n }));
        }

        var version = FormattableString.Invariant($".NET {Environment.Version}");
        return new ComparisonSide(version, cases) { Growth = growth };
    }

    /// <summary>Median seconds of 5 to 51 runs, after runs that let the compiler settle.</summary>
    private static double Median(Func<double[]> run)
    {
        for (var start = Stopwatch.StartNew(); start.Elapsed < TimeSpan.FromSeconds(0.5);)
        {
            run();
        }

        var seconds = new List<double>();
        var all = Stopwatch.StartNew();
        while (seconds.Count < 5 || (seconds.Count < 51 && all.Elapsed < TimeSpan.FromSeconds(1)))
        {
            GC.Collect();
            var one = Stopwatch.StartNew();
            run();
            seconds.Add(one.Elapsed.TotalSeconds);
        }

        seconds.Sort();
        return (seconds[(seconds.Count - 1) / 2] + seconds[seconds.Count / 2]) / 2;
    }
}
