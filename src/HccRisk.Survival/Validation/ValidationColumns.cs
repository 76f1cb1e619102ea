namespace HccRisk.Survival.Validation;

/// <summary>Which columns of a data view are validated.</summary>
public sealed record ValidationColumns
{
    /// <summary>Follow-up time. Default "Time".</summary>
    public string TimeColumn { get; init; } = "Time";

    /// <summary>Event code, 0 = censored. Default "Event".</summary>
    public string EventColumn { get; init; } = "Event";

    /// <summary>Whether event codes among which there is no 0 mean that nobody was censored. Default false: such codes are refused.</summary>
    public bool AllowUncensored { get; init; }

    /// <summary>
    /// The models. Empty (the default): one, "model", of the columns "Score" and "CumulativeIncidence", as far as the data have them.
    /// </summary>
    public IReadOnlyList<PredictionColumns> Models { get; init; } = [];

    /// <summary>Identifiers, none of which may be there twice; null (the default) for none.</summary>
    public string? PatientColumn { get; init; }

    /// <summary>Sites; null (the default) for none.</summary>
    public string? SiteColumn { get; init; }

    /// <summary>Columns of texts or numbers whose levels are judged apart; numbers of many values are cut at their median. Default none.</summary>
    public IReadOnlyList<string> SubgroupColumns { get; init; } = [];

    /// <summary>Columns of the table of patients. Default none.</summary>
    public IReadOnlyList<string> BaselineColumns { get; init; } = [];
}
