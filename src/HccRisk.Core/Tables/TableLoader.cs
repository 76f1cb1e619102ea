using System.Text;
using HccRisk.Core.Errors;
using HccRisk.Core.IO;

namespace HccRisk.Core.Tables;

/// <summary>File -> table.</summary>
internal static class TableLoader
{
    private const int FirstBytes = 1 << 18;

    public static Table Load(string path, string what, TableReadOptions options, Func<string, bool>? wanted)
    {
        InputFile.Require(path, what);
        var source = new TableSource(path, what, options);
        if (options.Faults() is [var fault, ..])
        {
            throw new TableFormatException($"{source.Name}: {fault}");
        }

        try
        {
            return System.IO.Path.GetExtension(path).ToUpperInvariant() switch
            {
                ".XLSX" or ".XLSM" => Workbook.Load(source, wanted),
                ".XLS" or ".XLSB" or ".ODS" => throw new InvalidDataException("it is a workbook of another kind: save it as .xlsx or as CSV in UTF-8"),
                _ when options.Sheet is not null => throw new InvalidDataException($"a text file has no sheet '{options.Sheet}' (--sheet)"),
                _ => LoadText(source, wanted),
            };
        }
        catch (Exception e) when (e is InvalidDataException or DecoderFallbackException)
        {
            throw new TableFormatException($"{source.Name}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TableFormatException($"{source.Name} cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static Table LoadText(TableSource source, Func<string, bool>? wanted)
    {
        using var file = new FileStream(source.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        var buffer = new byte[FirstBytes];
        var count = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (source.Options.Encoding is { } name)
        {
            return Transcoded(source, TextEncodings.ByName(name)!, wanted);
        }

        if (TextEncodings.OfFirstBytes(buffer.AsSpan(0, count)) is { } found)
        {
            source.Decisions.Add($"encoding {found.Encoding.WebName} ({found.Reason})");
            return Transcoded(source, found.Encoding, wanted);
        }

        try
        {
            return Parse(source, new TextRows(file, buffer, count), wanted);
        }
        catch (DecoderFallbackException) when (file.CanSeek)
        {
            var (encoding, reason) = TextEncodings.Detect(source.Path);
            source.Decisions.Clear();
            source.Decisions.Add($"encoding {encoding.WebName} ({reason})");
            return Transcoded(source, encoding, wanted);
        }
    }

    private static Table Transcoded(TableSource source, Encoding encoding, Func<string, bool>? wanted)
    {
        using var file = new FileStream(source.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        using var text = Encoding.CreateTranscodingStream(file, encoding, Encoding.UTF8);
        try
        {
            var buffer = new byte[FirstBytes];
            return Parse(source, new TextRows(text, buffer, text.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)), wanted);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"its bytes are not all {encoding.WebName}: say which encoding it has (--encoding), or save it as CSV in UTF-8", e);
        }
    }

    private static Table Parse(TableSource source, TextRows rows, Func<string, bool>? wanted)
    {
        var line = rows.PeekLine(out _);
        char? said = line.Length is 4 or 5 && line[..4].SequenceEqual("sep="u8) ? line.Length == 5 ? (char)line[4] : '\t' : null;
        if (said is '"' or > '\u007f')
        {
            throw new InvalidDataException("its line sep= names no delimiter");
        }

        if (said is { } separator)
        {
            rows.Next();
        }

        rows.Delimiter = (byte)(source.Options.Delimiter ?? said ?? (char)Delimiters.Find(rows));
        source = source with { Delimiter = (char)rows.Delimiter };
        if (said is not null && source.Options.Delimiter is { } other && other != said)
        {
            throw new InvalidDataException($"its first line says {Delimiters.Name(said.Value)}, --delimiter says {Delimiters.Name(other)}");
        }

        if (source.Options.Delimiter is null && source.Delimiter != ',')
        {
            source.Decisions.Add($"{Delimiters.Name(source.Delimiter)} between the cells{(said is null ? "" : " (its line sep=)")}");
        }

        var builder = new TableBuilder(source, wanted);
        do
        {
            if (!rows.Next())
            {
                throw new TableFormatException($"{source.Name} {(source.Options.HeaderLine is { } asked ? FormattableString.Invariant($"has nothing from line {asked} on") : "is empty")}");
            }
        }
        while (rows.Line < source.Options.HeaderLine);

        var headers = new string[rows.Count];
        for (var i = 0; i < headers.Length; i++)
        {
            headers[i] = Encoding.UTF8.GetString(rows[i]);
        }

        builder.Head(headers, rows.Line);
        while (rows.Next())
        {
            builder.Add(rows);
        }

        return builder.Build(source);
    }
}
