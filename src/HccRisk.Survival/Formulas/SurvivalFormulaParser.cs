using System.Numerics;
using HccRisk.Core.Formulas;
using HccRisk.Core.Naming;

namespace HccRisk.Survival.Formulas;

/// <summary>Recursive descent over the text of a formula of terms; each function's arguments are read by <see cref="FormulaFunctions"/>.</summary>
internal sealed class SurvivalFormulaParser(string text)
{
    /// <summary>Terms are sets of variables, kept as bits.</summary>
    private const int MostVariables = 64;
    private const int MostTerms = 1000;

    private int _at;
    private int _depth;

    /// <summary>The variables in order of appearance.</summary>
    public List<FormulaVariable> Variables { get; } = [];

    public List<FormulaVariable> Offsets { get; } = [];

    /// <summary>Columns of the strata and where each is named.</summary>
    public List<(string Column, int Position)> Strata { get; } = [];

    public (string Column, int Position)? Cluster { get; private set; }

    /// <summary>The terms as sets of variables, by their order and then by appearance.</summary>
    public ulong[] Parse()
    {
        if (Peek() == '~')
        {
            _at++;
        }

        var sum = Sum();
        if (Peek() is { } left)
        {
            throw Fault(left switch
            {
                ')' => "')' has no '('",
                '~' => "only terms stand here: follow-up and events are named apart",
                _ => $"'{left}' is not expected here",
            });
        }

        return [.. sum.List.OrderBy(BitOperations.PopCount)];
    }

    /// <summary>The pieces between the commas from one place to another.</summary>
    /// <param name="text">Text that holds them.</param>
    /// <param name="from">Where they begin.</param>
    /// <param name="to">Where they end.</param>
    /// <param name="before">What stands before the text in the formula.</param>
    public static List<FormulaArgument> Arguments(string text, int from, int to, int before)
    {
        var result = new List<FormulaArgument>();
        var (begin, depth) = (from, 0);
        for (var i = from; i <= to; i++)
        {
            if (i < to && text[i] is '"' or '\'' or '`' or '[')
            {
                i = FormulaCall.Closing(text, i);
                continue;
            }

            depth += i == to ? 0 : text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (i < to && (text[i] != ',' || depth > 0))
            {
                continue;
            }

            result.Add(Argument(text, begin, i, before));
            begin = i + 1;
        }

        return result is [{ Text: "" }] ? [] : result;
    }

    private static FormulaArgument Argument(string text, int begin, int end, int before)
    {
        string? name = null;
        var equals = begin;
        while (equals < end && (char.IsLetterOrDigit(text[equals]) || text[equals] is '_' or '.' or ' '))
        {
            equals++;
        }

        if (equals < end && text[equals] == '=' && (equals + 1 == end || text[equals + 1] != '='))
        {
            name = text[begin..equals].Trim();
            begin = equals + 1;
        }

        while (begin < end && char.IsWhiteSpace(text[begin]))
        {
            begin++;
        }

        return new FormulaArgument(name, text[begin..end].TrimEnd(), before + begin + 1);
    }

    private Terms Sum()
    {
        if (++_depth > Formula.MaximumDepth)
        {
            throw Fault($"it is nested more than {Formula.MaximumDepth} deep");
        }

        var terms = Product();
        while (Take('+'))
        {
            terms = terms.Plus(Product());
        }

        if (Peek() == '-')
        {
            throw Fault("a term cannot be taken away: write the terms that are meant");
        }

        _depth--;
        return terms;
    }

    private Terms Product()
    {
        var terms = Interaction();
        while (Peek() == '*')
        {
            var sign = _at++;
            terms = Crossed(terms, Interaction(), sign);
        }

        return terms;
    }

    private Terms Interaction()
    {
        var terms = Power();
        while (Peek() == ':')
        {
            var sign = _at++;
            terms = Times(terms, Power(), sign);
        }

        return terms;
    }

    private Terms Power()
    {
        var terms = Atom();
        if (Peek() != '^')
        {
            return terms;
        }

        var sign = _at++;
        var digit = Peek();
        if (digit is not (>= '1' and <= '9') || (_at + 1 < text.Length && char.IsLetterOrDigit(text[_at + 1])))
        {
            throw Fault("behind '^' stands a whole number from 1 to 9: (a + b)^2 are all terms of up to two; the square of a column is I(x^2)");
        }

        _at++;
        var result = terms;
        for (var k = '1'; k < digit; k++)
        {
            result = Crossed(result, terms, sign);
        }

        return result;
    }

