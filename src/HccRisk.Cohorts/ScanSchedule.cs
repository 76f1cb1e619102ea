using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;

namespace HccRisk.Cohorts;

/// <summary>When patients were scanned during follow-up: a recurrence is seen at a scan, so its time is known to one interval between scans.</summary>
public sealed class ScanSchedule
{
    private readonly Dictionary<string, List<double>> _scans = new(StringComparer.Ordinal);

    private ScanSchedule()
    {
    }

    /// <summary>A schedule in which no scan is known.</summary>
    public static ScanSchedule Unknown { get; } = new();

    /// <summary>Reads scan times: one row a scan, columns <c>patient_id</c> and <c>time</c>, from resection in the unit of the endpoint. Scans before resection are passed over.</summary>
    /// <param name="path">A CSV file.</param>
    /// <exception cref="TableFormatException">The file is absent, lacks a column or holds a time that is no number; one line with file, line and patient.</exception>
    public static ScanSchedule Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var table = CsvTable.Read(path, "scan file");
        var (id, time) = (Column(table, "patient_id"), Column(table, "time"));
        var schedule = new ScanSchedule();
        foreach (var row in table.Rows)
        {
            var patient = id < row.Cells.Count ? row.Cells[id] : "";
            var text = time < row.Cells.Count ? row.Cells[time] : "";
            if (patient.Length == 0)
            {
                throw new TableFormatException($"scan file '{path}', line {row.Line}: there is no patient identifier");
            }

            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            {
                throw new TableFormatException($"scan file '{path}', line {row.Line}: time '{Excerpt.Of(text)}' of patient {patient} is not a number");
            }

            if (value > 0)
            {
                schedule._scans.TryAdd(patient, []);
                schedule._scans[patient].Add(value);
            }
        }

        return schedule;
    }

    /// <summary>How often the patients of each site were scanned, up to their first event or last contact.</summary>
    /// <param name="cohort">Patients with outcomes.</param>
    /// <returns>One entry a site, in the order of the cohort; without intervals where no scan is known.</returns>
    public IReadOnlyList<ScanInterval> IntervalsOf(Cohort cohort)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        return [.. cohort.Patients.GroupBy(p => p.Site, StringComparer.Ordinal).Select(site =>
        {
            var intervals = site.Select(IntervalsOf).ToArray();
            double[] all = [.. intervals.SelectMany(i => i).Order()];
            return new ScanInterval(site.Key, site.Count(), intervals.Count(i => i.Length > 0), all.Length, Quantile(all, 0.5), Quantile(all, 0.25), Quantile(all, 0.75));
        })];
    }

    private double[] IntervalsOf(Patient patient)
    {
        var end = patient.Outcome?.Time ?? double.PositiveInfinity;
        double[] times = _scans.TryGetValue(patient.Id, out var scans) ? [.. scans.Where(t => t <= end).Distinct().Order()] : [];
        return [.. times.Select((t, i) => i == 0 ? t : t - times[i - 1])];
    }

    private static int Column(CsvTable table, string name) => table.IndexOf(name) is var at and >= 0
        ? at
        : throw new TableFormatException($"scan file '{table.Path}': no column '{name}'{NearestNames.Hint(name, table.Headers)}");

    private static double Quantile(double[] sorted, double p)
    {
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        var at = p * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
