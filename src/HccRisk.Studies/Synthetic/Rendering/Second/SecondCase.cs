using HccRisk.Imaging;

namespace HccRisk.Studies.Synthetic.Rendering.Second;

/// <summary>A rendered examination and the lesion as other readers drew it.</summary>
internal sealed record SecondCase(MriCase Images, IReadOnlyList<Mask> Readers);
