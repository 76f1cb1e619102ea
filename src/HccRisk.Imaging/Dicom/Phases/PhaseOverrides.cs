using System.Globalization;
using System.IO.Enumeration;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;

namespace HccRisk.Imaging.Dicom.Phases;

/// <summary>A phase file: phases set by hand, for what the rules do not tell or tell wrongly.</summary>
/// <remarks>
/// <para>CSV with the columns <c>series</c> and <c>phase</c>, and optionally <c>patient_id</c> and <c>volume</c>; other columns are not read. <c>series</c> is a
/// SeriesInstanceUID, a number, the name of a file, or a description (case does not matter, <c>*</c> and <c>?</c> are wildcards, <c>*</c> alone is any);
/// an empty or <c>*</c> <c>patient_id</c> is every patient, an empty or <c>*</c> <c>volume</c> every volume. <c>phase</c> is a <see cref="PhaseLabel.Name"/>,
/// or <c>-</c> for not used; a line without one says nothing.</para>
/// <para>The most specific line counts: one with a patient before one without, then one with a volume, then one that names its series by identifier or number;
/// of equals the first.</para>
/// </remarks>
public sealed class PhaseOverrides
{
    private const string NotUsed = "-";
    private const string Any = "*";
    private readonly IReadOnlyList<Entry> _entries;

    private PhaseOverrides(IReadOnlyList<Entry> entries) => _entries = entries;

    /// <summary>Lines with a phase.</summary>
    public int Count => _entries.Count;

    /// <summary>Reads a phase file.</summary>
    /// <param name="path">The CSV file.</param>
    /// <returns>The overrides.</returns>
    /// <exception cref="TableFormatException">The file is absent or damaged, a column is missing, or a value is no phase or volume; the message names the line.</exception>
    public static PhaseOverrides Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var table = CsvTable.Read(path, "phase file");
        int Required(string name) => table.IndexOf(name) is >= 0 and var index ? index
            : throw new TableFormatException($"phase file '{path}': the column '{name}' is missing{NearestNames.Hint(name, table.Headers)}");
        var (patient, series, volume, phase) = (table.IndexOf("patient_id"), Required("series"), table.IndexOf("volume"), Required("phase"));
        return new PhaseOverrides(
        [
            .. table.Rows.Select(row =>
            {
                string Cell(int index) => index >= 0 && index < row.Cells.Count ? row.Cells[index] : "";
                // Without a phase a line says nothing: a list of series can be filled in step by step.
                return Cell(phase).Length == 0 ? null : Entry.Of(path, row.Line, Cell(patient), Cell(series), Cell(volume), Cell(phase));
            }).OfType<Entry>(),
        ]);
    }

    /// <summary>The phase a person gave, <see cref="ContrastPhase.Unknown"/> for not used; null when no line fits.</summary>
    internal ContrastPhase? Find(PhaseCandidate volume) => _entries
        .Where(entry => (entry.Patient is null || entry.Patient == volume.PatientId || volume.Aliases.Contains(entry.Patient, StringComparer.Ordinal))
            && (entry.Volume is null || entry.Volume == volume.Volume)
            && (entry.Series == Any || entry.Names(volume) || FileSystemName.MatchesSimpleExpression(entry.Series, volume.Description)))
        .OrderByDescending(entry => entry.Patient is not null)
        .ThenByDescending(entry => entry.Volume is not null)
        .ThenByDescending(entry => entry.Names(volume))
        .Select(entry => (ContrastPhase?)entry.Phase)
        .FirstOrDefault();

    private sealed record Entry(string? Patient, string Series, int? Volume, ContrastPhase Phase)
    {
        internal static Entry Of(string path, int line, string patient, string series, string volume, string phase)
        {
            TableFormatException Fault(string reason) => new(FormattableString.Invariant($"phase file '{path}' line {line}: {reason}"));
            if (series.Length == 0)
            {
                throw Fault("series is empty: a SeriesInstanceUID, a number or a description was expected, * for any");
            }

            int? number = volume is "" or Any ? null
                : int.TryParse(volume, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value
                : throw Fault($"volume '{volume}' is not a whole number above zero");
            var known = phase == NotUsed ? ContrastPhase.Unknown
                : PhaseNames.Find(phase) ?? throw Fault($"'{phase}' is no phase{NearestNames.Hint(phase, PhaseNames.All)}");
            return new Entry(patient is "" or Any ? null : patient, series, number, known);
        }

        internal bool Names(PhaseCandidate volume) =>
            Series == volume.SeriesUid || Series == volume.SeriesNumber?.ToString(CultureInfo.InvariantCulture) || volume.Aliases.Contains(Series, StringComparer.Ordinal);
    }
}
