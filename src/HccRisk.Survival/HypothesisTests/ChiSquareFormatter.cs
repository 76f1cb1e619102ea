using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Survival.HypothesisTests;

internal sealed class ChiSquareFormatter : NotebookFormatter<ChiSquareTest>
{
    /// <summary>The test in one line, or why there is none.</summary>
    public static string Line(ChiSquareTest test, string? notEstimable = null) => double.IsNaN(test.Statistic)
        ? $"not estimable{(notEstimable is null ? string.Empty : $": {notEstimable}")}"
        : FormattableString.Invariant($"chi-square {test.Statistic:0.00} on {test.DegreesOfFreedom} df, {Printed.P(test.PValue)}");

    protected override string Html(ChiSquareTest value) => NotebookHtml.Line(Line(value));
}
