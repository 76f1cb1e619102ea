namespace HccRisk.Studies.Protocol;

/// <summary>What a model does with a patient of whom a whole modality is missing: no slide, no series, files that cannot be read.</summary>
public enum MissingModality
{
    /// <summary>The patient is left out of this model, and of no other: every number of it comes from complete patients.</summary>
    Complete,

    /// <summary>The patient stays: what is missing is imputed from training patients, and an indicator of the modality enters the model.</summary>
    Impute,

    /// <summary>The patient stays: a model of each modality, joined by late fusion, of which those of the missing ones say nothing.</summary>
    Late,
}
