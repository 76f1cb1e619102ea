namespace HccRisk.Studies.Synthetic.Rendering.Second;

/// <summary>What a voxel of the upper abdomen holds; the numbers are those of the rows of <see cref="TissueSignals"/>.</summary>
internal enum Tissue : byte
{
    Air,
    Fat,
    Muscle,
    Liver,
    Vein,
    Portal,
    Artery,
    Spleen,
    Cortex,
    Medulla,
    StomachWall,
    Water,
    Bile,
    Marrow,
    Disc,
    Cord,
    Pancreas,
    Bowel,
}
