using HccRisk.Core.Naming;

namespace HccRisk.Core.Formulas;

/// <summary>
/// An arithmetic formula over named columns, such as <c>0.66 * log10(bilirubin) - 0.085 * albumin</c>. It can compute and nothing else: no
/// names but its columns, no code, no files; length and nesting are bounded.
/// </summary>
/// <remarks>
/// <para>Numbers have a decimal point. Operators, from the weakest: <c>&lt; &lt;= &gt; &gt;= == !=</c> (1 when true, 0 when not), <c>+ -</c>,
/// <c>* /</c>, the sign, <c>^</c> (from the right: <c>2^3^2</c> is 512, <c>-2^2</c> is -4).</para>
/// <para>Functions: <c>ln</c> and <c>log</c> (both natural), <c>log10</c>, <c>exp</c>, <c>sqrt</c>, <c>min</c> and <c>max</c> (two values or more),
/// <c>abs</c>, <c>log2</c>, <c>pmin</c> and <c>pmax</c> (R's names of <c>min</c> and <c>max</c> of one row),
/// <c>if(condition, then, otherwise)</c>: true is any number but 0.</para>
/// <para>A column is a name of letters, digits, underscores and (not at first) dots, or any name in square brackets or R's backticks:
/// <c>[AFP ng/mL]</c>. Upper and lower case are told apart in columns, not in functions.</para>
/// <para>NaN goes through everything that reads it, comparisons and conditions too: nothing is decided by a value that is not known.</para>
/// </remarks>
public sealed class Formula
{
    /// <summary>The longest text of a formula.</summary>
    public const int MaximumLength = 4000;

    /// <summary>The deepest nesting of a formula.</summary>
    public const int MaximumDepth = 64;

    private readonly FormulaNode _root;

    private Formula(string text, IReadOnlyList<string> columns, FormulaNode root)
    {
        IsCondition = root.IsComparison;
        Text = text;
        Columns = columns;
        _root = root;
    }

    /// <summary>The formula as written.</summary>
    public string Text { get; }

    /// <summary>The columns it may read, in the order of the values of <see cref="Evaluate"/>.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Whether it is a comparison as a whole, whose value is 1 when true and 0 when not.</summary>
    public bool IsCondition { get; }

    /// <summary>The names of the functions, in alphabetical order.</summary>
    public static IReadOnlyList<string> Functions { get; } = [.. FormulaParser.FunctionNames.Order(StringComparer.Ordinal)];

    /// <summary>Reads a formula that may name any column: <see cref="Columns"/> are those it names, in order of appearance.</summary>
    /// <param name="text">The formula, at most <see cref="MaximumLength"/> characters.</param>
    /// <exception cref="FormulaException">It is not such a formula; the message names the character and the nearest function.</exception>
    public static Formula Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        CheckLength(text);
        var columns = new List<string>();
        var root = new FormulaParser(text, columns, open: true).Parse();
        return new Formula(text, columns, root);
    }

    /// <summary>Reads a formula.</summary>
    /// <param name="text">The formula, at most <see cref="MaximumLength"/> characters.</param>
    /// <param name="columns">The columns it may read.</param>
    /// <exception cref="FormulaException">It is not such a formula; the message names the character and the nearest column or function.</exception>
    public static Formula Parse(string text, IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(columns);
        CheckLength(text);
        return new Formula(text, [.. columns], new FormulaParser(text, [.. columns], open: false).Parse());
    }

    /// <summary>The value for one row.</summary>
    /// <param name="values">One value a column of <see cref="Columns"/>.</param>
    /// <returns>The value; NaN or infinite where the formula is not defined (a logarithm of 0, say) or reads NaN.</returns>
    /// <exception cref="ArgumentException">The number of values is not the number of columns.</exception>
    public double Evaluate(ReadOnlySpan<double> values) => values.Length == Columns.Count
        ? _root.Evaluate(values)
        : throw new ArgumentException($"the formula reads {Columns.Count} columns, there are {values.Length} values", nameof(values));

    /// <summary>Which columns it reads: the others have no part in its value.</summary>
    /// <param name="column">Name of a column.</param>
    /// <returns>Whether the value depends on it; false of a column that is none of <see cref="Columns"/>.</returns>
    public bool Reads(string column)
    {
        var at = Columns.ToList().IndexOf(column);
        return at >= 0 && _root.Reads(at);
    }

    /// <summary>The formula.</summary>
    public override string ToString() => Excerpt.Of(Text);

    private static void CheckLength(string text)
    {
        if (text.Length > MaximumLength)
        {
            throw new FormulaException(FormattableString.Invariant($"it has {text.Length} characters, {MaximumLength} are the most"), MaximumLength + 1);
        }
    }
}
