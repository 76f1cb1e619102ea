using System.Globalization;
using HccRisk.Core.Formulas;

namespace HccRisk.Survival.Formulas;

/// <summary>An argument of a function of a formula.</summary>
/// <param name="Name">What stands before its =; null without.</param>
/// <param name="Text">Its value as written.</param>
/// <param name="Position">Where the value begins, from 1.</param>
internal sealed record FormulaArgument(string? Name, string Text, int Position)
{
    public FormulaException Fault(string fault) => new(fault, Position);

    /// <summary>The name of a column, bare or quoted by backticks or square brackets.</summary>
    public string Column()
    {
        if (Text.Length > 2 && ((Text[0] == '`' && Text.IndexOf('`', 1) == Text.Length - 1) || (Text[0] == '[' && Text.IndexOf(']', 1) == Text.Length - 1)))
        {
            return Text[1..^1];
        }

        return Text.Length > 0 && (char.IsLetter(Text[0]) || Text[0] is '_' or '.') && Text.All(c => char.IsLetterOrDigit(c) || c is '_' or '.')
            ? Text
            : throw Fault(Text.Length == 0 ? "the name of a column is missing" : $"'{Text}' is no name of a column (one that has other signs stands in backticks)");
    }

    /// <summary>A quoted text, or a bare word or number.</summary>
    public string Level()
    {
        if (Text.Length >= 2 && Text[0] is '"' or '\'' && Text[^1] == Text[0])
        {
            return Text[1..^1];
        }

        return Text.Length > 0 ? Text : throw Fault("a level is missing");
    }

    /// <summary>Arithmetic over columns.</summary>
    public Formula Arithmetic()
    {
        try
        {
            return Formula.Parse(Text);
        }
        catch (FormulaException fault) when (fault.Position > 0)
        {
            throw new FormulaException(fault.Message[(fault.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..], Position + fault.Position - 1);
        }
    }

    public double Number() => double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
        ? value
        : throw Fault($"'{Text}' is no number");

    /// <summary>What c(...) holds, or the one value there is.</summary>
    public IReadOnlyList<FormulaArgument> Items() => Text.StartsWith("c(", StringComparison.Ordinal) && Text[^1] == ')'
        ? SurvivalFormulaParser.Arguments(Text, 2, Text.Length - 1, Position - 1)
        : [this];
}
