namespace HccRisk.Features.Radiomics;

/// <summary>Families of features to compute.</summary>
[Flags]
public enum RadiomicsFamilies
{
    /// <summary>No family.</summary>
    None = 0,

    /// <summary>Intensity-based statistics (IBSI family UHIW), 18 a series.</summary>
    Statistics = 1,

    /// <summary>Morphology (IBSI family HCUG): 21 of the lesion, 2 a series that also use its intensities.</summary>
    Morphology = 2,

    /// <summary>Grey level co-occurrence matrix (IBSI family LFYI), 25 a series.</summary>
    Cooccurrence = 4,

    /// <summary>Enhancement over the contrast phases and against the surrounding tissue; on unprocessed intensities.</summary>
    MultiPhase = 8,

    /// <summary>Every family.</summary>
    All = Statistics | Morphology | Cooccurrence | MultiPhase,
}
