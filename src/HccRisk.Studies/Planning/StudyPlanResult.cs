using HccRisk.Core.Printing;

namespace HccRisk.Studies.Planning;

/// <summary>What a planned study can be expected to see.</summary>
public sealed record StudyPlanResult
{
    /// <summary>What was asked.</summary>
    public required StudyPlanOptions Options { get; init; }

    /// <summary>Cumulative incidence of aggressive recurrence by the horizon in the simulated population, 0 to 1.</summary>
    public required double Risk { get; init; }

    /// <summary>One entry a pair of sizes, by development, then external size.</summary>
    public required IReadOnlyList<PowerCell> Cells { get; init; }

    /// <summary>One entry a development size.</summary>
    public required IReadOnlyList<NeededSize> Needed { get; init; }

    /// <summary>PRE, then POST; the AUC is that of the largest development.</summary>
    public required IReadOnlyList<MinimumSizes> Minimum { get; init; }

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            $"risk of the event {Printed.Share(Risk)}",
            .. Cells.Select(c => FormattableString.Invariant($"{c.Development} + {c.External} patients: AUC {Printed.Share(c.PreAuc)} and {Printed.Share(c.PostAuc)}, power {Printed.Share(c.Power)}")),
            .. Needed.Select(n => FormattableString.Invariant($"developed on {n.Development}: {Printed.Number(n.Patients)} external patients, {Printed.Number(n.Events)} events")),
        ]);
}
