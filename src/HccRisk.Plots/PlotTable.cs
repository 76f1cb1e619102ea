using System.Globalization;
using System.Text;

namespace HccRisk.Plots;

/// <summary>The numbers of a plot as a table for others to draw again.</summary>
internal sealed class PlotTable(params string[] columns)
{
    private readonly StringBuilder _text = new(string.Join(',', columns) + "\n");

    /// <summary>Adds a row: texts, whole numbers and numbers; null and what is not finite is an empty field.</summary>
    public void Add(params object?[] cells) => _text.AppendJoin(',', cells.Select(Cell)).Append('\n');

    public override string ToString() => _text.ToString();

    private static string Cell(object? cell) => cell switch
    {
        null => "",
        double number => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => Quote(SafeText.Clean(cell.ToString()!)),
    };

    private static string Quote(string text) => text.AsSpan().IndexOfAny(',', '"') < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
