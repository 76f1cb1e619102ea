namespace HccRisk.Radiomics.Phases;

/// <summary>Two phases that are compared feature by feature.</summary>
/// <param name="Of">Name of the series that is compared.</param>
/// <param name="Minus">Name of the series that it is compared with.</param>
/// <param name="Kind">How.</param>
public sealed record PhaseDifference(string Of, string Minus, PhaseDifferenceKind Kind = PhaseDifferenceKind.Map)
{
    /// <summary>What its columns begin with, in the place of a series.</summary>
    internal string Name => $"{(Kind == PhaseDifferenceKind.Map ? "map" : Kind == PhaseDifferenceKind.Change ? "change" : "relative_change")}_{Of}_{Minus}";
}
