using HccRisk.Attainable.Generation;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Attainable.Realism;

/// <summary>The same squares of invented patients; MR volumes with voxels of 3 mm, as the real one has.</summary>
internal static class SyntheticSquares
{
    private const int SlideSize = 1024;

    public static List<double[]> Liver(PatientSource source, SyntheticPatient patient)
    {
        var mri = source.RenderMri(patient, 3.0);
        var voxels = mri.PortalVenous.Voxels.ToArray();
        return [.. Squares.OfLiver(mri.Geometry, mri.Liver.Inside, i => voxels[i]).Where((_, i) => i % 4 == 0)];
    }

    public static List<double[]> Tissue(PatientSource source, SyntheticPatient patient)
    {
        var rgb = new byte[SlideSize * SlideSize * 3];
        source.RenderSlide(patient, SlideSize, rgb);
        return [.. Squares.OfTissue(rgb, SlideSize, SlideSize).Where((_, i) => i % 4 == 0)];
    }
}
