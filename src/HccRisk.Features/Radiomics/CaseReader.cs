using HccRisk.Core.Imaging;
using HccRisk.Core.IO;
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
        var lesion = ImageFile.ReadMask(files.Lesion, files.LesionLabel);
        if (lesion.Count == 0)
        {
            throw new EmptyMaskException($"The lesion mask '{files.Lesion}' has no voxel{LabelText(files.LesionLabel)}.");
        }

        var reference = files.Reference is null ? null : ReadMask(files.Reference, files.ReferenceLabel, "reference", files.Lesion, lesion, options);
        var series = new List<RadiomicsSeries>();
        foreach (var (name, path) in files.Series)
        {
            cancellationToken.ThrowIfCancellationRequested();
            series.Add(new RadiomicsSeries(name, ReadImage(path, files.Lesion, lesion, options)));
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

        var (image, fault) = Try(() => ReadImage(path, lesionPath, lesion, options));
        return new OptionalSeries(name, image) { Reason = fault };
    }

    private static Volume<float> ReadImage(string path, string lesionPath, Mask lesion, RadiomicsOptions options)
    {
        var image = ImageFile.ReadVolume(path);
        MaskAlignment.Check(image.Geometry, $"series '{path}'", lesion, $"lesion mask '{lesionPath}'", options);
        return image;
    }

    private static Mask ReadMask(string path, int? label, string name, string lesionPath, Mask lesion, RadiomicsOptions options)
    {
        var mask = ImageFile.ReadMask(path, label);
        MaskAlignment.Check(mask.Geometry, $"{name} mask '{path}'", lesion, $"lesion mask '{lesionPath}'", options);
        return mask.Count > 0 ? mask : throw new EmptyMaskException($"The {name} mask '{path}' has no voxel{LabelText(label)}.");
    }

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
