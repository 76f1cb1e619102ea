using HccRisk.Core.Imaging;
using HccRisk.Core.IO.Nifti;
using HccRisk.Core.IO.Nrrd;

namespace HccRisk.Core.IO;

/// <summary>Reads an image or a mask, choosing the format by the file's extension.</summary>
public static class ImageFile
{
    /// <summary>The extensions that are read.</summary>
    public static IReadOnlyList<string> SupportedExtensions { get; } = [".nii", ".nii.gz", ".hdr", ".img", ".nrrd", ".nhdr"];

    /// <summary>Reads an image.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The scaled voxels and where they are.</returns>
    /// <exception cref="NotSupportedException">The extension is not one of <see cref="SupportedExtensions"/>.</exception>
    /// <exception cref="ImageFormatException">The file is not what its extension says.</exception>
    public static Volume<float> ReadVolume(string path) =>
        IsNifti(path) ? NiftiFile.ReadVolume(path) : NrrdFile.ReadVolume(path);

    /// <summary>Reads a mask.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">The value of the voxels that are inside; null: every voxel that is not zero.</param>
    /// <returns>The mask; it may be empty.</returns>
    /// <exception cref="NotSupportedException">The extension is not one of <see cref="SupportedExtensions"/>.</exception>
    /// <exception cref="ImageFormatException">The file is not what its extension says.</exception>
    public static Mask ReadMask(string path, int? label = null) =>
        IsNifti(path) ? NiftiFile.ReadMask(path, label) : NrrdFile.ReadMask(path, label);

    private static bool IsNifti(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var extension = SupportedExtensions.FirstOrDefault(known => path.EndsWith(known, StringComparison.OrdinalIgnoreCase))
            ?? throw new NotSupportedException($"'{path}' is not a supported image: the extensions read are {string.Join(", ", SupportedExtensions)}.");
        return extension is not (".nrrd" or ".nhdr");
    }
}
