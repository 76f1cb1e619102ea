namespace HccRisk.Survival.Validation;

/// <summary>A prediction for the patients analysed; no risk and no score in it is missing.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Risks">Risks by horizon.</param>
/// <param name="Score">Score; null without.</param>
/// <param name="OwnSurvival">Survival at the own times; null without.</param>
internal sealed record AnalysedPrediction(string Name, SortedList<double, double[]> Risks, double[]? Score, double[]? OwnSurvival)
{
    /// <summary>Whether the score orders the patients wherever there is one.</summary>
    public bool OrderedByScore { get; init; }

    public bool HasRisks => Risks.Count > 0;

    public double[]? RiskAt(double time) => Risks.TryGetValue(time, out var risk) ? risk : null;

    /// <summary>What orders the patients at a horizon: the risk at it (or the score, where that is asked for), else the score, else the risk at the nearest horizon.</summary>
    public double[] MarkerAt(double time) => (OrderedByScore ? Score : null) ?? RiskAt(time) ?? Score ?? Risks.MinBy(r => Math.Abs(r.Key - time)).Value;

    /// <summary>What orders the patients over the whole follow-up.</summary>
    public (string Name, double[] Values) Marker(double main)
    {
        if (Score is not null)
        {
            return ("score", Score);
        }

        var (time, risk) = Risks.MinBy(r => Math.Abs(r.Key - main));
        return (FormattableString.Invariant($"risk at {time}"), risk);
    }
}
