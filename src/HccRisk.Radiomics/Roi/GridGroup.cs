namespace HccRisk.Radiomics.Roi;

/// <summary>Series of a patient that lie on one grid and share their masks.</summary>
/// <param name="Masks">The masks on that grid; without series.</param>
/// <param name="Series">The series and their place among the columns.</param>
internal sealed record GridGroup(RadiomicsCase Masks, List<(int Place, RadiomicsSeries Series)> Series);
