namespace HccRisk.Cohorts;

/// <summary>What is plausible for a time from resection: no follow-up of a resected tumour is longer than forty years, in whichever unit.</summary>
internal static class FollowUpTime
{
    private const double Years = 40;
    private const double MonthsPerYear = 12;
    private const double DaysPerYear = 365.25;

    /// <summary>A column with the plausible range and the units that are taken for its own by mistake; without them when the unit is not a known one.</summary>
    /// <param name="column">A time column with its unit.</param>
    public static CohortColumn Plausible(CohortColumn column) => column.Unit switch
    {
        "years" => column with { Maximum = Years, OtherUnits = Units(("months", 1 / MonthsPerYear), ("days", 1 / DaysPerYear)) },
        "months" => column with { Maximum = Years * MonthsPerYear, OtherUnits = Units(("days", MonthsPerYear / DaysPerYear)) },
        "weeks" => column with { Maximum = Years * DaysPerYear / 7, OtherUnits = Units(("days", 1 / 7.0)) },
        "days" => column with { Maximum = Years * DaysPerYear },
        _ => column,
    };

    private static Dictionary<string, double> Units(params (string Unit, double Factor)[] units) =>
        units.ToDictionary(u => u.Unit, u => u.Factor, StringComparer.Ordinal);
}
