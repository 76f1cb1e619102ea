using System.Globalization;
using HccRisk.Imaging.Dicom.Masks;
using HccRisk.Imaging.Dicom.Series;
using HccRisk.Imaging.Nifti;
using HccRisk.Imaging.Nrrd;

namespace HccRisk.Imaging.Files;

/// <summary>Reads an image or a mask of any format: NIfTI and NRRD by the file's extension, DICOM as a folder, a file, or a selection file.</summary>
public static class ImageFile
{
    /// <summary>The most labels of a mask; more are an image.</summary>
    private const int MaximumLabels = 64;

    /// <summary>The largest label that is told from the next in single precision.</summary>
    private const int LargestLabel = 1 << 24;

    /// <summary>The extensions that are read; DICOM files are also known by their content, and a folder is taken as one of DICOM files.</summary>
    public static IReadOnlyList<string> SupportedExtensions { get; } =
        [".nii", ".nii.gz", ".hdr", ".img", ".nrrd", ".nhdr", ".dcm", ImageSelection.Extension];

    /// <summary>Reads an image.</summary>
    /// <param name="path">The file or DICOM folder.</param>
    /// <returns>The scaled voxels and where they are.</returns>
    /// <exception cref="NotSupportedException">The file is of no format that is read.</exception>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    /// <exception cref="ImageFormatException">The file is not what its extension says, or a DICOM folder holds several volumes; the message lists them.</exception>
    public static Volume<float> ReadVolume(string path) => Open(path).Volume;

    /// <summary>Reads an image with what is odd about it.</summary>
    /// <param name="path">The file or DICOM folder.</param>
    /// <param name="selection">Which volume of a DICOM folder; null: the only one, or what a selection file says.</param>
    /// <param name="options">Tolerances of a DICOM series; null: the defaults.</param>
    /// <param name="cancellationToken">Checked before each DICOM file.</param>
    /// <returns>The image.</returns>
    /// <exception cref="NotSupportedException">The file is of no format that is read.</exception>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    /// <exception cref="ImageFormatException">The file is not what its extension says, or a DICOM folder holds several volumes; the message lists them.</exception>
    public static OpenedImage Open(string path, ImageSelection? selection = null, SeriesOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (IsDicom(path))
        {
            return DicomImage.Open(path, selection, options, cancellationToken);
        }

        var volume = IsNifti(path) ? NiftiFile.ReadVolume(path) : NrrdFile.ReadVolume(path);
        return new OpenedImage(volume, IsNifti(path) ? NiftiFile.Findings(path) : [], new MaskTarget(volume.Geometry));
    }

    /// <summary>What can be asked of a mask file one by one: values of voxels other than 0, or numbers of DICOM segments or regions; ascending.</summary>
    /// <param name="path">The file, or a DICOM folder that holds one segmentation or structure set.</param>
    /// <exception cref="NotSupportedException">The file is of no format that is read.</exception>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    /// <exception cref="ImageFormatException">The file is not what its extension says, or an image: more than 64 values, or fractions; or a label is above 2^24.</exception>
    public static IReadOnlyList<int> ReadLabels(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (IsDicom(path) && DicomImage.Labels(path) is { } numbers)
        {
            return numbers;
        }

        var levels = new SortedSet<float>();
        foreach (var voxel in ReadVolume(path).Voxels)
        {
            if (voxel != 0 && levels.Add(voxel) && (levels.Count > MaximumLabels || voxel % 1 != 0))
            {
                throw new ImageFormatException(
                    IsDicom(path) ? "DICOM" : "mask", path, "data", voxel, FormattableString.Invariant($"labels are at most {MaximumLabels} whole numbers: this is an image"));
            }

            if (MathF.Abs(voxel) > LargestLabel)
            {
                throw new ImageFormatException(
                    IsDicom(path) ? "DICOM" : "mask", path, "data", voxel, FormattableString.Invariant($"labels up to {LargestLabel} are listed: give this one by itself"));
            }
        }

        return [.. levels.Select(level => (int)level)];
    }

    /// <summary>Reads a mask on its own grid.</summary>
    /// <param name="path">The file or DICOM folder.</param>
    /// <param name="label">The value of the voxels that are inside, or the number of a DICOM segment; null: every voxel that is not zero, or the only segment.</param>
    /// <returns>The mask; it may be empty.</returns>
    /// <exception cref="NotSupportedException">The file is of no format that is read.</exception>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    /// <exception cref="ImageFormatException">
    /// The file is not what its extension says, a DICOM structure set, which has no grid of its own, or without a label an image: more than 64 values, or fractions.
    /// </exception>
    public static Mask ReadMask(string path, int? label = null) => OpenMask(path, label?.ToString(CultureInfo.InvariantCulture)).Mask;

