using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>Observed against predicted risk in groups of similar predicted risk.</summary>
[TypeFormatterSource(typeof(GroupedCalibrationFormatter))]
public sealed record GroupedCalibration
{
    /// <summary>The horizon, in the unit of the follow-up.</summary>
    public required double Time { get; init; }

    /// <summary>The groups, by rising predicted risk; fewer than asked for when many predictions are equal.</summary>
    public required IReadOnlyList<CalibrationGroup> Groups { get; init; }

    /// <summary>
    /// Greenwood-Nam-D'Agostino test (Demler et al., Stat Med 2015): sum of ((observed - predicted) / standard error)^2 on groups - 1 degrees
    /// of freedom; a small p-value speaks against calibration. Null when <see cref="TestNotEstimable"/> says why.
    /// </summary>
    public required ChiSquareTest? Test { get; init; }

    /// <summary>Why there is no test, in words; null when there is one.</summary>
    public string? TestNotEstimable { get; init; }

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            $"calibration at {Printed.Number(Time)} by groups of predicted risk{(Test is { } test ? $": {test}" : TestNotEstimable is { } reason ? $": no test ({reason})" : string.Empty)}",
            .. Groups.Select(g => FormattableString.Invariant($"{g.Count} patients: predicted {Printed.Share(g.MeanPredicted)}, observed {g.Observed}")),
        ]);
}
