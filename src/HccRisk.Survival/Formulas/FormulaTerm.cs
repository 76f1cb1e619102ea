namespace HccRisk.Survival.Formulas;

/// <summary>A term of a formula and its columns, which are tested together.</summary>
/// <param name="Label">As R labels it: <c>age</c>, <c>rcs(afp, 3)</c>, <c>mvi:size</c>.</param>
/// <param name="First">Index of its first column.</param>
/// <param name="Count">Number of its columns, which follow each other.</param>
public sealed record FormulaTerm(string Label, int First, int Count)
{
    /// <summary>Indices of its columns.</summary>
    public IEnumerable<int> Columns => Enumerable.Range(First, Count);
}
