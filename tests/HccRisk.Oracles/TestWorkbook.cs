using System.Globalization;
using System.IO.Compression;
using System.Security;

namespace HccRisk.Oracles;

/// <summary>A small workbook (xlsx) written part by part, as spreadsheet programs do.</summary>
public sealed class TestWorkbook
{
    /// <summary>Style of a date cell.</summary>
    public const int Date = 1;

    private readonly List<(string Name, string State, string Content)> _sheets = [];

    /// <summary>Whether days are counted from 1904.</summary>
    public bool From1904 { get; init; }

    /// <summary>A day as spreadsheets count it from 1900; a cell of style <see cref="Date"/>.</summary>
    public static double Day(int year, int month, int day) => (new DateTime(year, month, day) - new DateTime(1899, 12, 30)).TotalDays;

    /// <summary>Adds a sheet.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rows">Cells: text, numbers, bool, DateOnly; null for none. A row of null is left out.</param>
    /// <param name="merged">Merged ranges.</param>
    /// <param name="hidden">Whether the sheet is hidden.</param>
    /// <param name="hiddenRow">A row, from 1, that is hidden.</param>
    public TestWorkbook Add(string name, object?[]?[] rows, string[]? merged = null, bool hidden = false, int hiddenRow = 0)
    {
        var content = string.Concat(rows.Select((row, i) => row is null ? "" : string.Create(
            CultureInfo.InvariantCulture, $"<row r=\"{i + 1}\"{(i + 1 == hiddenRow ? " hidden=\"1\"" : "")}>{string.Concat(row.Select((cell, j) => Cell(cell, $"{(char)('A' + j)}{i + 1}")))}</row>")));
        var ranges = merged is null ? "" : $"<mergeCells>{string.Concat(merged.Select(m => $"<mergeCell ref=\"{m}\"/>"))}</mergeCells>";
        _sheets.Add((name, hidden ? " state=\"hidden\"" : "", $"<sheetData>{content}</sheetData>{ranges}"));
        return this;
    }

    /// <summary>Writes the file.</summary>
    /// <returns>The path.</returns>
    public string Save(string path)
    {
        const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string Package = "http://schemas.openxmlformats.org/package/2006";
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Write("[Content_Types].xml", $"<Types xmlns=\"{Package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>");
        Write("_rels/.rels", $"<Relationships xmlns=\"{Package}/relationships\"><Relationship Id=\"r1\" Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        Write("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\">{(From1904 ? "<workbookPr date1904=\"1\"/>" : "")}<sheets>{string.Concat(_sheets.Select((s, i) => $"<sheet name=\"{s.Name}\" sheetId=\"{i + 1}\"{s.State} r:id=\"r{i + 1}\"/>"))}</sheets></workbook>");
        Write("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{Package}/relationships\">{string.Concat(_sheets.Select((_, i) => $"<Relationship Id=\"r{i + 1}\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet{i + 1}.xml\"/>"))}<Relationship Id=\"s\" Type=\"{Office}/styles\" Target=\"styles.xml\"/></Relationships>");
        Write("xl/styles.xml", $"<styleSheet xmlns=\"{Main}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>");
        for (var i = 0; i < _sheets.Count; i++)
        {
            Write($"xl/worksheets/sheet{i + 1}.xml", $"<worksheet xmlns=\"{Main}\">{_sheets[i].Content}</worksheet>");
        }

        return path;

        void Write(string part, string xml)
        {
            using var writer = new StreamWriter(zip.CreateEntry(part).Open());
            writer.Write("<?xml version=\"1.0\"?>" + xml);
        }
    }

    private string Cell(object? value, string at) => value switch
    {
        null => "",
        bool flag => $"<c r=\"{at}\" t=\"b\"><v>{(flag ? 1 : 0)}</v></c>",
        DateOnly date => string.Create(CultureInfo.InvariantCulture, $"<c r=\"{at}\" s=\"{Date}\"><v>{Day(date.Year, date.Month, date.Day) - (From1904 ? 1462 : 0)}</v></c>"),
        string text when text.StartsWith('#') => $"<c r=\"{at}\" t=\"e\"><v>{text}</v></c>",
        string text => $"<c r=\"{at}\" t=\"inlineStr\"><is><t>{SecurityElement.Escape(text)}</t></is></c>",
        _ => string.Create(CultureInfo.InvariantCulture, $"<c r=\"{at}\"><v>{value}</v></c>"),
    };
}
