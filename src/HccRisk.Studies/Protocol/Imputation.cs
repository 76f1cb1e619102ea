namespace HccRisk.Studies.Protocol;

/// <summary>What takes the place of a missing value; learned on training patients, without any outcome.</summary>
public enum Imputation
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their median.</summary>
    Median,

    /// <summary>The mean of the five that are most alike in the other values of the modality.</summary>
    Nearest,

    /// <summary>What the other values of the modality let expect, by chained equations.</summary>
    Chained,
}
