namespace HccRisk.Core.Tables;

/// <summary>What the reader of a table need not find out for itself. Whatever is not said is decided by the file, and an undecided file is refused.</summary>
public sealed record TableReadOptions
{
    /// <summary>Name of the encoding of a text file (<c>utf-8</c>, <c>utf-16</c>, <c>gb18030</c>, <c>gbk</c>, <c>windows-1252</c>...). Default null: found.</summary>
    public string? Encoding { get; init; }

    /// <summary>Character between the cells of a text file. Default null: found among comma, semicolon, tab and bar, or said by its line <c>sep=</c>.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Decimal mark, <c>.</c> or <c>,</c>; the other one then groups thousands. Default null: found, column by column.</summary>
    public char? DecimalMark { get; init; }

    /// <summary>Sheet of a workbook, by name. Default null: its only one that is shown.</summary>
    public string? Sheet { get; init; }

    /// <summary>Line of the file or sheet, from 1, with the headings. Default null: the first that has any text.</summary>
    public int? HeaderLine { get; init; }

    /// <summary>Which way numbers of a date such as 01/02/2020 stand. Default: found, column by column.</summary>
    public DateOrder Dates { get; init; }

    /// <summary>What <c>&lt;20</c> or <c>&gt;1210</c> is taken for. Default: refused.</summary>
    public DetectionLimit Limits { get; init; }

    /// <summary>Texts that stand for a missing value besides the empty cell, NA, N/A, NaN, #N/A and the single point of SAS. Default none.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>What is wrong with the options, one line each.</summary>
    /// <returns>The faults; empty when there are none.</returns>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (Encoding is { } name && TextEncodings.ByName(name) is null)
        {
            faults.Add($"encoding '{name}' is not known (utf-8, utf-16, gb18030, gbk, big5, shift_jis, euc-kr, windows-1252, iso-8859-1 are)");
        }

        if (Delimiter is '"' or '\n' or '\r' or > '\u007f')
        {
            faults.Add("a delimiter is one ASCII character other than the quotation mark");
        }

        if (DecimalMark is not (null or '.' or ','))
        {
            faults.Add($"decimal mark '{DecimalMark}' is neither '.' nor ','");
        }

        if (DecimalMark is { } mark && mark == Delimiter)
        {
            faults.Add($"'{mark}' is the delimiter and the decimal mark: it cannot be both");
        }

        if (HeaderLine < 1)
        {
            faults.Add("the line of the headings is 1 or more");
        }

        return faults;
    }
}
