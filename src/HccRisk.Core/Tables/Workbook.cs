using System.Globalization;
using System.Xml;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;
using MiniExcelLibs;

namespace HccRisk.Core.Tables;

/// <summary>A sheet of a workbook (xlsx) -> table. Its cells have kinds: numbers are what they are, dates become 2020-01-31, yes and no TRUE and FALSE.</summary>
internal static class Workbook
{
    public static Table Load(TableSource source, Func<string, bool>? wanted)
    {
        try
        {
            using var file = new FileStream(source.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var facts = WorkbookFacts.Read(file);
            var sheet = Choose(facts, source);
            source = source with { Sheet = sheet.Name };
            return Read(file, source, facts.ReadSheet(file, sheet), facts.From1904, wanted);
        }
        catch (Exception e) when (e is XmlException or FormatException or KeyNotFoundException or NullReferenceException or InvalidOperationException or IndexOutOfRangeException or ArgumentException)
        {
            throw new InvalidDataException($"it cannot be read as a workbook ({e.Message.ReplaceLineEndings(" ")}): save it anew as .xlsx, or as CSV in UTF-8", e);
        }
    }

    private static WorkbookFacts.Sheet Choose(WorkbookFacts facts, TableSource source)
    {
        var names = facts.Sheets.Select(s => s.Name).ToArray();
        if (source.Options.Sheet is { } asked)
        {
            return facts.Sheets.FirstOrDefault(s => string.Equals(s.Name, asked, StringComparison.Ordinal))
                ?? facts.Sheets.FirstOrDefault(s => string.Equals(s.Name, asked, StringComparison.OrdinalIgnoreCase))
                ?? throw new InvalidDataException($"it has no sheet '{asked}'{NearestNames.Hint(asked, names)}");
        }

        WorkbookFacts.Sheet[] shown = [.. facts.Sheets.Where(s => !s.Hidden)];
        return shown switch
        {
            [var only] => only,
            [] => throw new InvalidDataException("it has no sheet that is shown"),
            _ => throw new InvalidDataException($"it has {shown.Length} sheets: say which (--sheet; in a schema \"sheet\"): {string.Join(", ", shown.Take(8).Select(s => $"'{s.Name}'"))}{(shown.Length > 8 ? ", ..." : "")}"),
        };
    }

    private static Table Read(Stream file, TableSource source, WorkbookFacts.Content content, bool from1904, Func<string, bool>? wanted)
    {
        var builder = new TableBuilder(source, wanted);
        var (line, headed, gap, width) = (0, false, false, 0);
        file.Position = 0;
        foreach (IDictionary<string, object?> row in file.Query(useHeaderRow: false, sheetName: source.Sheet, excelType: ExcelType.XLSX))
        {
            line++;
            string[] cells = [.. row.Values.Select(v => Text(v, from1904).Trim())];
            if (line < source.Options.HeaderLine || Array.TrueForAll(cells, c => c.Length == 0))
            {
                gap = headed;
                continue;
            }

            if (!headed)
            {
                headed = true;
                width = Array.FindLastIndex(cells, c => c.Length > 0) + 1;
                RequireUnmerged(source, content, line);
                builder.Head(cells[..width], line);
            }
            else
            {
                // A sheet is a rectangle: only what stands outside of it matters.
                var last = Array.FindLastIndex(cells, c => c.Length > 0) + 1;
                builder.Add(cells[..Math.Max(width, last)], line, gap);
            }

            gap = false;
        }

        if (!headed)
        {
            throw new TableFormatException($"{source.Name} is empty");
        }

        if (content.HiddenRows > 0)
        {
            source.Decisions.Add(FormattableString.Invariant($"{content.HiddenRows} hidden rows are read as the others"));
        }

        RequireNoGap(source, builder);
        return builder.Build(source);
    }

    /// <summary>Refuses merged cells: all but the first of them are empty, whatever is meant.</summary>
    private static void RequireUnmerged(TableSource source, WorkbookFacts.Content content, int headerLine)
    {
        foreach (var (range, last) in content.Merged)
        {
            if (last >= headerLine)
            {
                var first = WorkbookFacts.RowOf(range.Split(':')[0]);
                throw new TableFormatException(first <= headerLine
                    ? $"{source.Name} line {first}: the headings are merged cells ({range}): give each column a heading in one cell, or say which line has them (--header-line)"
                    : $"{source.Name} line {first}: cells {range} are merged, and only the first has the value: unmerge them and fill in each");
            }
        }
    }

    /// <summary>Refuses a column without heading and values between others: two tables side by side.</summary>
    private static void RequireNoGap(TableSource source, TableBuilder builder)
    {
        for (var i = 1; i < builder.Headers.Count - 1; i++)
        {
            if (builder.Headers[i].Length == 0 && builder.Cells[i] is { } cells && !cells.AsSpan(0, builder.Count).ContainsAnyExcept(0UL))
            {
                throw new TableFormatException(FormattableString.Invariant(
                    $"{source.Name} line {builder.HeaderLine}: column {i + 1} is empty and others follow ('{Excerpt.Of(builder.Headers[i + 1])}'): a second table, or a column to delete; give each table a sheet of its own"));
            }
        }
    }

    private static string Text(object? value, bool from1904) => value switch
    {
        null => "",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool flag => flag ? "TRUE" : "FALSE",
        DateTime date => DateText(date, from1904),
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string DateText(DateTime date, bool from1904)
    {
        // What reads the sheet counts from 1900 in every workbook.
        date = from1904 ? date.AddDays(1462) : date;
        return date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }
}