    private Terms Atom()
    {
        switch (Peek())
        {
            case null:
                throw Fault("a term is missing");
            case '(':
                var open = _at++;
                var inner = Sum();
                return Take(')') ? inner : throw Fault($"'(' of character {open + 1} is not closed");
            case '`' or '[':
                var end = FormulaCall.Closing(text, _at);
                return Column(text[(_at + 1)..end], _at, end + 1);
            case '1' when _at + 1 == text.Length || !char.IsLetterOrDigit(text[_at + 1]) && text[_at + 1] != '.':
                _at++;
                return new Terms([], false);
            case >= '0' and <= '9':
                throw Fault("a number is no term: what is computed stands in I(...), as I(age / 10)");
            case { } letter when char.IsLetter(letter) || letter is '_' or '.':
                return Name();
            case { } other:
                throw Fault($"'{other}' is not expected here");
        }
    }

    private Terms Name()
    {
        var (begin, end) = (_at, _at);
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '.'))
        {
            end++;
        }

        var called = end;
        while (called < text.Length && char.IsWhiteSpace(text[called]))
        {
            called++;
        }

        if (called == text.Length || text[called] != '(')
        {
            return Column(text[begin..end], begin, end);
        }

        var close = Close(called, text[begin..end]);
        var call = new FormulaCall(text[begin..end], text[begin..(close + 1)], begin + 1, Arguments(text, called + 1, close, 0));
        _at = close + 1;
        return Call(call);
    }

    private Terms Call(FormulaCall call)
    {
        switch (call.Name)
        {
            case "strata":
                foreach (var argument in call.Unnamed(1, int.MaxValue, "the names of one or more columns"))
                {
                    Strata.Add((argument.Column(), argument.Position));
                }

                return new Terms([], true);
            case "cluster":
                if (Cluster is not null)
                {
                    throw call.Fault("there is a cluster already: it is one column");
                }

                var cluster = call.Unnamed(1, 1, "the name of one column")[0];
                Cluster = (cluster.Column(), cluster.Position);
                return new Terms([], true);
            case "offset":
                Offsets.Add(FormulaFunctions.Arithmetic(call, call.Unnamed(1, 1, "one value")[0]));
                return new Terms([], true);
            default:
                return FormulaFunctions.Of(call) is { } variable
                    ? Variable(variable)
                    : throw call.Fault($"no function '{Excerpt.Of(call.Name)}'{NearestNames.Hint(call.Name, FormulaFunctions.Names)}");
        }
    }

    private Terms Column(string name, int begin, int end)
    {
        _at = end;
        return Variable(new FormulaVariable(FormulaVariableKind.Column, name, begin + 1, [name]));
    }

    private Terms Variable(FormulaVariable variable)
    {
        var index = Variables.FindIndex(v => v.Label == variable.Label);
        if (index < 0)
        {
            index = Variables.Count;
            Variables.Add(variable);
        }

        return index < MostVariables ? new Terms([1UL << index], false) : throw Fault($"it has more than {MostVariables} different variables");
    }

    private Terms Crossed(Terms left, Terms right, int sign) => left.Plus(right).Plus(Times(left, right, sign));

    private Terms Times(Terms left, Terms right, int sign)
    {
        if (left.Apart || right.Apart)
        {
            _at = sign;
            throw Fault("strata, cluster and offset stand alone, joined by '+'");
        }

        var product = new Terms([.. left.List.SelectMany(l => right.List.Select(r => l | r)).Distinct()], false);
        return product.List.Count <= MostTerms ? product : throw Fault($"it has more than {MostTerms} terms");
    }

    private int Close(int open, string name)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] is '"' or '\'' or '`' or '[')
            {
                i = FormulaCall.Closing(text, i);
            }
            else if (text[i] is '(' or ')')
            {
                depth += text[i] == '(' ? 1 : -1;
                if (depth == 0)
                {
                    return i;
                }
            }
        }

        _at = open;
        throw Fault($"'(' of '{name}' is not closed");
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
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        return _at < text.Length ? text[_at] : null;
    }

    private FormulaException Fault(string fault) => new(fault, _at + 1);

    /// <summary>Terms so far, and whether strata, cluster or offset are among them, which no sign but + joins.</summary>
    private sealed record Terms(IReadOnlyList<ulong> List, bool Apart)
    {
        public Terms Plus(Terms other) => new([.. List.Union(other.List)], Apart || other.Apart);
    }
}
