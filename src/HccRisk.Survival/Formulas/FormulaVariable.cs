using HccRisk.Core.Formulas;

namespace HccRisk.Survival.Formulas;

/// <summary>What a variable of a formula is made from, as parsed; what data decide comes with <see cref="DesignVariable"/>.</summary>
/// <param name="Kind">What is done with it.</param>
/// <param name="Label">As R labels it.</param>
/// <param name="Position">Where it stands in the formula, from 1.</param>
/// <param name="Columns">The columns it reads.</param>
internal sealed record FormulaVariable(FormulaVariableKind Kind, string Label, int Position, IReadOnlyList<string> Columns)
{
    /// <summary>What its columns are named after.</summary>
    public string Stem { get; init; } = Label;

    /// <summary>Of arithmetic, a spline or a function of time: what is computed.</summary>
    public Formula? Value { get; init; }

    /// <summary>Of a spline: number of knots, 0 when they are given.</summary>
    public int KnotCount { get; init; }

    /// <summary>Of a spline: the knots given.</summary>
    public double[] Knots { get; init; } = [];

    /// <summary>Of a factor: the level the others are compared with; null for the first.</summary>
    public string? Reference { get; init; }

    /// <summary>Of a factor: its levels in order; empty for those that occur.</summary>
    public string[] Levels { get; init; } = [];
}
