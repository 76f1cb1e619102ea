namespace HccRisk.Studies.Synthetic.Population;

/// <summary>One drawn patient: what was recorded, and the truth that drives it.</summary>
internal sealed record SyntheticPatient
{
    public required string Id { get; init; }

    public required SyntheticSite Site { get; init; }

    /// <summary>Keys of every random stream of this patient: seed, site, index.</summary>
    public required ulong[] StreamKeys { get; init; }

    public required DateOnly Surgery { get; init; }

    public required double Age { get; init; }

    public required bool Male { get; init; }

    public required bool Hbv { get; init; }

    public required bool Cirrhosis { get; init; }

    public required double AfpNgMl { get; init; }

    public required double BilirubinUmolL { get; init; }

    public required double AlbuminGL { get; init; }

    /// <summary>Largest diameter, cm.</summary>
    public required double SizeCm { get; init; }

    public required int TumourCount { get; init; }

    public required bool MicrovascularInvasion { get; init; }

    public required bool Satellite { get; init; }

    /// <summary>Edmondson-Steiner grade, 1 to 4.</summary>
    public required int Grade { get; init; }

    /// <summary>The image marker, standard normal; visible in the MR volumes.</summary>
    public required double ZMri { get; init; }

    /// <summary>The slide marker, standard normal; visible in the slide.</summary>
    public required double ZWsi { get; init; }

    /// <summary>How strongly what is above drives the outcome.</summary>
    public SyntheticEffects Effects { get; init; } = SyntheticEffects.Default;

    public bool Multinodular => TumourCount > 1;

    /// <summary>0.66 log10(bilirubin, umol/L) - 0.085 albumin (g/L) (Johnson 2015).</summary>
    public double Albi => (0.66 * Math.Log10(BilirubinUmolL)) - (0.085 * AlbuminGL);

    /// <summary>The part of the log hazard of aggressive recurrence that is known before surgery.</summary>
    public double ClinicalPre =>
        (.42 * Math.Log(SizeCm / 3.5)) + (.11 * (Math.Log(AfpNgMl) - 3.1)) + (Multinodular ? .34 : 0)
        + (Albi > -2.60 ? .25 : 0) + (Male ? .22 : 0);

    /// <summary><see cref="ClinicalPre"/> with what the pathologist adds.</summary>
    public double ClinicalPost =>
        ClinicalPre + (MicrovascularInvasion ? .62 : 0) + (Satellite ? .60 : 0) + (.25 * (Grade - 2));

    /// <summary>Log hazard ratio of aggressive recurrence.</summary>
    public double Lp1 => (Effects.Clinical * ClinicalPost) + MriPart + WsiPart + Math.Log(Effects.Prevalence);

    /// <summary>What the MRI marker adds to <see cref="Lp1"/>.</summary>
    public double MriPart => Effects.Mri * SyntheticTruth.MriCoefficient * ZMri;

    /// <summary>What the slide marker adds to <see cref="Lp1"/>.</summary>
    public double WsiPart => Effects.Wsi * SyntheticTruth.WsiCoefficient * ZWsi;

    /// <summary>Log hazard ratio of recurrence within Milan.</summary>
    public double Lp2 =>
        (Effects.Clinical * ((MicrovascularInvasion ? .30 : 0) + (Satellite ? .20 : 0) + (.15 * Math.Log(SizeCm / 3.5))
        + (.05 * (Math.Log(AfpNgMl) - 3.1)) + (Multinodular ? .30 : 0) + (Cirrhosis ? .42 : 0)
        + (Albi > -2.60 ? .20 : 0) + (Male ? .22 : 0))) + (Effects.Mri * .12 * ZMri) + (Effects.Wsi * .12 * ZWsi);
}
