using System.Globalization;
using HccRisk.Core.Naming;

namespace HccRisk.Core.Formulas;

/// <summary>Recursive descent over the text of a formula.</summary>
/// <param name="text">The formula.</param>
/// <param name="columns">The columns it may read.</param>
/// <param name="open">Whether a column that is not among them is added to them.</param>
internal sealed class FormulaParser(string text, List<string> columns, bool open)
{
    private const int Many = int.MaxValue;

    private static readonly Dictionary<string, (FormulaOperation Operation, int Fewest, int Most)> Functions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ln"] = (FormulaOperation.Ln, 1, 1),
        ["log"] = (FormulaOperation.Ln, 1, 1),
        ["log10"] = (FormulaOperation.Log10, 1, 1),
        ["log2"] = (FormulaOperation.Log2, 1, 1),
        ["abs"] = (FormulaOperation.Absolute, 1, 1),
        ["exp"] = (FormulaOperation.Exp, 1, 1),
        ["sqrt"] = (FormulaOperation.Sqrt, 1, 1),
        ["min"] = (FormulaOperation.Minimum, 2, Many),
        ["max"] = (FormulaOperation.Maximum, 2, Many),
        ["pmin"] = (FormulaOperation.Minimum, 2, Many),
        ["pmax"] = (FormulaOperation.Maximum, 2, Many),
        ["if"] = (FormulaOperation.If, 3, 3),
    };

    // Longer signs first: "<=" is not "<" and "=".
    private static readonly (string Sign, FormulaOperation Operation)[] Comparisons =
    [
        ("<=", FormulaOperation.LessOrEqual),
        (">=", FormulaOperation.GreaterOrEqual),
        ("==", FormulaOperation.Equal),
        ("!=", FormulaOperation.NotEqual),
        ("<", FormulaOperation.Less),
        (">", FormulaOperation.Greater),
    ];

    private static readonly (string Sign, FormulaOperation Operation)[] Sums = [("+", FormulaOperation.Add), ("-", FormulaOperation.Subtract)];

    private static readonly (string Sign, FormulaOperation Operation)[] Products = [("*", FormulaOperation.Multiply), ("/", FormulaOperation.Divide)];

    private int _at;
    private int _depth;

    public static IEnumerable<string> FunctionNames => Functions.Keys;

    public FormulaNode Parse()
    {
        var root = Comparison();
        return Peek() is { } left ? throw Fault(left is ')' ? "')' has no '('" : left is '=' ? "'=' is no operator, equality is '=='" : $"'{left}' is not expected here") : root;
    }

    private FormulaNode Comparison()
    {
        if (++_depth > Formula.MaximumDepth)
        {
            throw Fault($"it is nested more than {Formula.MaximumDepth} deep");
        }

        var node = Sum();
        if (TakeOneOf(Comparisons) is { } operation)
        {
            node = new FormulaNode(operation, [node, Sum()]);
            Skip();
            var place = _at;
            if (TakeOneOf(Comparisons) is not null)
            {
                _at = place;
                throw Fault("a comparison of a comparison: write a < b and b < c as (a < b) * (b < c)");
            }
        }

        _depth--;
        return node;
    }

    // Chains of one level are read in a loop and nest to the left, so they are bounded too.
    private FormulaNode Sum() => Chain(Sums, Product);

    private FormulaNode Product() => Chain(Products, Signed);

    private FormulaNode Chain((string Sign, FormulaOperation Operation)[] signs, Func<FormulaNode> part)
    {
        var node = part();
        while (TakeOneOf(signs) is { } operation)
        {
            node = new FormulaNode(operation, [node, part()]);
        }

        return node;
    }

    private FormulaNode Signed()
    {
        var negative = false;
        while (Peek() is '-' or '+')
        {
            negative ^= text[_at++] == '-';
        }

        var node = Power();
        return negative ? new FormulaNode(FormulaOperation.Negate, [node]) : node;
    }

    private FormulaNode Power()
    {
        var root = Atom();
        if (!Take('^'))
        {
            return root;
        }

        if (++_depth > Formula.MaximumDepth)
        {
            throw Fault($"it is nested more than {Formula.MaximumDepth} deep");
        }

        var node = new FormulaNode(FormulaOperation.Power, [root, Signed()]);
        _depth--;
        return node;
    }

    private FormulaNode Atom()
    {
        switch (Peek())
        {
            case null:
                throw Fault("a number, a column or '(' is missing");
            case '(':
                var opening = _at++;
                var inner = Comparison();
                return Take(')') ? inner : throw Fault($"'(' of character {opening + 1} is not closed");
            case '[' or '`':
                var end = text.IndexOf(text[_at] == '[' ? ']' : '`', _at + 1);
                var start = _at + 1;
                return end < 0 ? throw Fault($"'{text[_at]}' is not closed") : Column(text[start..end].Trim(), end + 1);
            case >= '0' and <= '9' or '.':
                return Number();
            case { } letter when char.IsLetter(letter) || letter == '_':
                return Name();
            case { } other:
                throw Fault($"'{other}' is not expected here");
        }
    }

    private FormulaNode Number()
    {
        var end = _at;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
        {
            end++;
        }

        // 1e-3, but not the column "e" behind a number.
        var exponent = end + 1 < text.Length && text[end] is 'e' or 'E' ? (text[end + 1] is '+' or '-' ? end + 2 : end + 1) : text.Length;
        while (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
        {
            end = ++exponent;
        }

        var written = text[_at..end];
        if (!double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            throw Fault($"'{Excerpt.Of(written)}' is not a number");
        }

        _at = end;
        return new FormulaNode(FormulaOperation.Number, [], value);
    }

    private FormulaNode Name()
    {
        var end = _at;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '.'))
        {
            end++;
        }

        var name = text[_at..end];
        var called = end;
        while (called < text.Length && char.IsWhiteSpace(text[called]))
        {
            called++;
        }

        return called < text.Length && text[called] == '(' ? Call(name, called + 1) : Column(name, end);
    }

    private FormulaNode Column(string name, int end)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (string.Equals(columns[i], name, StringComparison.Ordinal))
            {
                _at = end;
                return new FormulaNode(FormulaOperation.Column, [], i);
            }
        }

        if (open)
        {
            columns.Add(name);
            return Column(name, end);
        }

        throw Fault(Functions.ContainsKey(name)
            ? $"'{name}' is a function: write {name}(...)"
            : $"no column '{Excerpt.Of(name)}'{NearestNames.Hint(name, columns)}");
    }

    private FormulaNode Call(string name, int begin)
    {
        if (!Functions.TryGetValue(name, out var function))
        {
            throw Fault($"no function '{Excerpt.Of(name)}'{NearestNames.Hint(name, Functions.Keys)}");
        }

        var place = _at;
        _at = begin;
        var arguments = new List<FormulaNode>();
        if (Peek() != ')')
        {
            do
            {
                arguments.Add(Comparison());
            }
            while (Take(','));
        }

        if (!Take(')'))
        {
            throw Fault($"'(' of '{name}' is not closed");
        }

        if (arguments.Count < function.Fewest || arguments.Count > function.Most)
        {
            _at = place;
            throw Fault($"'{name}' takes {(function.Most == Many ? $"{function.Fewest} values or more" : function.Most == 1 ? "1 value" : $"{function.Most} values")}, not {arguments.Count}");
        }

        return new FormulaNode(function.Operation, [.. arguments]);
    }

    private FormulaOperation? TakeOneOf((string Sign, FormulaOperation Operation)[] signs)
    {
        Skip();
        foreach (var (sign, operation) in signs)
        {
            if (string.CompareOrdinal(text, _at, sign, 0, sign.Length) == 0)
            {
                _at += sign.Length;
                return operation;
            }
        }

        return null;
    }

    private bool Take(char sign)
    {
        if (Peek() != sign)
        {
            return false;
        }

        _at++;
        return true;
    }

    private char? Peek()
    {
        Skip();
        return _at < text.Length ? text[_at] : null;
    }

    private void Skip()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }

    private FormulaException Fault(string fault) => new(fault, _at + 1);
}
