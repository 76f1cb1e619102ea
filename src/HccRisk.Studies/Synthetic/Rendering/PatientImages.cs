using System.Buffers;
using HccRisk.Imaging.Nifti;
using HccRisk.Pathomics.Slides;
using HccRisk.Studies.Synthetic.Population;
using HccRisk.Studies.Synthetic.Rendering.Second;

namespace HccRisk.Studies.Synthetic.Rendering;

/// <summary>Writes a patient's volumes, masks and slide.</summary>
internal static class PatientImages
{
    private const string Label = "HccRisk SYNTHETIC, not a patient";
    private const int JpegQuality = 80;

    /// <summary>Writes all files beside the patient's folder, which gets its name when they are whole.</summary>
    public static void Write(CohortLayout layout, SyntheticPatient patient, SyntheticOptions options)
    {
        var partial = layout.PartialFolder(patient.Id);
        Clear(partial);
        Clear(layout.Folder(patient.Id));
        Directory.CreateDirectory(partial);

        var first = options.Generator == SyntheticGenerator.First;
        var (mri, readers) = first ? new SecondCase(MriRenderer.Render(patient, options.MriMatrix, options.MriSlices), []) : SecondMri.Render(patient, options);
        NiftiFile.Write(Path.Combine(partial, "arterial.nii.gz"), mri.Arterial, Label);
        NiftiFile.Write(Path.Combine(partial, "portal_venous.nii.gz"), mri.PortalVenous, Label);
        NiftiFile.Write(Path.Combine(partial, "delayed.nii.gz"), mri.Delayed, Label);
        NiftiFile.WriteMask(Path.Combine(partial, "lesion.nii.gz"), mri.Lesion, Label);
        NiftiFile.WriteMask(Path.Combine(partial, "liver.nii.gz"), mri.Liver, Label);
        for (var reader = 0; reader < readers.Count; reader++)
        {
            NiftiFile.WriteMask(Path.Combine(partial, CohortLayout.ReaderFile(reader + 1)), readers[reader], Label);
        }

        var size = options.SlidePixels;
        var rgb = ArrayPool<byte>.Shared.Rent(size * size * 3);
        var pixels = rgb.AsSpan(0, size * size * 3);
        if (first)
        {
            SlideRenderer.Render(patient, size, pixels);
        }
        else
        {
            SecondSlide.Render(patient, size, pixels);
        }

        PyramidalTiff.Write(Path.Combine(partial, "slide.tif"), pixels, size, size, SlideRenderer.MicronsPerPixel, JpegQuality, Label);
        ArrayPool<byte>.Shared.Return(rgb);

        Directory.Move(partial, layout.Folder(patient.Id));
    }

    private static void Clear(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
