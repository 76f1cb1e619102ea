namespace HccRisk.Survival.Forest;

/// <summary>Which number ranks the patients of a survival forest.</summary>
public enum ForestScore
{
    /// <summary>Cumulative incidence of the cause by a time, a probability; with one cause it is 1 - S.</summary>
    Incidence,

    /// <summary>
    /// With one cause the expected number of events, the sum of the cumulative hazard over the grid of times; with several the time lost
    /// to the cause, the area under its cumulative incidence up to the end of the grid (Ishwaran and others, Biostatistics 2014).
    /// </summary>
    Mortality,
}
