using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace HccRisk.Benchmarks;

/// <summary>Puts pyradiomics' medians beside ours, and how many times they are ours.</summary>
internal sealed class PyradiomicsConfig : ManualConfig
{
    /// <summary>Method and case: median milliseconds of the class in pyradiomics (commit 8ed5793), one thread, cropped input, on an AMD EPYC of 4 cores; synthetic ROIs of the same size.</summary>
    private static readonly Dictionary<(string Method, string Case), double> Medians = Table(
        ["FirstOrder", "Shape", "Cooccurrence", "RunLength", "SizeZone", "NeighbourhoodDependence", "NeighbourhoodDifference", "Pyradiomics"],
        ("brain1", [3.1, 21.3, 7.0, 3.7, 1.4, 1.2, 1.3, 38.9]),
        ("PAT1", [39.5, 568, 44.6, 38.4, 36.3, 24.3, 23.8, 775]),
        ("STS_T1", [51.9, 339, 19.9, 39.2, 33.2, 23.4, 22.9, 529]),
        ("synthetic100k", [44.5, 190, 28.3, 28.1, 27.7, 19.5, 19.7, 358]),
        ("synthetic1M", [453, 5274, 172, 307, 293, 192, 189, 6880]));

    public PyradiomicsConfig()
    {
        AddColumn(StatisticColumn.Median);
        AddColumn(new Column("pyradiomics", "Median of pyradiomics' class [ms]", (theirs, _) => theirs));
        AddColumn(new Column("times", "How many times our median pyradiomics takes", (theirs, ours) => theirs / ours));
    }

    private static Dictionary<(string Method, string Case), double> Table(string[] methods, params (string Case, double[] Medians)[] rows) =>
        rows.SelectMany(r => r.Medians.Select((m, i) => (Key: (methods[i], r.Case), m))).ToDictionary(p => p.Key, p => p.m);

    private sealed class Column(string name, string legend, Func<double, double, double> value) : IColumn
    {
        public string Id => name;

        public string ColumnName => name;

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public string Legend => legend;

        public bool IsAvailable(Summary summary) => true;

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
        {
            var key = (benchmarkCase.Descriptor.WorkloadMethod.Name, (string)benchmarkCase.Parameters["Case"]);
            return Medians.TryGetValue(key, out var theirs) && summary[benchmarkCase]?.ResultStatistics is { } ours
                ? value(theirs, ours.Median / 1e6).ToString("0.0", CultureInfo.InvariantCulture)
                : "-";
        }
    }
}
