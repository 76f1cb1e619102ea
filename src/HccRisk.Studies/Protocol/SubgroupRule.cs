using System.Globalization;
using HccRisk.Cohorts;

namespace HccRisk.Studies.Protocol;

/// <summary>Patients in parts by one clinical column: its categories, or a number cut in two (<c>tumour_size_cm > 5</c>).</summary>
/// <param name="Text">As the protocol says it.</param>
/// <param name="Column">Name of the column.</param>
/// <param name="Operator">How it is cut; null for its own values.</param>
/// <param name="Cut">Where it is cut.</param>
internal sealed record SubgroupRule(string Text, string Column, string? Operator, double Cut)
{
    private static readonly string[] Operators = [">=", "<=", ">", "<"];

    /// <summary>The subgroups where the protocol names none, as far as the schema and the file have the columns.</summary>
    public static IReadOnlyList<string> Usual { get; } =
        ["mvi", "tumour_number > 1", "tumour_size_cm > 5", "afp >= 400", "age >= 65", "male", "cirrhosis"];

    /// <summary>Reads a rule; null when it is none.</summary>
    public static SubgroupRule? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var found = Array.Find(Operators, o => text.Contains(o, StringComparison.Ordinal));
        if (found is null)
        {
            return new SubgroupRule(text, text.Trim(), null, double.NaN);
        }

        var at = text.IndexOf(found, StringComparison.Ordinal);
        var column = text[..at].Trim();
        return column.Length > 0 && double.TryParse(text[(at + found.Length)..].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var cut) && double.IsFinite(cut)
            ? new SubgroupRule(text, column, found, cut)
            : null;
    }

    /// <summary>The part a patient is in; empty where the column has no value.</summary>
    public string LevelOf(Patient patient, CohortColumn column)
    {
        var value = patient[column.Name];
        if (double.IsNaN(value))
        {
            return "";
        }

        return Operator switch
        {
            null => column.Kind switch
            {
                ColumnKind.Binary => value == 1 ? "yes" : "no",
                ColumnKind.Categorical => column.Categories[(int)value],
                _ => value.ToString("R", CultureInfo.InvariantCulture),
            },
            ">" => Side(value > Cut, ">", "<="),
            ">=" => Side(value >= Cut, ">=", "<"),
            "<" => Side(value < Cut, "<", ">="),
            _ => Side(value <= Cut, "<=", ">"),
        };
    }

    private string Side(bool holds, string own, string other) => FormattableString.Invariant($"{(holds ? own : other)} {Cut}");
}
