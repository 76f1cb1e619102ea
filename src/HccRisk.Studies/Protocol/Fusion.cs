namespace HccRisk.Studies.Protocol;

/// <summary>How the modalities of a model come together.</summary>
public enum Fusion
{
    /// <summary>One model of the features of all modalities, after selection within each.</summary>
    Early,

    /// <summary>A model of each modality; a Cox model of their out-of-fold scores joins them.</summary>
    Late,
}
