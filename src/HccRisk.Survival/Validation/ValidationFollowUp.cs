using HccRisk.Survival.Curves;

namespace HccRisk.Survival.Validation;

/// <summary>Patients, events and length of follow-up.</summary>
public sealed record ValidationFollowUp
{
    /// <summary>Patients analysed.</summary>
    public required int Patients { get; init; }

    /// <summary>Events of the cause of interest.</summary>
    public required int Events { get; init; }

    /// <summary>Competing first events by cause; empty without.</summary>
    public required IReadOnlyList<CauseCount> Competing { get; init; }

    /// <summary>Patients without any event.</summary>
    public required int Censored { get; init; }

    /// <summary>First quartile of the follow-up by reverse Kaplan-Meier, an event of any cause ending observation.</summary>
    public required SurvivalQuantile LowerQuartile { get; init; }

    /// <summary>Median follow-up by reverse Kaplan-Meier with its confidence interval.</summary>
    public required SurvivalQuantile Median { get; init; }

    /// <summary>Third quartile of the follow-up by reverse Kaplan-Meier.</summary>
    public required SurvivalQuantile UpperQuartile { get; init; }

    /// <summary>Shortest time of a patient.</summary>
    public required double Shortest { get; init; }

    /// <summary>Longest time of a patient.</summary>
    public required double Longest { get; init; }

    /// <summary>Sum of all times.</summary>
    public required double PersonTime { get; init; }

    /// <summary>Events of the cause of interest per unit of person time; null where that is 0.</summary>
    public double? EventRate => PersonTime > 0 ? Events / PersonTime : null;
}
