using System.IO.Compression;
using System.Runtime.InteropServices;
using HccRisk.Core.Imaging;

namespace HccRisk.Core.IO.Nifti;

/// <summary>
/// Reads and writes NIfTI images (<c>.nii</c>, <c>.nii.gz</c>; one file for header and voxels).
/// </summary>
/// <remarks>
/// <para>Read: NIfTI-1 and NIfTI-2, either byte order, plain or gzip (told by content), integer types of 8 to 64 bits and floats of 32
/// and 64 bits. Stored values are mapped by <c>scl_slope</c> and <c>scl_inter</c>; a slope of 0 (or NaN) means no mapping.
/// A 4-D file is read when its fourth and later extents are 1.</para>
/// <para>Position: the sform when <c>sform_code</c> > 0; else the qform when <c>qform_code</c> > 0 (the third axis is mirrored when
/// <c>pixdim[0]</c> is negative); else <c>pixdim</c> alone, axis-aligned with the first voxel at the world origin. With the sform the
/// spacing is the length of the affine's columns; otherwise it is the size of <c>pixdim[1..3]</c>, whose sign has no meaning.
/// Metres and micrometres are converted to millimetres; an unknown unit is taken as millimetres.</para>
/// </remarks>
public static class NiftiFile
{
    /// <summary>Reads an image.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The scaled voxels as single precision, and where they are.</returns>
    /// <exception cref="NiftiFormatException">The file is not a readable NIfTI image; the message names the field and its value.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Volume<float> ReadVolume(string path) =>
        Read(path, static (stream, header, _) => VoxelReader.ReadVolume(stream, header.Encoding, header.Geometry), 0);

    /// <summary>Reads a mask.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">The value of the voxels that are inside; null: every voxel that is not zero.</param>
    /// <returns>The mask; it may be empty.</returns>
    /// <exception cref="NiftiFormatException">The file is not a readable NIfTI image; the message names the field and its value.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Mask ReadMask(string path, int? label = null) =>
        Read(path, static (stream, header, wanted) => VoxelReader.ReadMask(stream, header.Encoding, header.Geometry, wanted), label);

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

    /// <summary>Writes a mask as 8-bit NIfTI-1, 1 inside and 0 outside; the same mask gives the same bytes.</summary>
    /// <param name="path">The file, <c>.nii</c> or <c>.nii.gz</c>; replaced at once when complete.</param>
    /// <param name="mask">The mask.</param>
    /// <param name="description">What the mask is (<c>descrip</c>): ASCII, at most 79 characters.</param>
    public static void WriteMask(string path, Mask mask, string description = "HccRisk")
    {
        ArgumentNullException.ThrowIfNull(mask);
        NiftiWriter.Write(path, mask.Geometry, MemoryMarshal.AsBytes(mask.Inside), dataType: 2, bits: 8, description);
    }

    private static TResult Read<TResult, TArgument>(string path, Func<Stream, NiftiHeader, TArgument, TResult> voxels, TArgument argument)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        var compressed = VoxelReader.IsGzip(file);
        using var stream = compressed ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        try
        {
            var header = ReadHeader(stream, path);
            var bytes = header.Geometry.VoxelCount * header.Encoding.Size;
            if (!VoxelReader.CanHold(file.Length, compressed, header.VoxelOffset + bytes))
            {
                throw new NiftiFormatException(
                    path,
                    "dim",
                    $"{header.Geometry.Width} x {header.Geometry.Height} x {header.Geometry.Depth} from byte {header.VoxelOffset}",
                    $"a file of {file.Length} bytes cannot hold that");
            }

            Skip(stream, header.VoxelOffset - (header.Version2 ? NiftiHeader.Size2 : NiftiHeader.Size1));
            var result = voxels(stream, header, argument);
            if (compressed)
            {
                // Runs the decompressor to the checksum, so that damaged voxels are found out.
                Span<byte> rest = stackalloc byte[1024];
                while (stream.Read(rest) > 0)
                {
                }
            }

            return result;
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new NiftiFormatException(path, "data", null, e.Message, e);
        }
    }

    private static NiftiHeader ReadHeader(Stream stream, string path)
    {
        Span<byte> bytes = stackalloc byte[NiftiHeader.Size2];
        if (stream.ReadAtLeast(bytes[..NiftiHeader.Size1], NiftiHeader.Size1, throwOnEndOfStream: false) is var got && got < NiftiHeader.Size1)
        {
            throw new NiftiFormatException(path, "header", $"{got} bytes", $"a NIfTI header has at least {NiftiHeader.Size1}");
        }

        if (NiftiHeader.Recognise(bytes) is not { } kind)
        {
            throw new NiftiFormatException(path, "sizeof_hdr", System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(bytes), "not NIfTI: expected 348 or 540 in either byte order");
        }

        stream.ReadExactly(bytes[NiftiHeader.Size1..Math.Max(NiftiHeader.Size1, kind.Size)]);
        return NiftiHeader.Parse(bytes[..kind.Size], path);
    }

    private static void Skip(Stream stream, long count)
    {
        Span<byte> buffer = stackalloc byte[4096];
        while (count > 0)
        {
            var step = (int)Math.Min(count, buffer.Length);
            stream.ReadExactly(buffer[..step]);
            count -= step;
        }
    }
}
