using System.Globalization;
using System.Text.Json;
using HccRisk.Core.Cohorts;
using HccRisk.Core.Naming;

namespace HccRisk.Core.IO.Dicom.Phases;

/// <summary>Phases set by hand, for what the rules do not tell or tell wrongly.</summary>
/// <remarks>
/// <para>CSV with the columns <c>patient, series, volume, phase</c> or JSON, an array of objects of these names. <c>series</c> is a SeriesInstanceUID or a
/// description (case does not matter, <c>*</c> and <c>?</c> are wildcards); an empty <c>patient</c> means every patient, an empty <c>volume</c>
/// every volume. The most specific entry counts: one with a patient before one without, then one with a volume, then one with a
/// SeriesInstanceUID; of equals the first.</para>
/// </remarks>
public sealed class PhaseOverrides
{
    private readonly IReadOnlyList<Entry> _entries;

    private PhaseOverrides(IReadOnlyList<Entry> entries) => _entries = entries;

    /// <summary>Entries of the file.</summary>
    public int Count => _entries.Count;

    /// <summary>Reads an override file.</summary>
    /// <param name="path">The file; JSON when its name ends with <c>.json</c>, else CSV.</param>
    /// <returns>The overrides.</returns>
    /// <exception cref="CohortFormatException">The CSV is damaged.</exception>
    /// <exception cref="ImageFormatException">A column is missing, or a value is no phase or volume; the message names the row.</exception>
    public static PhaseOverrides Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new PhaseOverrides(path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? Json(path) : Csv(path));
    }

    internal ContrastPhase? Find(PhaseCandidate volume) => _entries
        .Where(entry => (entry.Patient.Length == 0 || entry.Patient == volume.PatientId)
            && (entry.Volume is null || entry.Volume == volume.Volume)
            && (entry.Series == volume.SeriesUid || System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(entry.Series, volume.Description)))
        .OrderByDescending(entry => entry.Patient.Length > 0)
        .ThenByDescending(entry => entry.Volume is not null)
        .ThenByDescending(entry => entry.Series == volume.SeriesUid)
        .Select(entry => (ContrastPhase?)entry.Phase)
        .FirstOrDefault();

    private static List<Entry> Csv(string path)
    {
        var table = CsvTable.Read(path, "phase override file");
        int Column(string name) => table.IndexOf(name) is >= 0 and var index ? index
            : throw Fault(path, "columns", null, $"the column '{name}' is missing{NearestNames.Hint(name, table.Headers)}");
        var (patient, series, volume, phase) = (Column("patient"), Column("series"), table.IndexOf("volume"), Column("phase"));
        return
        [
            .. table.Rows.Select(row =>
            {
                string Cell(int index) => index >= 0 && index < row.Cells.Count ? row.Cells[index] : "";
                return Entry.Of(path, FormattableString.Invariant($"line {row.Line}"), Cell(patient), Cell(series), Cell(volume), Cell(phase));
            }),
        ];
    }

    private static List<Entry> Json(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return
            [
                .. json.RootElement.EnumerateArray().Select((item, i) =>
                {
                    string Text(string name) => item.TryGetProperty(name, out var value) ? value.ToString() : "";
                    return Entry.Of(path, FormattableString.Invariant($"entry {i + 1}"), Text("patient"), Text("series"), Text("volume"), Text("phase"));
                }),
            ];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ImageFormatException("phase override", path, "content", null, $"an array of objects with patient, series, volume and phase was expected: {e.Message}", e);
        }
    }

    private static ImageFormatException Fault(string path, string field, string? value, string reason) => new("phase override", path, field, value, reason);

    private sealed record Entry(string Patient, string Series, int? Volume, ContrastPhase Phase)
    {
        internal static Entry Of(string path, string row, string patient, string series, string volume, string phase)
        {
            if (series.Length == 0)
            {
                throw Fault(path, $"{row}, series", null, "is empty: a SeriesInstanceUID or a description was expected, * for any");
            }

            int? number = volume.Length == 0 ? null
                : int.TryParse(volume, CultureInfo.InvariantCulture, out var value) && value >= 1 ? value
                : throw Fault(path, $"{row}, volume", $"'{volume}'", "a whole number from 1 was expected");
            return Enum.TryParse<ContrastPhase>(phase, ignoreCase: true, out var named) && Enum.IsDefined(named) && !char.IsAsciiDigit(phase[0])
                ? new Entry(patient, series, number, named)
                : throw Fault(path, $"{row}, phase", $"'{phase}'", $"no phase has that name{NearestNames.Hint(phase, Enum.GetNames<ContrastPhase>())}");
        }
    }
}
