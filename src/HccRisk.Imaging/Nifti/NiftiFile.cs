using System.Runtime.InteropServices;

namespace HccRisk.Imaging.Nifti;

/// <summary>
/// Reads and writes NIfTI images: <c>.nii</c> and <c>.nii.gz</c>; read also as a pair <c>.hdr</c> and <c>.img</c>, either of which may be named.
/// </summary>
/// <remarks>
/// <para>Read: NIfTI-1 and NIfTI-2, either byte order, plain or gzip (told by content), integer types of 8 to 64 bits and floats of 32
/// and 64 bits. Stored values are mapped by <c>scl_slope</c> and <c>scl_inter</c>; a slope of 0 (or NaN) means no mapping.
/// Of a 4-D file one volume is read at a time; its fifth and later extents must be 1. Of a mask the voxels may be vectors (the fifth extent), one channel of which is read.</para>
/// <para>Position: the sform when <c>sform_code</c> > 0; else the qform when <c>qform_code</c> > 0 (the third axis is mirrored when
/// <c>pixdim[0]</c> is negative); else <c>pixdim</c> alone, axis-aligned with the first voxel at the world origin. With the sform the
/// spacing is the length of the affine's columns; otherwise it is the size of <c>pixdim[1..3]</c>, whose sign has no meaning.
/// Metres and micrometres are converted to millimetres; an unknown unit is taken as millimetres. Axes that are not at right angles (a sheared
/// sform) are refused: no volume here has any.</para>
/// </remarks>
public static class NiftiFile
{
    /// <summary>Reads an image.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The scaled voxels as single precision, and where they are.</returns>
    /// <exception cref="NiftiFormatException">The file is not a readable NIfTI image, or has several volumes; the message names the field and its value.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Volume<float> ReadVolume(string path) =>
        Read(path, null, false, static (stream, header, _) => VoxelReader.ReadVolume(stream, header.Encoding, header.Geometry, header.Encoding.ScaledType), 0);

    /// <summary>Reads one volume of a 4-D image, such as a phase of a dynamic series.</summary>
    /// <param name="path">The file.</param>
    /// <param name="index">Its number along the fourth axis, from 0.</param>
    /// <returns>The scaled voxels as single precision, and where they are.</returns>
    /// <exception cref="NiftiFormatException">The file is not a readable NIfTI image; the message names the field and its value.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The file has no such volume.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Volume<float> ReadVolume(string path, int index) =>
        Read(path, index, false, static (stream, header, _) => VoxelReader.ReadVolume(stream, header.Encoding, header.Geometry, header.Encoding.ScaledType), 0);

    /// <summary>The number of volumes along the fourth axis; 1 for a 3-D image. The voxels are not read.</summary>
    /// <param name="path">The file.</param>
    /// <returns>1 or more.</returns>
    /// <exception cref="NiftiFormatException">The header is not a readable one; the message names the field and its value.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static int CountVolumes(string path) => NiftiSource.CountVolumes(path);

    /// <summary>Reads a mask.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">The value of the voxels that are inside; null: every voxel that is not zero, and an image, with more than 64 values or fractions, is refused.</param>
    /// <param name="channel">Which of several volumes (the fourth extent) or numbers of a voxel (the fifth) counts, from 0; a file of one volume is read whatever it is. Null (default): the only one.</param>
    /// <returns>The mask; it may be empty.</returns>
    /// <exception cref="NiftiFormatException">
    /// The file is not a readable NIfTI image, has several volumes and none is chosen, or has no such channel; the message names the field and its value.
    /// </exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Mask ReadMask(string path, int? label = null, int? channel = null) =>
        Read(path, channel, true, static (stream, header, wanted) => VoxelReader.ReadMask(stream, header.Encoding, header.Geometry, wanted), label);

    /// <summary>Writes an image of 32-bit floats as NIfTI-1; the same image gives the same bytes.</summary>
    /// <param name="path">The file, <c>.nii</c> or <c>.nii.gz</c>; replaced at once when complete.</param>
    /// <param name="volume">The image.</param>
    /// <param name="description">What the image is (<c>descrip</c>): ASCII, at most 79 characters.</param>
    public static void Write(string path, Volume<float> volume, string description = "HccRisk")
    {
        ArgumentNullException.ThrowIfNull(volume);
        NiftiWriter.Write(path, volume.Geometry, MemoryMarshal.AsBytes(volume.Voxels), dataType: 16, bits: 32, description);
    }

    /// <summary>Writes an image of 16-bit integers as NIfTI-1; the same image gives the same bytes.</summary>
    /// <param name="path">The file, <c>.nii</c> or <c>.nii.gz</c>; replaced at once when complete.</param>
    /// <param name="volume">The image.</param>
    /// <param name="description">What the image is (<c>descrip</c>): ASCII, at most 79 characters.</param>
    public static void Write(string path, Volume<short> volume, string description = "HccRisk")
    {
        ArgumentNullException.ThrowIfNull(volume);
        NiftiWriter.Write(path, volume.Geometry, MemoryMarshal.AsBytes(volume.Voxels), dataType: 4, bits: 16, description);
    }

    /// <summary>Writes an image of unsigned bytes, such as a label map, as NIfTI-1; the same image gives the same bytes.</summary>
    /// <param name="path">The file, <c>.nii</c> or <c>.nii.gz</c>; replaced at once when complete.</param>
    /// <param name="volume">The image.</param>
    /// <param name="description">What the image is (<c>descrip</c>): ASCII, at most 79 characters.</param>
    public static void Write(string path, Volume<byte> volume, string description = "HccRisk")
    {
        ArgumentNullException.ThrowIfNull(volume);
        NiftiWriter.Write(path, volume.Geometry, volume.Voxels, dataType: 2, bits: 8, description);
    }

    /// <summary>Writes a mask as 8-bit NIfTI-1, 1 inside and 0 outside; the same mask gives the same bytes.</summary>
    /// <param name="path">The file, <c>.nii</c> or <c>.nii.gz</c>; replaced at once when complete.</param>
    /// <param name="mask">The mask.</param>
    /// <param name="description">What the mask is (<c>descrip</c>): ASCII, at most 79 characters.</param>
    public static void WriteMask(string path, Mask mask, string description = "HccRisk")
    {
        ArgumentNullException.ThrowIfNull(mask);
        NiftiWriter.Write(path, mask.Geometry, MemoryMarshal.AsBytes(mask.Inside), dataType: 2, bits: 8, description);
    }

    /// <summary>What is odd about the header; the voxels are not read.</summary>
    internal static IReadOnlyList<SeriesFinding> Findings(string path)
    {
        using var source = new NiftiSource(path);
        return source.Header.OrientationNote is { } note ? [new SeriesFinding(SeriesFindingKind.OrientationsDiffer, $"'{path}': {note}")] : [];
    }

    private static TResult Read<TResult, TArgument>(string path, int? index, bool isMask, Func<Stream, NiftiHeader, TArgument, TResult> voxels, TArgument argument)
    {
        using var source = new NiftiSource(path);
        if (isMask && index is { } channel)
        {
            var count = source.Header.Volumes * source.Header.Components;
            index = count == 1 ? null : channel < count && channel >= 0 ? channel
                : throw new NiftiFormatException(path, "channel", channel, $"the mask has {count}, numbered from 0");
        }

        try
        {
            var result = voxels(source.OpenVolume(index, isMask), source.Header, argument);
            source.Finish();
            return result;
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new NiftiFormatException(path, "data", null, e.Message, e);
        }
    }
}
