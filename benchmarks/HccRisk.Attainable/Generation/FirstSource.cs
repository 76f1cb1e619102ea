using HccRisk.Studies.Synthetic;
using HccRisk.Studies.Synthetic.Population;
using HccRisk.Studies.Synthetic.Rendering;

namespace HccRisk.Attainable.Generation;

/// <summary>The first generator: one latent in the MR volumes, one in the slide.</summary>
internal class FirstSource : PatientSource
{
    public override string Name => "first";

    public override int Version => 1;

    public override IReadOnlyList<string> MriLatents => ["zMRI"];

    public override IReadOnlyList<string> WsiLatents => ["zWSI"];

    public override IReadOnlyList<Truth> Truths { get; } =
    [
        new("as generated", p => (p.Lp1, p.Lp2)),
        new("image effects halved", p => (p.Lp1 - (Image(p) / 2), p.Lp2)),
        new("prevalence doubled", p => (p.Lp1 + Math.Log(2), p.Lp2)),
        new("causes share images", p => (p.Lp1, p.Lp2 + (.6 * Image(p)))),
        new("clinical truth outside the list", p => (p.Lp1 - p.ClinicalPre + Unlisted(p), p.Lp2)),
    ];

    public override SyntheticPatient Draw(int seed, SyntheticSite site, int index) => PatientSampler.Draw(seed, site, index);

    public override void WriteImages(CohortLayout layout, SyntheticPatient patient, SyntheticOptions options) => PatientImages.Write(layout, patient, options);

    public override MriCase RenderMri(SyntheticPatient patient, double millimetres) =>
        MriRenderer.Render(patient, (int)Math.Round(160 / millimetres), (int)Math.Round(120 / millimetres));

    public override void RenderSlide(SyntheticPatient patient, int size, Span<byte> rgb) => SlideRenderer.Render(patient, size, rgb);

    public override double[] Mri(SyntheticPatient patient) => [patient.ZMri];

    public override double[] Wsi(SyntheticPatient patient) => [patient.ZWsi];

    public override double[] ClinicalBefore(SyntheticPatient patient) =>
    [
        Math.Log(patient.SizeCm), Math.Log(patient.AfpNgMl), patient.Multinodular ? 1 : 0, patient.Albi > -2.60 ? 1 : 0, patient.Male ? 1 : 0,
        patient.Age / 11, patient.Hbv ? 1 : 0, patient.Cirrhosis ? 1 : 0,
    ];

    private static double Image(SyntheticPatient p) => (SyntheticTruth.MriCoefficient * p.ZMri) + (SyntheticTruth.WsiCoefficient * p.ZWsi);

    // As widely spread over patients (SD .42) as the clinical part known before surgery that it stands in for.
    private static double Unlisted(SyntheticPatient p) => (.30 * (p.Age - 55) / 11) + (p.Cirrhosis ? .45 : 0) + (p.Hbv ? .50 : 0) - .69;
}
