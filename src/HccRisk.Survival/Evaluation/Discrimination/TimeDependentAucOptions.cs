using System.Globalization;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>How the cumulative/dynamic AUC is estimated.</summary>
public sealed record TimeDependentAucOptions
{
    /// <summary>The event code of the cause of interest; other positive codes are competing. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>Who is a case at the horizon itself. Default <see cref="AucConvention.RiskRegression"/>.</summary>
    public AucConvention Convention { get; init; } = AucConvention.RiskRegression;

    /// <summary>Who is a control under competing risks. Default <see cref="AucControls.EventFreeOrOtherCause"/>.</summary>
    public AucControls Controls { get; init; } = AucControls.EventFreeOrOtherCause;

    /// <summary>Level of the confidence interval, between 0 and 1. Default 0.95.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Cause < 1)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Cause is {Cause}; it must be 1 or greater."));
        }

        if (!Enum.IsDefined(Convention))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Convention is {(int)Convention}, which is not known."));
        }

        if (!Enum.IsDefined(Controls))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"Controls is {(int)Controls}, which is not known."));
        }

        MetricEstimate.CheckLevel(Level, faults);
        OptionFaults.ThrowIfAny(faults, nameof(TimeDependentAucOptions));
    }
}
