namespace HccRisk.Attainable.Data;

/// <summary>The columns that pipelines read.</summary>
internal static class ModelColumns
{
    /// <summary>Clinical columns without scores derived from them.</summary>
    public const string Clinical = "Clinical";

    /// <summary>The same with the scores.</summary>
    public const string ClinicalAll = "ClinicalAll";

    /// <summary>The columns that a protocol could name beforehand.</summary>
    public const string ClinicalListed = "ClinicalListed";

    /// <summary>Features of the MR volumes.</summary>
    public const string Radiomics = "Radiomics";

    /// <summary>Features of the slides.</summary>
    public const string Pathomics = "Pathomics";

    /// <summary>Largest diameter, cm.</summary>
    public const string Size = "Size";

    /// <summary>The ERASL score of the model's time.</summary>
    public const string Erasl = "Erasl";
}