    /// <summary>Reads a mask on the grid of its image, with what is odd about it.</summary>
    /// <param name="path">The file, or a DICOM folder that holds one segmentation or structure set, or a mask stored as images.</param>
    /// <param name="label">
    /// Which voxels are inside: a value, the name of a segment (3D Slicer, DICOM) or region (RTSTRUCT), or its number; null: every voxel that
    /// is not zero, or the only segment or region.
    /// </param>
    /// <param name="image">
    /// The image, which a structure set needs: a mask of the same voxels in another order of axes, or of a part of them, is put on its grid voxel for voxel. Null: the
    /// mask's own grid.
    /// </param>
    /// <param name="resample">
    /// Whether a mask of other voxels than the image's takes the nearest, which is a finding. False: a DICOM segmentation is refused, and any other mask
    /// keeps its own grid, as <see cref="VolumeGeometry.EnsureMatches"/> will tell.
    /// </param>
    /// <param name="channel">
    /// Which of several volumes of a NIfTI or NRRD mask counts (layers of a segmentation, numbers of vectors), from 0; a mask of one volume is read whatever it is.
    /// Null (default): the layer of the label, or the only one.
    /// </param>
    /// <returns>The mask, it may be empty, and what is odd about it.</returns>
    /// <exception cref="NotSupportedException">The file is of no format that is read.</exception>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    /// <exception cref="ArgumentException">The label is 0, or no whole number and the format knows no names.</exception>
    /// <exception cref="GeometryMismatchException">A DICOM segmentation lies on another grid than the image and is not to be resampled.</exception>
    /// <exception cref="ImageFormatException">
    /// The file is not what its extension says, has no such label (the message lists those it has), or without a label is an image: more than 64 values, or fractions.
    /// </exception>
    public static PlacedMask OpenMask(string path, string? label = null, MaskTarget? image = null, bool resample = false, int? channel = null)
    {
        var read = IsDicom(path) ? DicomImage.OpenMask(path, label, image, resample) : new PlacedMask(ReadStored(path, label, channel), []);
        return image is null ? read : read.OnGrid(image.Grid, path, resample);
    }

    private static Mask ReadStored(string path, string? label, int? channel)
    {
        if (IsNifti(path))
        {
            return NiftiFile.ReadMask(path, LabelValue(label), channel);
        }

        var named = label is not null && !int.TryParse(label, CultureInfo.InvariantCulture, out _);
        return named ? NrrdFile.ReadSegment(path, label!) : NrrdFile.ReadMask(path, LabelValue(label), channel);
    }

    /// <summary>True for a folder, a selection file, and a file that is DICOM by extension or content: their masks must be read with the image.</summary>
    /// <param name="path">The file or folder.</param>
    /// <returns>The answer; false when there is no such file.</returns>
    public static bool IsDicom(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path) || path.EndsWith(".dcm", StringComparison.OrdinalIgnoreCase) || ImageSelection.IsFile(path))
        {
            return true;
        }

        if (SupportedExtensions.Any(known => path.EndsWith(known, StringComparison.OrdinalIgnoreCase)) || !File.Exists(path))
        {
            return false;
        }

        using var handle = File.OpenHandle(path);
        Span<byte> magic = stackalloc byte[4];
        return RandomAccess.Read(handle, magic, 128) == 4 && magic.SequenceEqual("DICM"u8);
    }

    /// <exception cref="ArgumentException">It is no whole number, or 0, which is what lies outside.</exception>
    internal static int? LabelValue(string? label) => label is null ? null
        : !int.TryParse(label, CultureInfo.InvariantCulture, out var value)
            ? throw new ArgumentException($"the label '{label}' is no whole number of 32 bits: masks of this format have values, not names", nameof(label))
        : value == 0 ? throw new ArgumentException("the label 0 is what lies outside of a mask: labels are other whole numbers", nameof(label))
        : value;

    private static bool IsNifti(string path)
    {
        var extension = SupportedExtensions.FirstOrDefault(known => path.EndsWith(known, StringComparison.OrdinalIgnoreCase))
            ?? throw (File.Exists(path) || Path.HasExtension(path)
                ? new NotSupportedException($"'{path}' is not a supported image: the extensions read are {string.Join(", ", SupportedExtensions)}.")
                : new FileNotFoundException($"there is no file or folder '{path}'", path));
        return extension is not (".nrrd" or ".nhdr");
    }
}
