namespace HccRisk.Studies.Synthetic.Population;

/// <summary>
/// Draws the patients. The marginals are those of published series of resected early HCC (AFP median 30 ng/mL, cirrhosis 57 %,
/// ALBI grade 1 59 %, above 5 cm 24 %); microvascular invasion depends on size, AFP and the two image markers, and grade and
/// satellites on it, so that each modality tells something about the others, as in real pathology.
/// </summary>
internal static class PatientSampler
{
    // Separate streams, so that a change to one part of a patient leaves the others as they were.
    private const ulong PopulationStream = 1;

    // Beyond this pixels could not follow: tissue has its limits.
    private const double MaxMarker = 3;

    /// <summary>The patient of a seed, a site and an index from 0: always the same one.</summary>
    public static SyntheticPatient Draw(int seed, SyntheticSite site, int index)
    {
        ulong[] keys = [unchecked((ulong)seed), site.Key, (ulong)index];
        var random = Stream(keys, PopulationStream);

        var zMri = random.Normal(0, 1, -MaxMarker, MaxMarker);
        var zWsi = random.Normal(0, 1, -MaxMarker, MaxMarker);
        var size = Math.Round(3.4 * Math.Exp(random.Normal(0, .59, Math.Log(1.0 / 3.4), Math.Log(10.5 / 3.4))), 1);
        var afp = Afp(random);
        var count = size <= 3 && random.Chance(.35) ? (random.Chance(.7) ? 2 : 3) : 1;
        var hbv = random.Chance(.86);
        var cirrhosis = random.Chance(hbv ? .60 : .385);
        var albumin = Math.Round(random.Normal(cirrhosis ? 40.0 : 41.2, 4.2, 28, 54), 1);
        var bilirubin = Math.Round(14 * Math.Exp(random.Normal(cirrhosis ? .05 : -.05, .42, -1.6, 1.6)), 1);

        var logSize = Math.Log(size / 3.5);
        var logAfp = Math.Log(afp) - 3.1;
        var invasion = random.Chance(Logistic(
            -1.27 + (.70 * logSize) + (.20 * logAfp) + (count > 1 ? .3 : 0) + (.45 * zMri)));
        var satellite = random.Chance(Logistic(-3.6 + (invasion ? 2.0 : 0) + (.4 * logSize)));
        var atypia = .5 + (.107 * logAfp) + (invasion ? .9 : 0) + (.2 * logSize) + (.8 * random.Normal());

        var days = site.LastSurgery.DayNumber - site.FirstSurgery.DayNumber + 1;
        return new SyntheticPatient
        {
            Id = FormattableString.Invariant($"{site.Name}-{index + 1:0000}"),
            Site = site,
            StreamKeys = keys,
            Surgery = site.FirstSurgery.AddDays(random.Below(days)),
            Age = Math.Round(random.Normal(site.MeanAge, 11, 22, 84)),
            Male = random.Chance(.85),
            Hbv = hbv,
            Cirrhosis = cirrhosis,
            AfpNgMl = afp,
            BilirubinUmolL = bilirubin,
            AlbuminGL = albumin,
            SizeCm = size,
            TumourCount = count,
            MicrovascularInvasion = invasion,
            Satellite = satellite,
            Grade = atypia < -1.3 ? 1 : atypia < .6 ? 2 : atypia < 2.2 ? 3 : 4,
            ZMri = zMri,
            ZWsi = zWsi,
        };
    }

    /// <summary>One of a patient's own streams.</summary>
    public static SyntheticRandom Stream(ulong[] keys, ulong stream) => new([.. keys, stream]);

    // Log-normal around 30 ng/mL; what falls under the assay's 1 ng/mL is spread over 1-3.
    private static double Afp(SyntheticRandom random)
    {
        var log = Math.Log(30) + (2.83 * random.Normal());
        if (log < 0)
        {
            log = random.Uniform(0, Math.Log(3));
        }

        return Math.Round(Math.Exp(Math.Min(log, Math.Log(121_000))), 1);
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
