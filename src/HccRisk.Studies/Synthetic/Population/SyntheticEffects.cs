namespace HccRisk.Studies.Synthetic.Population;

/// <summary>How strongly each modality drives the outcome, over the effects of the specification.</summary>
/// <param name="Clinical">Factor of the log hazard ratios of clinical and pathological columns, of both recurrences.</param>
/// <param name="Mri">Factor of the log hazard ratio of the MRI marker.</param>
/// <param name="Wsi">Factor of the log hazard ratio of the slide marker.</param>
/// <param name="Prevalence">Factor of the hazard of aggressive recurrence.</param>
internal sealed record SyntheticEffects(double Clinical, double Mri, double Wsi, double Prevalence)
{
    public static SyntheticEffects Default { get; } = new(1, 1, 1, 1);
}
