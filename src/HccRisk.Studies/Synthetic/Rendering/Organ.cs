namespace HccRisk.Studies.Synthetic.Rendering;

/// <summary>What a voxel of the upper abdomen holds.</summary>
internal enum Organ
{
    Air,
    Fat,
    Muscle,
    Liver,
    Spleen,
    Aorta,
}
