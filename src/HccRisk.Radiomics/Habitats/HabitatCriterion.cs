namespace HccRisk.Radiomics.Habitats;

/// <summary>How the number of habitats is chosen: the candidate with the greatest value.</summary>
public enum HabitatCriterion
{
    /// <summary>Dispersion between habitats over that within, each by its degrees of freedom (Caliński, Harabasz 1974).</summary>
    CalinskiHarabasz = 0,

    /// <summary>Mean silhouette (Rousseeuw 1987) of at most 2,000 voxels, evenly spaced.</summary>
    Silhouette = 1,
}
