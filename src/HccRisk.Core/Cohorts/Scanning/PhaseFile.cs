using System.Globalization;
using System.IO.Enumeration;
using HccRisk.Core.IO.Dicom.Series;

namespace HccRisk.Core.Cohorts.Scanning;

/// <summary>Which series are which phase, as a person says it.</summary>
internal sealed class PhaseFile
{
    internal const string NotUsed = "-";
    private static readonly string[] Columns = ["patient_id", "series", "volume", "phase"];
    private readonly List<Line> _lines = [];

    internal static PhaseFile Load(string? path)
    {
        var file = new PhaseFile();
        if (path is null)
        {
            return file;
        }

        var table = CsvTable.Read(path, "phase file");
        var at = Columns.Select(table.IndexOf).ToArray();
        if (at[1] < 0 || at[3] < 0)
        {
            throw new CohortFormatException($"phase file '{path}': it needs the columns series and phase, it has {string.Join(", ", table.Headers)}");
        }

        foreach (var row in table.Rows)
        {
            var cells = at.Select(i => i >= 0 && i < row.Cells.Count ? row.Cells[i] : "").ToArray();
            int? volume = cells[2].Length == 0 ? null
                : int.TryParse(cells[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
                : throw new CohortFormatException(FormattableString.Invariant($"phase file '{path}' line {row.Line}: volume '{cells[2]}' is not a whole number above zero"));
            // Without a phase a line says nothing: a list of series can be filled in step by step.
            if (cells[3].Length > 0)
            {
                file._lines.Add(new Line(cells[0], cells[1], volume, cells[3]));
            }
        }

        return file;
    }

    /// <summary>The phase a person gave, <see cref="NotUsed"/>, or null; the first line that fits counts.</summary>
    internal string? Find(IReadOnlyList<string> patientIds, IReadOnlyList<string> uids, int? number, string description, int volume) =>
        _lines.Find(line =>
            (line.Patient.Length == 0 || patientIds.Contains(line.Patient, StringComparer.Ordinal))
            && (line.Volume is null || line.Volume == volume)
            && (uids.Contains(line.Series, StringComparer.Ordinal)
                || (number is { } n && n.ToString(CultureInfo.InvariantCulture) == line.Series)
                || line.Series == "*"
                || (line.Series.Length > 0 && FileSystemName.MatchesSimpleExpression(line.Series, description))))?.Phase;

    private sealed record Line(string Patient, string Series, int? Volume, string Phase);
}
