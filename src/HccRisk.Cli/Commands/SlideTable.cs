using HccRisk.Cohorts;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;

namespace HccRisk.Cli.Commands;

/// <summary>
/// The CSV of <c>--slides</c>, for slides that no manifest lists: <c>file</c>, and of <c>mpp</c>, <c>objective</c>, <c>annotation</c> (with <c>annotation_class</c>) at least one.
/// </summary>
internal static class SlideTable
{
    /// <summary>Reads what the table gives for slides; every row must name one of them.</summary>
    /// <param name="path">The table.</param>
    /// <param name="slides">Full paths of the slides.</param>
    /// <param name="folder">The folder that was searched, or null: files are named from there or from the table's own folder.</param>
    /// <returns>Scale and annotation of each slide that is given one, by full path.</returns>
    /// <exception cref="TableFormatException">A column is missing, or a row is wrong; the message names table and line.</exception>
    public static IReadOnlyDictionary<string, (GivenScale? Scale, GivenAnnotation? Annotation)> Read(string path, IReadOnlyCollection<string> slides, string? folder)
    {
        var table = CsvTable.Read(path, "table of slides");
        int[] at = [table.IndexOf("file"), table.IndexOf("mpp"), table.IndexOf("objective"), table.IndexOf("annotation"), table.IndexOf("annotation_class")];
        if (at[0] < 0 || at[1..4].All(i => i < 0))
        {
            throw new TableFormatException($"table of slides '{path}': it must have the column 'file' and at least one of 'mpp', 'objective' and 'annotation'; it has {string.Join(", ", table.Headers.Select(h => $"'{h}'"))}");
        }

        string[] roots = [.. new[] { folder, Path.GetDirectoryName(Path.GetFullPath(path)) }.OfType<string>().Select(Path.GetFullPath).Distinct(StringComparer.Ordinal)];
        var known = slides.ToHashSet(StringComparer.Ordinal);
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var given = new Dictionary<string, (GivenScale? Scale, GivenAnnotation? Annotation)>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            var cells = Array.ConvertAll(at, i => i >= 0 && i < row.Cells.Count ? row.Cells[i] : "");
            var slide = SlideOf(cells[0]) ?? throw Fault($"'{cells[0]}' is none of the slides{NearestNames.Hint(cells[0], slides.Select(s => Path.GetRelativePath(roots[0], s)))}");
            if (!lines.TryAdd(slide, row.Line))
            {
                throw Fault(FormattableString.Invariant($"'{cells[0]}' is on line {lines[slide]} already"));
            }

            if (GivenScale.TryParse(cells[1], cells[2], out var scale) is { } fault)
            {
                throw Fault($"{fault}, for '{cells[0]}'");
            }

            if (cells[3].Length == 0 && cells[4].Length > 0)
            {
                throw Fault($"annotation_class '{cells[4]}' is given for '{cells[0]}', but no annotation");
            }

            var outlines = cells[3].Length == 0 ? null : PathsOf(cells[3]).FirstOrDefault(File.Exists) ?? throw Fault($"there is no annotation '{cells[3]}', for '{cells[0]}'");
            given.Add(slide, (scale, outlines is null ? null : new GivenAnnotation(outlines, cells[4].Length == 0 ? null : cells[4])));

            TableFormatException Fault(string what) => new(FormattableString.Invariant($"table of slides '{path}', line {row.Line}: {what}"));
        }

        return given;

        string? SlideOf(string file) => PathsOf(file).FirstOrDefault(known.Contains);

        IEnumerable<string> PathsOf(string file) => roots.Select(root => Path.GetFullPath(Path.Combine(root, file.Replace('\\', '/'))));
    }
}
