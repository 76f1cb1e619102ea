using HccRisk.Core.Printing;

namespace HccRisk.Survival.Cox;

/// <summary>The (scaled) Schoenfeld residual of one event.</summary>
/// <param name="Row">Row of the caller.</param>
/// <param name="Stratum">Label of its stratum; 0 without strata.</param>
/// <param name="Time">Time of the event.</param>
/// <param name="Values">One value a column.</param>
public sealed record SchoenfeldResidual(int Row, int Stratum, double Time, IReadOnlyList<double> Values)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"row {Row} at {Printed.Number(Time)}: {string.Join(", ", Values.Select(v => Printed.Number(v)))}");
}
