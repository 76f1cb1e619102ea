namespace HccRisk.Radiomics.Morphology.Geometry;

/// <summary>A point with whole coordinates: predicates on it are exact.</summary>
internal readonly record struct LatticePoint(int X, int Y, int Z);
