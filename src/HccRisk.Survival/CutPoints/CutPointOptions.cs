using HccRisk.Survival.Data;

namespace HccRisk.Survival.CutPoints;

/// <summary>Where a cut-point is looked for.</summary>
public sealed record CutPointOptions
{
    /// <summary>Smallest share of patients at or below the cut, 0 to 1, below <see cref="MaxProportion"/>. Default 0.1.</summary>
    public double MinProportion { get; init; } = 0.1;

    /// <summary>Largest share of patients at or below the cut, 0 to 1. Default 0.9.</summary>
    public double MaxProportion { get; init; } = 0.9;

    /// <summary>Scores of the patients. Default <see cref="CutPointScores.LogRank"/>.</summary>
    public CutPointScores Scores { get; init; } = CutPointScores.LogRank;

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (!(MinProportion > 0) || !(MaxProportion < 1) || !(MinProportion < MaxProportion))
        {
            faults.Add(FormattableString.Invariant($"MinProportion is {MinProportion} and MaxProportion is {MaxProportion}; 0 < MinProportion < MaxProportion < 1 is needed."));
        }

        if (!Enum.IsDefined(Scores))
        {
            faults.Add(FormattableString.Invariant($"Scores is {(int)Scores}, which is not known."));
        }

        OptionFaults.ThrowIfAny(faults, nameof(CutPointOptions));
    }
}
