using HccRisk.Studies.Synthetic;
using HccRisk.Studies.Synthetic.Population;
using HccRisk.Studies.Synthetic.Rendering;
using HccRisk.Studies.Synthetic.Rendering.Second;

namespace HccRisk.Attainable.Generation;

/// <summary>The second generator: the patients and truths of the first, images in which no one feature gives a latent away.</summary>
internal sealed class SecondSource : FirstSource
{
    public override string Name => "second";

    public override void WriteImages(CohortLayout layout, SyntheticPatient patient, SyntheticOptions options) =>
        PatientImages.Write(layout, patient, options with { Generator = SyntheticGenerator.Second });

    public override MriCase RenderMri(SyntheticPatient patient, double millimetres) => SecondMri.Render(
        patient, new SyntheticOptions { MriMatrix = (int)Math.Round(200 / millimetres), MriSlices = (int)Math.Round(patient.Site.SliceStretch * 120 / millimetres) }).Images;

    public override void RenderSlide(SyntheticPatient patient, int size, Span<byte> rgb) => SecondSlide.Render(patient, size, rgb);
}
