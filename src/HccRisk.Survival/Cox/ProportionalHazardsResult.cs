using HccRisk.Core.Printing;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Cox;

/// <summary>Whether hazard ratios change with time: a small p-value speaks against proportional hazards.</summary>
/// <param name="Transform">The function of time tested against.</param>
/// <param name="ColumnNames">Names of the columns, or of the sets of columns tested as wholes, in order.</param>
/// <param name="Columns">Test of each; NaN, on 0 degrees of freedom, for one that is not estimable.</param>
/// <param name="Global">Test of all columns together; NaN, on 0 degrees of freedom, when none is estimable.</param>
public sealed record ProportionalHazardsResult(
    TimeTransform Transform, IReadOnlyList<string> ColumnNames, IReadOnlyList<ChiSquareTest> Columns, ChiSquareTest Global)
{
    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            $"proportional hazards, by {Transform} time (a small p speaks against)",
            .. ColumnNames.Zip(Columns, (name, test) => $"{name}: {test}"),
            $"all together: {Global}",
        ]);
}
