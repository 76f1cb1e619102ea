using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace HccRisk.Core.Tables;

/// <summary>What of a workbook its cells do not show: which sheets are hidden, what is merged, from which year days are counted.</summary>
internal sealed class WorkbookFacts
{
    private const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string StrictRelationships = "http://purl.oclc.org/ooxml/officeDocument/relationships";

    private WorkbookFacts(IReadOnlyList<Sheet> sheets, bool from1904) => (Sheets, From1904) = (sheets, from1904);

    public IReadOnlyList<Sheet> Sheets { get; }

    /// <summary>Whether day 0 is 1904-01-01.</summary>
    public bool From1904 { get; }

    /// <summary>A sheet and where in the file it is.</summary>
    public sealed record Sheet(string Name, bool Hidden, string Part);

    /// <summary>What a sheet holds besides cells: merged ranges with the last row of each, and hidden rows.</summary>
    public sealed record Content(IReadOnlyList<(string Range, int LastRow)> Merged, int HiddenRows);

    /// <exception cref="InvalidDataException">It is no workbook.</exception>
    public static WorkbookFacts Read(Stream file)
    {
        using var zip = Open(file);
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var relation in Elements(zip, "xl/_rels/workbook.xml.rels", "Relationship"))
        {
            var target = relation["Target"].TrimStart('/');
            parts[relation["Id"]] = target.StartsWith("xl/", StringComparison.OrdinalIgnoreCase) ? target : "xl/" + target;
        }

        var (sheets, from1904) = (new List<Sheet>(), false);
        foreach (var element in Elements(zip, "xl/workbook.xml", "workbookPr", "sheet"))
        {
            if (element.TryGetValue("name", out var name) && element.TryGetValue("r:id", out var id))
            {
                sheets.Add(new Sheet(name, element.TryGetValue("state", out var state) && state is "hidden" or "veryHidden", parts.GetValueOrDefault(id, "")));
            }
            else
            {
                from1904 |= element.TryGetValue("date1904", out var since) && since is "1" or "true";
            }
        }

        return new WorkbookFacts(sheets, from1904);
    }

    /// <summary>What a sheet holds besides cells.</summary>
    public Content ReadSheet(Stream file, Sheet sheet)
    {
        using var zip = Open(file);
        var (merged, hidden) = (new List<(string, int)>(), 0);
        foreach (var element in Elements(zip, sheet.Part, "mergeCell", "row"))
        {
            if (element.TryGetValue("ref", out var range))
            {
                merged.Add((range, RowOf(range.Split(':')[^1])));
            }
            else if (element.TryGetValue("hidden", out var value) && value is "1" or "true")
            {
                hidden++;
            }
        }

        return new Content(merged, hidden);
    }

    /// <summary>The row of a cell such as <c>B7</c>.</summary>
    public static int RowOf(string cell) => int.TryParse(cell.AsSpan().TrimStart("ABCDEFGHIJKLMNOPQRSTUVWXYZ$"), CultureInfo.InvariantCulture, out var row) ? row : 0;

    private static ZipArchive Open(Stream file)
    {
        try
        {
            file.Position = 0;
            return new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static IEnumerable<Dictionary<string, string>> Elements(ZipArchive zip, string part, params string[] names)
    {
        var entry = zip.GetEntry(part) ?? throw new InvalidDataException($"it is no workbook (there is no {part} in it)");
        using var stream = entry.Open();
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true, IgnoreWhitespace = true });
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element || !names.Contains(reader.LocalName, StringComparer.Ordinal))
            {
                continue;
            }

            var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
            while (reader.MoveToNextAttribute())
            {
                attributes[reader.NamespaceURI is Relationships or StrictRelationships ? "r:" + reader.LocalName : reader.LocalName] = reader.Value;
            }

            yield return attributes;
        }
    }
}
