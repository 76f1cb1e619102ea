using System.Globalization;
using HccRisk.Radiomics.Phases;

namespace HccRisk.Radiomics;

/// <summary>Which series play which part in <see cref="RadiomicsFamilies.MultiPhase"/>; a part whose series is not given has no columns.</summary>
public sealed record PhaseOptions
{
    /// <summary>Name of the series before contrast. Default <c>pre</c>.</summary>
    public string PreContrast { get; init; } = "pre";

    /// <summary>Name of the arterial phase. Default <c>arterial</c>.</summary>
    public string Arterial { get; init; } = "arterial";

    /// <summary>Name of the portal venous phase. Default <c>portal_venous</c>.</summary>
    public string PortalVenous { get; init; } = "portal_venous";

    /// <summary>Name of the delayed phase. Default <c>delayed</c>.</summary>
    public string Delayed { get; init; } = "delayed";

    /// <summary>Width of the shell outside the lesion that it is compared with, millimetres, above 0 and at most 100. Default 5.</summary>
    public double RimWidth { get; init; } = 5;

    /// <summary>Signs against the liver around the lesion, of its rim, capsule and surroundings; null (default): none.</summary>
    public LiverSignOptions? Signs { get; init; }

    /// <summary>Phases compared feature by feature, in the families of a series; maps need <see cref="Signs"/> for their liver. Default: none.</summary>
    public IReadOnlyList<PhaseDifference> Differences { get; init; } = [];

    /// <summary>
    /// How far, in millimetres, the middle of a mask may lie from that of the first series' mask before it is a finding, above 0 and at most 1000: phases that lie
    /// apart are compared at different places. Only series with masks of their own can tell. Default 5.
    /// </summary>
    public double AlignmentShift { get; init; } = 5;

    /// <summary>The overlap (Dice) of two phases' masks below which it is a finding, 0 to 1. Default 0.7.</summary>
    public double AlignmentDice { get; init; } = 0.7;

    /// <summary>How far from the lesion something is looked at, millimetres.</summary>
    internal double Reach => Math.Max(RimWidth, Signs?.Reach ?? 0);

    /// <summary>Whether every option has the same value; differences are compared one by one.</summary>
    public bool Equals(PhaseOptions? other) => other is not null && ToCanonicalString() == other.ToCanonicalString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToCanonicalString().GetHashCode(StringComparison.Ordinal);

    /// <summary>Every option in words.</summary>
    internal string ToCanonicalString() => string.Create(
        CultureInfo.InvariantCulture,
        $"pre={PreContrast};arterial={Arterial};portal={PortalVenous};delayed={Delayed};rim={RimWidth:R}{NewerText()}");

    internal IEnumerable<FormattableString> Faults()
    {
        if (RimWidth is not (> 0 and <= 100))
        {
            yield return $"Phases.RimWidth is {RimWidth}: above 0, at most 100 mm";
        }

        if (AlignmentShift is not (> 0 and <= 1000))
        {
            yield return $"Phases.AlignmentShift is {AlignmentShift}: above 0, at most 1000 mm";
        }

        if (AlignmentDice is not (>= 0 and <= 1))
        {
            yield return $"Phases.AlignmentDice is {AlignmentDice}: 0 to 1";
        }

        foreach (var fault in Signs?.Faults() ?? [])
        {
            yield return fault;
        }

        foreach (var (i, difference) in Differences.Index())
        {
            if (!Enum.IsDefined(difference.Kind))
            {
                yield return $"Phases.Differences[{i}].Kind is {(int)difference.Kind}: not a known value";
            }
            else if (difference.Of == difference.Minus)
            {
                yield return $"Phases.Differences[{i}] is of '{difference.Of}' with itself";
            }
            else if (Differences.Take(i).Any(d => d.Name == difference.Name))
            {
                yield return $"Phases.Differences[{i}] is there twice";
            }

            if (difference.Kind == PhaseDifferenceKind.Map && Signs is null)
            {
                yield return $"Phases.Differences[{i}] is a map, each phase by its liver: Phases.Signs says what that is";
            }
        }
    }

    /// <summary>Empty by default, so that the name of features computed without these options stays what it was.</summary>
    private string NewerText() =>
        (Signs is null ? string.Empty : $";signs={Signs.ToCanonicalString()}")
        + (Differences.Count == 0 ? string.Empty : $";differences={string.Join(',', Differences.Select(d => $"{d.Name}"))}")
        + (AlignmentShift == 5 && AlignmentDice == 0.7 ? string.Empty : FormattableString.Invariant($";alignment={AlignmentShift:R},{AlignmentDice:R}"));
}
