using System.Globalization;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>A table for reading: aligned columns, six significant digits.</summary>
internal sealed class TextTable(string title, params string[] headers)
{
    private readonly List<string[]> _rows = [];

    public TextTable Add(params object?[] cells)
    {
        _rows.Add(Array.ConvertAll(cells, Text));
        return this;
    }

    public void Write(TextWriter output)
    {
        output.WriteLine(title);
        string[][] all = [headers, .. _rows];
        var widths = Enumerable.Range(0, headers.Length).Select(j => all.Max(r => r[j].Length)).ToArray();
        foreach (var row in all)
        {
            output.WriteLine("  " + string.Join("  ", row.Select((cell, j) => j == 0 ? cell.PadRight(widths[j]) : cell.PadLeft(widths[j]))));
        }
    }

    private static string Text(object? cell) => cell switch
    {
        null or double.NaN => "NA",
        double value => value.ToString("G6", CultureInfo.InvariantCulture),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString()!,
    };
}
