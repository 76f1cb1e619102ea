using System.Globalization;
using HccRisk.Cohorts;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;

namespace HccRisk.Radiomics;

/// <summary>
/// A batch file of pyradiomics: columns <c>Image</c> and <c>Mask</c> with a path in each row, and where there is one <c>Label</c>, the value of the lesion's
/// voxels. Each row is a patient: the cell of <c>ID</c> (or <c>PatientID</c>, <c>Patient</c>) names it, with the label where several rows share it, or else
/// the number of the row.
/// </summary>
public static class RadiomicsBatch
{
    private static readonly string[] Names = ["ID", "PatientID", "Patient"];

    /// <summary>The series of every row.</summary>
    private const string SeriesName = "image";

    /// <summary>Whether a file has the columns of a batch.</summary>
    /// <param name="path">The file.</param>
    public static bool Is(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return File.Exists(path) && CsvTable.Read(path, "batch") is var table && IndexOf(table, "Image") >= 0 && IndexOf(table, "Mask") >= 0;
    }

    /// <summary>The patients of a batch.</summary>
    /// <param name="path">The file; paths in it are relative to it.</param>
    /// <returns>A patient a row, in the order of the rows, and the rows that were left out.</returns>
    /// <exception cref="TableFormatException">A column is missing, a label is no whole number above zero, or no row is left.</exception>
    public static Cohort Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var table = CsvTable.Read(path, "batch");
        var (image, mask, label) = (IndexOf(table, "Image"), IndexOf(table, "Mask"), IndexOf(table, "Label"));
        if (image < 0 || mask < 0)
        {
            throw new TableFormatException($"'{path}': a batch has the columns Image and Mask; it has {string.Join(", ", table.Headers)}");
        }

        var name = Names.Select(n => IndexOf(table, n)).FirstOrDefault(i => i >= 0, -1);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var (found, exclusions) = (new Dictionary<string, IReadOnlyList<PatientFile>>(StringComparer.Ordinal), new List<Exclusion>());
        static string CellOf(CsvTable.CsvRow row, int column) => column >= 0 && column < row.Cells.Count ? row.Cells[column].Trim() : string.Empty;
        var shared = table.Rows.GroupBy(row => CellOf(row, name), StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var (number, row) in table.Rows.Index())
        {
            string Cell(int column) => CellOf(row, column);
            int? value = Cell(label) is { Length: > 0 } text
                ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed > 0 ? parsed
                    : throw new TableFormatException(string.Create(
                        CultureInfo.InvariantCulture, $"'{path}', line {row.Line}: Label '{Excerpt.Of(text)}' is not a whole number above zero, at most {int.MaxValue}"))
                : null;
            var id = Cell(name) is { Length: > 0 } given ? given : string.Create(CultureInfo.InvariantCulture, $"row{number + 1}");
            id = shared.Contains(id) && value is not null ? string.Create(CultureInfo.InvariantCulture, $"{id}_label{value}") : id;
            if (Cell(image).Length == 0 || Cell(mask).Length == 0 || found.ContainsKey(id))
            {
                exclusions.Add(new Exclusion(id, Exclusion.Files, string.Create(
                    CultureInfo.InvariantCulture, $"line {row.Line} {(found.ContainsKey(id) ? "is of the same patient and label as one before" : "lacks Image or Mask")}")));
                continue;
            }

            string Full(string file) => Path.GetFullPath(Path.Combine(folder, file));
            found.Add(id, [new(PatientFileKind.Mri, SeriesName, Full(Cell(image))), new(PatientFileKind.Mask, SeriesName, Full(Cell(mask)), value)]);
        }

        return found.Count > 0 ? Cohort.OfFiles(found, exclusions) : throw new TableFormatException($"'{path}': no row has an Image and a Mask");
    }

    private static int IndexOf(CsvTable table, string header) => table.Headers.ToList().FindIndex(h => string.Equals(h.Trim(), header, StringComparison.OrdinalIgnoreCase));
}
