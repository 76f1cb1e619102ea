using System.CommandLine;
using HccRisk.Core.Tables;

namespace HccRisk.Cli.Commands;

/// <summary>The options that say what the reader of a table need not find out.</summary>
internal static class TableOptions
{
    public static readonly Option<string?> Sheet = new("--sheet") { Description = "Sheet of a workbook (.xlsx). Default: its only one." };
    public static readonly Option<string?> Encoding = new("--encoding") { Description = "Encoding of a text file: utf-8, utf-16, gb18030, gbk, big5, windows-1252... Default: found, and said." };
    public static readonly Option<string?> Delimiter = new("--delimiter") { Description = "What stands between the cells: comma, semicolon, tab, bar, or the character. Default: found, and said." };
    public static readonly Option<string?> Decimal = new("--decimal") { Description = "Decimal mark: . or ,. Default: found column by column, and said." };
    public static readonly Option<string?> Dates = new("--dates") { Description = "Order of dates such as 01/02/2020: day-first or month-first; serial1900, serial1904 for numbers of spreadsheets. Default: found." };
    public static readonly Option<string?> Limits = new("--limits") { Description = "What <20 and >1210 are taken for: at-limit, half (of a lower limit), flag (at the limit, and a column NAME_limit of -1, 0, 1). Default: refused." };
    public static readonly Option<string?> Missing = new("--missing") { Description = "Further texts that stand for missing, separated by commas. NA, N/A, NaN, #N/A, a single point and empty cells always do." };
    public static readonly Option<int?> HeaderLine = new("--header-line") { Description = "Line with the headings, from 1. Default: the first with any text." };

    private static readonly (string Name, char Value)[] DelimiterNames = [("comma", ','), ("semicolon", ';'), ("tab", '\t'), ("bar", '|'), ("\\t", '\t')];

    private static readonly Option[] All = [Sheet, Encoding, Delimiter, Decimal, Dates, Limits, Missing, HeaderLine];

    /// <summary>A command, and all below it, with the options.</summary>
    public static Command With(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }

        return command;
    }

    /// <summary>What a command line says.</summary>
    /// <exception cref="ArgumentException">It cannot be; the message names the option.</exception>
    public static TableReadOptions Of(ParseResult parsed)
    {
        var options = new TableReadOptions
        {
            Sheet = parsed.GetValue(Sheet),
            Encoding = parsed.GetValue(Encoding),
            Delimiter = parsed.GetValue(Delimiter) is { } name ? DelimiterOf(name) : null,
            DecimalMark = parsed.GetValue(Decimal) switch { null => null, "." or "point" => '.', "," or "comma" => ',', var other => throw new ArgumentException($"{Decimal.Name}: '{other}' is neither . nor ,") },
            Dates = OneOf(Dates, parsed.GetValue(Dates), DateOrder.Found),
            Limits = OneOf(Limits, parsed.GetValue(Limits), DetectionLimit.Refuse),
            Missing = parsed.GetValue(Missing)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            HeaderLine = parsed.GetValue(HeaderLine),
        };
        return options.Faults() is { Count: > 0 } faults ? throw new ArgumentException($"{string.Join("; ", faults)}.") : options;
    }

    private static char DelimiterOf(string name) =>
        Array.Find(DelimiterNames, d => d.Name == name) is { Name: not null } known ? known.Value
        : name.Length == 1 ? name[0]
        : throw new ArgumentException($"{Delimiter.Name}: '{name}' is none of comma, semicolon, tab, bar and one character.");

    private static T OneOf<T>(Option option, string? text, T standard)
        where T : struct, Enum
    {
        if (text is null)
        {
            return standard;
        }

        var names = Enum.GetNames<T>();
        var at = Array.FindIndex(names, n => n.Equals(text.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
        return at >= 0 ? Enum.Parse<T>(names[at]) : throw new ArgumentException($"{option.Name}: '{text}' is not known; it is one of {string.Join(", ", names.Select(Dashed))}.");
    }

    /// <summary>AtLimit -> at-limit.</summary>
    private static string Dashed(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
