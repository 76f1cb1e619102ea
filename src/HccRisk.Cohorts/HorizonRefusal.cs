namespace HccRisk.Cohorts;

/// <summary>A horizon that lies beyond everything seen at a site: nothing can be said of it there.</summary>
/// <param name="Site">The site.</param>
/// <param name="Horizon">The horizon, in the unit of the endpoint.</param>
/// <param name="LastTime">The last time at which a patient of the site was followed or had an event.</param>
public sealed record HorizonRefusal(string Site, double Horizon, double LastTime)
{
    /// <summary>The horizons beyond the follow-up of each site. Where nobody of a site was censored, every status is known, and none is beyond it.</summary>
    /// <param name="cohort">Patients with outcomes.</param>
    /// <param name="horizons">In the unit of the endpoint.</param>
    /// <returns>By site in the order of the cohort, then by horizon; empty when every site reaches every horizon.</returns>
    public static IReadOnlyList<HorizonRefusal> Of(Cohort cohort, IReadOnlyList<double> horizons)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(horizons);
        return
        [
            .. from patients in cohort.Patients.Where(p => p.Outcome is not null).GroupBy(p => p.Site, StringComparer.Ordinal)
               let last = patients.Max(p => p.Outcome!.Value.Time)
               from horizon in horizons.Distinct().Order()
               where horizon > last && patients.Any(p => p.Outcome!.Value.Event == 0)
               select new HorizonRefusal(patients.Key, horizon, last),
        ];
    }

    /// <summary>The refusal as a sentence.</summary>
    /// <param name="unit">Unit of the times.</param>
    public string Sentence(string unit) => FormattableString.Invariant(
        $"Horizon {Horizon} {unit} is refused at {(Site.Length == 0 ? "the only site" : $"site {Site}")}: nobody was followed beyond {LastTime} {unit} there.");
}
