using System.Globalization;
using HccRisk.Core.Imaging;
using HccRisk.Core.IO;
using HccRisk.Core.IO.Dicom.Masks;
using HccRisk.Features.Radiomics.Preprocessing;

namespace HccRisk.Features.Radiomics;

/// <summary>Files of a patient -> images and masks; every file is read once.</summary>
internal static class CaseReader
{
    /// <param name="files">The files.</param>
    /// <param name="options">Whether the organ mask is needed, and how far grids may differ.</param>
    /// <param name="cancellationToken">Checked between files.</param>
    internal static RadiomicsCase Read(RadiomicsFiles files, RadiomicsOptions options, CancellationToken cancellationToken)
    {
        // A DICOM mask has no grid until it is put on an image: that of the first series.
        var first = ImageFile.IsDicom(files.Lesion) && files.Series.Count > 0 ? ImageFile.Open(files.Series[0].Value, cancellationToken: cancellationToken) : null;
        var lesion = ReadMask(files.Lesion, files.LesionLabel, first?.Target);
        if (lesion.Count == 0)
        {
            throw new EmptyMaskException($"The lesion mask '{files.Lesion}' has no voxel{LabelText(files.LesionLabel)}.");
        }

        var reference = files.Reference is null ? null : ReadMask(files.Reference, files.ReferenceLabel, "reference", files.Lesion, lesion, options);
        var series = new List<RadiomicsSeries>();
        foreach (var (name, path) in files.Series)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var image = first is not null && series.Count == 0 ? first.Volume : ImageFile.ReadVolume(path);
            series.Add(new RadiomicsSeries(name, Checked(image, path, files.Lesion, lesion, options)));
        }

        var optional = new List<OptionalSeries>();
        foreach (var (name, path) in files.Optional)
        {
            cancellationToken.ThrowIfCancellationRequested();
            optional.Add(ReadOptional(name, path, files.Lesion, lesion, options));
        }

        Mask? organMask = null;
        string? organFault = null;
        if (options.Regions.Any && files.Organ is not null)
        {
            (organMask, organFault) = Try(() => ReadMask(files.Organ, files.OrganLabel, "organ", files.Lesion, lesion, options));
        }

        return new RadiomicsCase { Series = series, Optional = optional, Lesion = lesion, Reference = reference, Organ = organMask, OrganFault = organFault };
    }

    private static OptionalSeries ReadOptional(string name, string? path, string lesionPath, Mask lesion, RadiomicsOptions options)
    {
        if (string.IsNullOrEmpty(path))
        {
            return new OptionalSeries(name, null);
        }

        var (image, fault) = Try(() => Checked(ImageFile.ReadVolume(path), path, lesionPath, lesion, options));
        return new OptionalSeries(name, image) { Reason = fault };
    }

    private static Volume<float> Checked(Volume<float> image, string path, string lesionPath, Mask lesion, RadiomicsOptions options)
    {
        MaskAlignment.Check(image.Geometry, $"series '{path}'", lesion, $"lesion mask '{lesionPath}'", options);
        return image;
    }

    private static Mask ReadMask(string path, int? label, string name, string lesionPath, Mask lesion, RadiomicsOptions options)
    {
        var mask = ReadMask(path, label, new MaskTarget(lesion.Geometry));
        MaskAlignment.Check(mask.Geometry, $"{name} mask '{path}'", lesion, $"lesion mask '{lesionPath}'", options);
        return mask.Count > 0 ? mask : throw new EmptyMaskException($"The {name} mask '{path}' has no voxel{LabelText(label)}.");
    }

    private static Mask ReadMask(string path, int? label, MaskTarget? image) =>
        ImageFile.OpenMask(path, label?.ToString(CultureInfo.InvariantCulture), image).Mask;

    private static string LabelText(int? label) => label is { } value ? FormattableString.Invariant($" with label {value}") : string.Empty;

    private static (T? Read, string? Fault) Try<T>(Func<T> read)
        where T : class
    {
        try
        {
            return (read(), null);
        }
        catch (Exception e) when (e is ImageFormatException or GeometryMismatchException or EmptyMaskException or NotSupportedException or IOException or UnauthorizedAccessException)
        {
            return (null, e.Message);
        }
    }
}
