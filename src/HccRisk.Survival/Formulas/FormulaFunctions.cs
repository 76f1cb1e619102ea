using HccRisk.Core.Formulas;

namespace HccRisk.Survival.Formulas;

/// <summary>The functions of a formula that make a variable.</summary>
internal static class FormulaFunctions
{
    /// <summary>As R's rms.</summary>
    private const int StandardKnots = 5;

    /// <summary>What tt(...) calls the time.</summary>
    public const string Time = "t";

    private static readonly string[] Own = ["rcs", "factor", "as.factor", "ref", "relevel", "tt", "I", "strata", "cluster", "offset"];

    public static IEnumerable<string> Names => [.. Own, .. Formula.Functions];

    /// <summary>The variable a function makes; null when there is no such function.</summary>
    public static FormulaVariable? Of(FormulaCall call) => call.Name switch
    {
        "rcs" => Spline(call),
        "factor" or "as.factor" => Factor(call),
        "ref" or "relevel" => Reference(call),
        "tt" => TimeDependent(call),
        "I" => Arithmetic(call, call.Unnamed(1, 1, "one value")[0]),
        _ when Formula.Functions.Contains(call.Name, StringComparer.OrdinalIgnoreCase) =>
            Arithmetic(call, new FormulaArgument(null, call.Text, call.Position)),
        _ => null,
    };

    public static FormulaVariable Arithmetic(FormulaCall call, FormulaArgument argument)
    {
        var value = argument.Arithmetic();
        return value.Columns.Count == 0
            ? throw call.Fault($"'{call.Label}' reads no column: it is the same in every row")
            : new FormulaVariable(FormulaVariableKind.Arithmetic, call.Label, call.Position, value.Columns)
            {
                Value = value,
                Stem = call.Label + (value.IsCondition ? "TRUE" : ""),
            };
    }

    private static FormulaVariable Spline(FormulaCall call)
    {
        var arguments = call.Unnamed(1, 2, "a column and the number of knots, or the knots as c(...)");
        var value = arguments[0].Arithmetic();
        var given = arguments.Length == 1 ? [] : arguments[1].Items();
        var isList = given.Count > 1 || (given.Count == 1 && given[0] != arguments[1]);
        double[] numbers = [.. given.Select(g => g.Number())];
        if (isList && (numbers.Length < 3 || numbers.Where((k, i) => i > 0 && !(k > numbers[i - 1])).Any()))
        {
            throw arguments[1].Fault("knots are three or more and ascend");
        }

        if (!isList && numbers.Length == 1 && (numbers[0] is < 3 or > 7 || numbers[0] != Math.Floor(numbers[0])))
        {
            throw arguments[1].Fault($"'{arguments[1].Text}' is no number of knots, which is 3 to 7");
        }

        return value.Columns.Count == 0
            ? throw arguments[0].Fault("a column is missing")
            : new FormulaVariable(FormulaVariableKind.Spline, call.Label, call.Position, value.Columns)
            {
                Value = value,
                KnotCount = isList ? 0 : numbers is [var count] ? (int)count : StandardKnots,
                Knots = isList ? numbers : [],
            };
    }

    private static FormulaVariable Factor(FormulaCall call)
    {
        var column = call.Unnamed(1, 1, "a column, and levels = c(...) or ref = \"...\"")[0].Column();
        string? reference = null;
        string[] levels = [];
        foreach (var argument in call.Arguments.Where(a => a.Name is not null))
        {
            switch (argument.Name)
            {
                case "ref":
                    reference = argument.Level();
                    break;
                case "levels":
                    levels = [.. argument.Items().Select(i => i.Level())];
                    break;
                default:
                    throw argument.Fault($"'{call.Name}' has no '{argument.Name}': there are levels and ref");
            }
        }

        return levels.Length == 1 || levels.Distinct(StringComparer.Ordinal).Count() < levels.Length
            ? throw call.Fault("levels are two or more different ones")
            : new FormulaVariable(FormulaVariableKind.Factor, call.Label, call.Position, [column]) { Reference = reference, Levels = levels };
    }

    /// <summary>ref(x, "a") names its columns after x, relevel(x, ref = "a") after itself as R does.</summary>
    private static FormulaVariable Reference(FormulaCall call)
    {
        var named = call.Arguments.FirstOrDefault(a => a.Name is not null);
        if (named is { Name: not "ref" })
        {
            throw named.Fault($"'{call.Name}' has no '{named.Name}'");
        }

        var plain = call.Unnamed(named is null ? 2 : 1, named is null ? 2 : 1, "a column and a level");
        var column = plain[0].Column();
        return new FormulaVariable(FormulaVariableKind.Factor, call.Name == "ref" ? column : call.Label, call.Position, [column])
        {
            Reference = (named ?? plain[1]).Level(),
        };
    }

    private static FormulaVariable TimeDependent(FormulaCall call)
    {
        var value = call.Unnamed(1, 1, "one value of columns and the time t")[0].Arithmetic();
        return !value.Columns.Contains(Time) || value.Columns.Count == 1
            ? throw call.Fault("tt(...) is computed from columns and the time t, as tt(age * log(t))")
            : new FormulaVariable(FormulaVariableKind.TimeDependent, call.Label, call.Position, [.. value.Columns.Where(c => c != Time)])
            {
                Value = value,
            };
    }
}
