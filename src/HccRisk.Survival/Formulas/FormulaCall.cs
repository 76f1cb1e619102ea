using System.Text;
using HccRisk.Core.Formulas;

namespace HccRisk.Survival.Formulas;

/// <summary>A function of a formula with its arguments as text.</summary>
/// <param name="Name">Name of the function.</param>
/// <param name="Text">The whole, as written.</param>
/// <param name="Position">Where it begins, from 1.</param>
/// <param name="Arguments">What stands between its commas.</param>
internal sealed record FormulaCall(string Name, string Text, int Position, IReadOnlyList<FormulaArgument> Arguments)
{
    /// <summary>As R writes it.</summary>
    public string Label { get; } = Spaced(Text);

    public FormulaException Fault(string fault) => new($"{fault}", Position);

    /// <summary>Arguments without a name, of which there must be so many.</summary>
    public FormulaArgument[] Unnamed(int fewest, int most, string takes)
    {
        FormulaArgument[] plain = [.. Arguments.Where(a => a.Name is null)];
        return plain.Length >= fewest && plain.Length <= most ? plain : throw Fault($"'{Name}' takes {takes}");
    }

    /// <summary>Sets spaces as R does: around + - * and comparisons, behind commas, around the = of a named argument; none else.</summary>
    private static string Spaced(string text)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '"' or '\'' or '`' or '[')
            {
                var end = Closing(text, i);
                result.Append(c == '\'' ? '"' : c).Append(text, i + 1, end - i - 1).Append(c == '\'' ? '"' : text[end]);
                i = end;
            }
            else if (char.IsWhiteSpace(c))
            {
                continue;
            }
            else if (c == ',')
            {
                result.Append(", ");
            }
            else if (c is '<' or '>' or '=' or '!' && i + 1 < text.Length && text[i + 1] == '=')
            {
                result.Append(' ').Append(c).Append("= ");
                i++;
            }
            else if (c is '<' or '>' or '=' or '*' || (c is '+' or '-' && IsBinary(result, text, i)))
            {
                result.Append(' ').Append(c).Append(' ');
            }
            else
            {
                result.Append(c);
            }
        }

        return result.ToString();
    }

    /// <summary>Where a quoted or bracketed piece ends.</summary>
    public static int Closing(string text, int open)
    {
        var end = text.IndexOf(text[open] == '[' ? ']' : text[open], open + 1);
        return end >= 0 ? end : throw new FormulaException($"'{text[open]}' is not closed", open + 1);
    }

    /// <summary>Whether a sign adds, and is not the sign of a number or of its power of ten.</summary>
    private static bool IsBinary(StringBuilder before, string text, int at)
    {
        if (before.Length == 0 || before[^1] is '(' or '^' or '/' or ' ')
        {
            return false;
        }

        var power = before[^1] is 'e' or 'E' && before.Length > 1 && (char.IsAsciiDigit(before[^2]) || before[^2] == '.') && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]);
        if (!power)
        {
            return true;
        }

        // 2e-3 is a number, x2e - 3 is not.
        var start = before.Length - 2;
        while (start >= 0 && (char.IsAsciiDigit(before[start]) || before[start] == '.'))
        {
            start--;
        }

        return start >= 0 && (char.IsLetter(before[start]) || before[start] == '_');
    }
}
