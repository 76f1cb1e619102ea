namespace HccRisk.Cli.Output;

/// <summary>Lines that a terminal of 80 columns does not break where it likes.</summary>
internal static class Wrapped
{
    private const int Width = 80;
    private const string Indent = "    ";

    /// <summary>The text, continued on indented lines: where it has two blanks, which keep a number with its name, and between words where that is not enough.</summary>
    /// <param name="text">One line.</param>
    public static string Of(string text)
    {
        var lines = new List<string> { string.Empty };
        foreach (var part in text.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var whole = Indent.Length + part.Length <= Width;
            foreach (var (i, piece) in (whole ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Index())
            {
                var gap = lines[^1].Trim().Length == 0 ? string.Empty : i == 0 ? "  " : " ";
                if (gap.Length > 0 && lines[^1].Length + gap.Length + piece.Length > Width)
                {
                    lines.Add(Indent);
                    gap = string.Empty;
                }

                lines[^1] += gap + piece;
            }
        }

        return string.Join(Environment.NewLine, lines);
    }
}
