namespace HccRisk.Studies.Synthetic.Population;

/// <summary>
/// What the follow-up clinic would have recorded: findings at the first recurrence, deaths, last contact. The endpoint is not
/// recorded; it is computed from the findings.
/// </summary>
internal sealed record FollowUp
{
    private const ulong FollowUpStream = 2;
    private const double LossPerMonth = .0025;
    private const double DaysPerMonth = 365.25 / 12;

    public double? RecurrenceMonths { get; init; }

    public double? LargestCm { get; init; }

    public int? Count { get; init; }

    public bool? VascularInvasion { get; init; }

    public bool? Extrahepatic { get; init; }

    public double? DeathMonths { get; init; }

    public required double FollowUpMonths { get; init; }

    /// <summary>The patient's first event by the hazards, before any censoring.</summary>
    public static FirstEvent Latent(SyntheticPatient patient) =>
        RecurrenceHazards.Draw(patient.Lp1, patient.Lp2, PatientSampler.Stream(patient.StreamKeys, FollowUpStream));

    /// <summary>The follow-up seen until the data cut-off or the loss of the patient.</summary>
    public static FollowUp Draw(SyntheticPatient patient)
    {
        var random = PatientSampler.Stream(patient.StreamKeys, FollowUpStream);
        var first = RecurrenceHazards.Draw(patient.Lp1, patient.Lp2, random);
        var (months, end) = (Round(first.Months), End(patient, random));
        if (months > end)
        {
            return new FollowUp { FollowUpMonths = end };
        }

        if (first.Cause == 3)
        {
            return new FollowUp { DeathMonths = months, FollowUpMonths = months };
        }

        var death = Round(months + random.Exponential(first.Cause == 1 ? .045 : .010));
        var findings = first.Cause == 1 ? BeyondMilan(random) : WithinMilan(random);
        return findings with
        {
            RecurrenceMonths = months,
            DeathMonths = death <= end ? death : null,
            FollowUpMonths = Math.Min(death, end),
        };
    }

    /// <summary>Months until the patient is lost or the data are cut off.</summary>
    public static double End(SyntheticPatient patient, SyntheticRandom random)
    {
        var administrative = (SyntheticSite.DataCutOff.DayNumber - patient.Surgery.DayNumber) / DaysPerMonth;
        return Round(Math.Min(administrative, random.Exponential(LossPerMonth)));
    }

    // One reason is always there; the others come by chance.
    private static FollowUp BeyondMilan(SyntheticRandom random)
    {
        var reason = random.Uniform();
        var extrahepatic = reason <= .30 || random.Chance(.12);
        var vascular = reason is > .30 and <= .52 || random.Chance(.15);
        var (count, largest) = reason switch
        {
            <= .52 => (1 + random.Below(5), random.Uniform(1.0, 6.0)),
            <= .84 => (4 + random.Below(7), random.Uniform(1.0, 5.0)),
            <= .92 => (2 + random.Below(2), random.Uniform(3.1, 6.0)),
            _ => (1, random.Uniform(5.1, 9.0)),
        };
        return new FollowUp
        {
            FollowUpMonths = 0,
            Count = count,
            LargestCm = Math.Round(largest, 1),
            VascularInvasion = vascular,
            Extrahepatic = extrahepatic,
        };
    }

    private static FollowUp WithinMilan(SyntheticRandom random)
    {
        var count = random.Chance(.68) ? 1 : 2 + random.Below(2);
        return new FollowUp
        {
            FollowUpMonths = 0,
            Count = count,
            LargestCm = Math.Round(random.Uniform(0.8, count == 1 ? 5.0 : 3.0), 1),
            VascularInvasion = false,
            Extrahepatic = false,
        };
    }

    /// <summary>Two decimals of a month, and never time zero.</summary>
    public static double Round(double months) => Math.Max(.05, Math.Round(months, 2));
}
