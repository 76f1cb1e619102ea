namespace HccRisk.Reporting.Gallery;

/// <summary>What became of a gallery.</summary>
/// <param name="Patients">Cards on the page.</param>
/// <param name="Broken">Of these, patients of whom something could not be read.</param>
/// <param name="Outliers">Of the others, patients with a value far from those of the others.</param>
/// <param name="Reused">Patients whose pictures an earlier run had made.</param>
public sealed record GalleryResult(int Patients, int Broken, int Outliers, int Reused);
