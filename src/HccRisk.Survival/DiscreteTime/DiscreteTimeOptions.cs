using HccRisk.Survival.Learning;

namespace HccRisk.Survival.DiscreteTime;

/// <summary>How follow-up is cut into periods, and which columns are read and written.</summary>
public sealed record DiscreteTimeOptions : HorizonOptions
{
    /// <summary>
    /// Ends of the periods, in the unit of the times: finite, above 0, ascending; the first begins at 0. Somebody in training must be followed to the last.
    /// </summary>
    public required IReadOnlyList<double> Times { get; init; }

    /// <summary>Vector of features that the trainer reads: in it, it finds the period after the features. Default "Features".</summary>
    public string FeatureColumn { get; init; } = "Features";

    /// <summary>
    /// How the period is told: false (the default) adds one slot with the time of its end, as suits trees; true adds a slot a period, 1 in its own and 0 in
    /// the others, so that a linear model has a baseline of any form.
    /// </summary>
    public bool PeriodIndicators { get; init; }

    /// <summary>
    /// Name of the weight of a row: the share of the period that somebody censored in it was followed, otherwise 1. A trainer that is not told of it counts
    /// them in full. Default "Weight".
    /// </summary>
    public string WeightColumn { get; init; } = "Weight";

    /// <summary>The probability the trainer writes. Default "Probability", as ML.NET's calibrated binary trainers have it.</summary>
    public string ProbabilityColumn { get; init; } = "Probability";

    /// <summary>Name of the vector of hazards written, one slot a period, then those of other causes. Default "Hazards".</summary>
    public string HazardColumn { get; init; } = "Hazards";

    /// <summary>Times at which survival and cumulative incidence are written, none after the last period. Default: the ends of the periods.</summary>
    public IReadOnlyList<double>? Horizons { get; init; }

    /// <summary>Name of the score column. Default "Score".</summary>
    public string ScoreColumn { get; init; } = "Score";

    /// <summary>Name of the column with freedom from the event at each horizon. Default "Survival".</summary>
    public string SurvivalColumn { get; init; } = "Survival";

    /// <summary>Name of the column with the cumulative incidence at each horizon. Default "CumulativeIncidence".</summary>
    public string IncidenceColumn { get; init; } = "CumulativeIncidence";

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults())
        {
            yield return fault;
        }

        if (Times.Count == 0 || !double.IsFinite(Times[^1]) || Times.Where((t, k) => !(t > (k == 0 ? 0 : Times[k - 1]))).Any())
        {
            yield return $"Times are [{string.Join(", ", SurvivalFunction.SlotsOf(Times))}]; at least one is needed, all finite, above 0 and ascending.";
        }
        else if (Horizons is { } horizons && (horizons.Count == 0 || horizons.Any(h => !(h > 0) || h > Times[^1])))
        {
            yield return $"Horizons are [{string.Join(", ", SurvivalFunction.SlotsOf(horizons))}]; at least one is needed, all above 0 and none after the last of Times.";
        }
    }
}
