using HccRisk.Attainable.Generation;
using HccRisk.Imaging;
using HccRisk.Studies.Synthetic.Population;
using HccRisk.Studies.Synthetic.Rendering;
using NetVips;

namespace HccRisk.Attainable.Realism;

/// <summary>Small pictures of both generators for the documentation: the slice through the lesion in three phases, and a slide with a closer look.</summary>
internal static class Pictures
{
    private const int Patients = 3;
    private const int SlideSize = 2048;

    public static void Write(IReadOnlyList<PatientSource> sources, string folder, int seed)
    {
        Directory.CreateDirectory(folder);
        foreach (var source in sources)
        {
            // Two patients of the development site, one of the other.
            var patients = Enumerable.Range(0, Patients).Select(i => source.Draw(seed, i < 2 ? SyntheticSite.Development : SyntheticSite.External, i + 3)).ToArray();
            Join([.. patients.Select(p => Slices(source.RenderMri(p, 1.5)))], Path.Combine(folder, source.Name + "-mri.png"), 1);
            Join([.. patients.Select(p => Slide(source, p))], Path.Combine(folder, source.Name + "-slides.png"), Patients);
        }
    }

    private static void Join(Image[] images, string path, int across)
    {
        using var joined = Image.Arrayjoin(images, across: across, shim: 4, background: [255]);
        joined.Pngsave(path, compression: 9, palette: true, q: 80);
        Array.ForEach(images, i => i.Dispose());
    }

    private static Image Slices(MriCase mri)
    {
        var g = mri.Geometry;
        var inside = mri.Lesion.Inside;
        var perSlice = new int[g.Depth];
        for (var i = 0; i < inside.Length; i++)
        {
            perSlice[i / (g.Width * g.Height)] += inside[i] ? 1 : 0;
        }

        var slice = Array.IndexOf(perSlice, perSlice.Max());
        Image[] phases = [.. new[] { mri.Arterial, mri.PortalVenous, mri.Delayed }.Select(v => Slice(v, slice))];
        var joined = Image.Arrayjoin(phases, across: 3, shim: 4, background: [255]);
        return joined;
    }

    private static Image Slice(Volume<short> volume, int slice)
    {
        var g = volume.Geometry;
        var plane = volume.Voxels.Slice(slice * g.Width * g.Height, g.Width * g.Height).ToArray();
        var top = plane.Order().ElementAt((int)(.995 * plane.Length));
        byte[] grey = [.. plane.Select(v => (byte)Math.Clamp(255.0 * v / top, 0, 255))];
        return Image.NewFromMemoryCopy(grey, g.Width, g.Height, 1, Enums.BandFormat.Uchar);
    }

    private static Image Slide(PatientSource source, SyntheticPatient patient)
    {
        var rgb = new byte[SlideSize * SlideSize * 3];
        source.RenderSlide(patient, SlideSize, rgb);
        using var whole = Image.NewFromMemoryCopy(rgb, SlideSize, SlideSize, 3, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        using var small = whole.Resize(.125);
        using var close = whole.Crop(900, 700, 256, 256);
        return Image.Arrayjoin([small, close], across: 1, shim: 4, background: [255]);
    }
}
