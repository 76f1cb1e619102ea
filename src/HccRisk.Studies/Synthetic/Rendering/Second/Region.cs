namespace HccRisk.Studies.Synthetic.Rendering.Second;

/// <summary>What a piece of a slide is.</summary>
internal enum Region : byte
{
    Glass,
    Tumour,
    Liver,
    Stroma,
    Necrosis,
}
