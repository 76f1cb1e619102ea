using HccRisk.Core.Formulas;
using HccRisk.Core.Naming;

namespace HccRisk.Features.Clinical;

/// <summary>A published clinical score as data: inputs with units, formula, groups, source and worked examples. Immutable.</summary>
public sealed class ScoreDefinition
{
    private Formula? _formula;
    private Formula[]? _conditions;

    /// <summary>Name of the score and its feature; lower case letters, digits and underscores.</summary>
    public required string Name { get; init; }

    /// <summary>Name as in the literature.</summary>
    public required string Title { get; init; }

    /// <summary>What it is computed from.</summary>
    public required IReadOnlyList<ScoreInput> Inputs { get; init; }

    /// <summary>From the inputs, by the names of their columns and in their units, to the score: see <see cref="Core.Formulas.Formula"/>.</summary>
    public required string Formula { get; init; }

    /// <summary>Where it was published.</summary>
    public required string Citation { get; init; }

    /// <summary>Worked examples, one at least.</summary>
    public required IReadOnlyList<ScoreExample> Examples { get; init; }

    /// <summary>What must hold of the inputs. Default nothing.</summary>
    public IReadOnlyList<ScoreRequirement> Requirements { get; init; } = [];

    /// <summary>The groups of the publication; null, the default, for none.</summary>
    public ScoreGroups? Groups { get; init; }

    /// <summary>Whether a higher value means a worse prognosis or more disease. Default true.</summary>
    public bool HigherIsWorse { get; init; } = true;

    /// <summary>
    /// Whether a study puts it among the clinical inputs of its models by itself. Default false: a model of recurrence or a staging rule is what models
    /// are compared with. Read of the scores that come with the library only.
    /// </summary>
    public bool ModelInput { get; init; }

    /// <summary>What a reader must know: what was digitised, what is assumed; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The score of one patient; NaN when an input is missing or the formula is not defined for the values.</summary>
    /// <param name="inputs">One value an input, in the units of the formula.</param>
    /// <exception cref="ArgumentException">The number of values is not the number of inputs.</exception>
    /// <exception cref="FormulaException">The formula is none.</exception>
    public double Evaluate(IReadOnlyList<double> inputs) => Assess(inputs).Value;

    /// <summary>The score of one patient with its group, or the reason why there is none.</summary>
    /// <param name="inputs">One value an input, in the units of the formula; NaN for missing.</param>
    /// <exception cref="ArgumentException">The number of values is not the number of inputs.</exception>
    /// <exception cref="FormulaException">The formula is none.</exception>
    public ScoreResult Assess(IReadOnlyList<double> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count != Inputs.Count)
        {
            throw new ArgumentException($"{Name} takes {Inputs.Count} values ({string.Join(", ", Inputs.Select(i => i.Column))}), not {inputs.Count}", nameof(inputs));
        }

        double[] values = [.. inputs.Select((v, i) => double.IsNaN(v) ? Inputs[i].IfMissing ?? double.NaN : v)];
        string[] missing = [.. Inputs.Where((_, i) => double.IsNaN(values[i])).Select(i => i.Column)];
        if (missing.Length > 0)
        {
            return ScoreResult.None($"{string.Join(", ", missing)} {(missing.Length == 1 ? "is" : "are")} missing");
        }

        var conditions = _conditions ??= [.. Requirements.Select(r => Parse(r.Formula))];
        for (var i = 0; i < conditions.Length; i++)
        {
            if (conditions[i].Evaluate(values) is 0 or double.NaN)
            {
                return ScoreResult.None($"{Requirements[i].Otherwise} ({Named(values, conditions[i])})");
            }
        }

        var formula = _formula ??= Parse(Formula);
        var score = formula.Evaluate(values);
        return double.IsFinite(score)
            ? new ScoreResult(score, Groups?.Of(score), null)
            : ScoreResult.None($"the formula is not defined for {Named(values, formula)}");
    }

    /// <summary>What is wrong with the definition, one line each; its examples are computed.</summary>
    internal IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (Name.Length == 0 || !char.IsAsciiLetterLower(Name[0]) || !Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
        {
            faults.Add("the name holds lower case letters, digits and underscores, a letter first");
        }

        if (string.IsNullOrWhiteSpace(Citation))
        {
            faults.Add("'citation' is empty: say where the score was published");
        }

        if (Inputs.GroupBy(i => i.Column, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            faults.Add($"input '{twice.Key}' is listed twice");
        }

        faults.AddRange(Groups?.Faults() ?? []);
        AddFormula(faults, "formula", Formula);
        foreach (var requirement in Requirements)
        {
            AddFormula(faults, "requirement", requirement.Formula);
        }

        faults.AddRange(faults.Count > 0 ? [] : ExampleFaults());
        return faults;
    }

    private Formula Parse(string text) => Core.Formulas.Formula.Parse(text, [.. Inputs.Select(i => i.Column)]);

    private void AddFormula(List<string> faults, string what, string text)
    {
        try
        {
            var formula = Parse(text);
            if (what == "formula" && Inputs.Select(i => i.Column).FirstOrDefault(c => !formula.Reads(c) && !Requirements.Any(r => r.Formula.Contains(c, StringComparison.Ordinal))) is { } unused)
            {
                faults.Add($"input '{unused}' is not in the formula");
            }
        }
        catch (FormulaException e)
        {
            faults.Add($"{what} '{Excerpt.Of(text)}', {e.Message}");
        }
    }

    private IEnumerable<string> ExampleFaults()
    {
        if (Examples.Count == 0)
        {
            yield return "'examples' is empty: a score has one worked example at least";
        }

        for (var i = 0; i < Examples.Count; i++)
        {
            var example = Examples[i];
            if (example.Inputs.Count != Inputs.Count)
            {
                yield return $"example {i + 1} has {example.Inputs.Count} values for {Inputs.Count} inputs";
                continue;
            }

            var result = Assess(example.Inputs);
            if (!(Math.Abs(result.Value - example.Expected) <= example.Tolerance))
            {
                yield return FormattableString.Invariant($"example {i + 1} gives {result.Value}{(result.Reason is null ? "" : $" ({result.Reason})")}, not {example.Expected} within {example.Tolerance}");
            }
            else if (example.Group is not null && example.Group != result.Group)
            {
                yield return $"example {i + 1} is in group '{result.Group}', not '{example.Group}'";
            }
        }
    }

    private string Named(double[] values, Formula formula) =>
        string.Join(", ", Inputs.Select((input, i) => (input, i)).Where(x => formula.Reads(x.input.Column)).Select(x => FormattableString.Invariant($"{x.input.Column} {values[x.i]}{(x.input.Unit is null ? "" : " " + x.input.Unit)}")));

    /// <summary>The title.</summary>
    public override string ToString() => Title;
}
