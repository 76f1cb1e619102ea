namespace HccRisk.Radiomics.Phases;

/// <summary>How two phases are compared feature by feature.</summary>
public enum PhaseDifferenceKind
{
    /// <summary>
    /// Features of the difference image, each phase divided by its liver first: columns <c>map_of_minus.*</c>. The second phase is brought to the grid of the
    /// first, trilinearly, where the two differ.
    /// </summary>
    Map = 0,

    /// <summary>Feature of the one less the same feature of the other: columns <c>change_of_minus.*</c>.</summary>
    Change = 1,

    /// <summary>That change by the magnitude of the other: columns <c>relative_change_of_minus.*</c>; NaN where the other is 0.</summary>
    RelativeChange = 2,
}
