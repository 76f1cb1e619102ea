using HccRisk.Core.Errors;
using HccRisk.Core.Formulas;
using HccRisk.Core.Naming;

namespace HccRisk.Survival.Formulas;

/// <summary>
/// The terms of a regression in R's language of formulas, such as <c>age + rcs(afp, 3) + mvi * size + strata(site) + offset(lp)</c>. It can
/// compute columns and nothing else.
/// </summary>
/// <remarks>
/// <para>
/// Terms are joined by <c>+</c>; <c>a:b</c> is an interaction, <c>a * b</c> is <c>a + b + a:b</c>, <c>(a + b + c)^2</c> all terms of up to two.
/// A column with labels is a factor with R's treatment contrasts, its first level (in alphabetical order) the one compared with. A column whose
/// name has other signs than letters, digits, dots and underscores stands in backticks or square brackets.
/// </para>
/// <para>
/// <c>factor(x)</c> takes numbers as names of groups, <c>factor(x, levels = c("a", "b"))</c> says their order, <c>ref(x, "b")</c> which one the
/// others are compared with. <c>rcs(x, 4)</c> is Harrell's restricted cubic spline with that many knots at his quantiles (5 without a number),
/// <c>rcs(x, c(1, 3, 9))</c> the one with these knots. <c>log(x)</c>, <c>sqrt(x)</c>, <c>pmin(x, 9)</c> and <c>I(...)</c> compute as <see cref="Formula"/> does.
/// </para>
/// <para>
/// <c>strata(a, b)</c> gives each combination its own baseline, <c>cluster(id)</c> makes the variance robust over those with the same id,
/// <c>offset(x)</c> adds x with coefficient 1. <c>tt(x * log(t))</c> changes with the time <c>t</c>, as R's tt.
/// </para>
/// </remarks>
public sealed class SurvivalFormula
{
    private readonly (string Column, int Position)[] _uses;

    private SurvivalFormula(string text, SurvivalFormulaParser parser, ulong[] terms)
    {
        Text = text;
        Variables = [.. parser.Variables];
        Offsets = [.. parser.Offsets];
        Strata = [.. parser.Strata];
        Cluster = parser.Cluster;
        Terms = terms;
        _uses = [.. Variables.Concat(Offsets).SelectMany(v => v.Columns.Select(c => (c, v.Position))), .. Strata];
        Columns = ColumnsOf(withCluster: true);
        TermLabels = [.. terms.Select(LabelOf)];
    }

    /// <summary>The formula as written.</summary>
    public string Text { get; }

    /// <summary>The columns it reads, in order of appearance.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Its terms as R labels them: main effects, then interactions of two, and so on.</summary>
    public IReadOnlyList<string> TermLabels { get; }

    /// <summary>Columns whose numbers it takes as names (strata, cluster and factors).</summary>
    public IReadOnlyList<string> LabelColumns =>
        [.. Strata.Select(s => s.Column).Concat(Variables.Where(v => v.Kind == FormulaVariableKind.Factor).SelectMany(v => v.Columns)).Distinct(StringComparer.Ordinal)];

    /// <summary>Columns of <c>strata(...)</c>.</summary>
    public IReadOnlyList<string> StratumColumns => [.. Strata.Select(s => s.Column)];

    /// <summary>Column of <c>cluster(...)</c>; null without.</summary>
    public string? ClusterColumn => Cluster?.Column;

    /// <summary>Whether there is an <c>offset(...)</c>.</summary>
    public bool HasOffset => Offsets.Count > 0;

    /// <summary>Whether a term changes with time.</summary>
    public bool IsTimeDependent => Variables.Exists(v => v.Kind == FormulaVariableKind.TimeDependent);

    internal List<FormulaVariable> Variables { get; }

    internal IReadOnlyList<FormulaVariable> Offsets { get; }

    internal IReadOnlyList<(string Column, int Position)> Strata { get; }

    internal (string Column, int Position)? Cluster { get; }

    /// <summary>Each the set of its variables.</summary>
    internal IReadOnlyList<ulong> Terms { get; }

    /// <summary>Reads a formula.</summary>
    /// <param name="text">The terms; what they explain is said apart. At most <see cref="Formula.MaximumLength"/> characters.</param>
    /// <exception cref="FormulaException">It is not such a formula; the message names the character and the nearest function.</exception>
    public static SurvivalFormula Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > Formula.MaximumLength)
        {
            throw new FormulaException(FormattableString.Invariant($"it has {text.Length} characters, {Formula.MaximumLength} are the most"), Formula.MaximumLength + 1);
        }

        var parser = new SurvivalFormulaParser(text);
        var terms = parser.Parse();
        return new SurvivalFormula(text, parser, terms);
    }

    /// <summary>Learns from data what they decide: the levels of factors and the knots of splines.</summary>
    /// <param name="table">The rows a model is fitted to; those with a missing value teach nothing.</param>
    /// <returns>What makes the columns of a model, of these rows and of new ones.</returns>
    /// <exception cref="FormulaException">The table has no such column; the message names the character and the nearest column.</exception>
    /// <exception cref="TableFormatException">No row is complete, a factor has one level, or a value cannot be taken as the formula does.</exception>
    /// <exception cref="ArgumentException">A spline finds no place for its knots.</exception>
    public FormulaDesign Learn(FormulaTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return FormulaDesign.Learn(this, table);
    }

    /// <summary>The formula.</summary>
    public override string ToString() => Excerpt.Of(Text);

    /// <summary>The columns it reads; those of new patients without the cluster.</summary>
    internal IReadOnlyList<string> ColumnsOf(bool withCluster) => [.. UsesOf(withCluster).Select(u => u.Column).Distinct(StringComparer.Ordinal)];

    /// <summary>Names the first column a table does not have.</summary>
    internal void RequireColumns(FormulaTable table, bool withCluster)
    {
        foreach (var (column, position) in UsesOf(withCluster))
        {
            if (!table.Has(column))
            {
                throw new FormulaException($"no column '{Excerpt.Of(column)}'{NearestNames.Hint(column, table.Names)}", position);
            }
        }
    }

    /// <summary>Indices of the variables of a term, ascending.</summary>
    internal IEnumerable<int> VariablesOf(ulong term) => Enumerable.Range(0, Variables.Count).Where(v => (term >> v & 1) != 0);

    private (string Column, int Position)[] UsesOf(bool withCluster) => withCluster && Cluster is { } cluster ? [.. _uses, cluster] : _uses;

    private string LabelOf(ulong term) => string.Join(':', VariablesOf(term).Select(v => Variables[v].Label));
}
