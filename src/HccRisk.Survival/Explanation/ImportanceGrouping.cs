namespace HccRisk.Survival.Explanation;

/// <summary>Which inputs are permuted together. Inputs that say the same stand in for each other: permuted alone, none of them seems to matter.</summary>
public enum ImportanceGrouping
{
    /// <summary>Each input alone.</summary>
    Inputs,

    /// <summary>Inputs joined by chains of rank correlations of at least <see cref="ImportanceOptions.MinCorrelation"/> in size.</summary>
    Correlation,

    /// <summary>
    /// Inputs of one modality: what stands before the first dot of their name ("Radiomics.volume"), or, without a dot, their column.
    /// </summary>
    Modality,
}
