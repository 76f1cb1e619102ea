namespace HccRisk.Studies.Results;

/// <summary>How much the features of one modality differ between a site and development patients.</summary>
/// <param name="Site">The site.</param>
/// <param name="Against">What it is compared with: "development", or the other development sites.</param>
/// <param name="Modality">"Clinical", "Radiomics" or "Pathomics".</param>
/// <param name="Patients">Patients of the site with the modality.</param>
/// <param name="Others">Patients it is compared with.</param>
/// <param name="Small">Features that differ by a standardised mean difference of 0.1 or more.</param>
/// <param name="Medium">By 0.25 or more.</param>
/// <param name="Large">By 0.5 or more.</param>
/// <param name="Features">Every feature, the largest difference first.</param>
public sealed record SiteShift(
    string Site, string Against, string Modality, int Patients, int Others, int Small, int Medium, int Large, IReadOnlyList<FeatureShift> Features);
