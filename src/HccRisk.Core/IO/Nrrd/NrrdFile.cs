using System.IO.Compression;
using HccRisk.Core.Imaging;

namespace HccRisk.Core.IO.Nrrd;

/// <summary>Reads NRRD images (<c>.nrrd</c>): attached header, three dimensions, encodings <c>raw</c> and <c>gzip</c>.</summary>
/// <remarks>
/// Directions and origin are turned from the file's space (LPS, LAS or RAS; a file without an anatomical space is taken as RAS)
/// into our world frame, +x right, +y anterior, +z superior. The format is described at teem.sourceforge.net/nrrd/format.html.
/// </remarks>
public static class NrrdFile
{
    /// <summary>Reads an image.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The voxels as single precision, and where they are.</returns>
    /// <exception cref="NrrdFormatException">The file is not a readable NRRD image; the message names the field and its value.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Volume<float> ReadVolume(string path) =>
        Read(path, static (stream, header, _) => VoxelReader.ReadVolume(stream, header.Encoding, header.Geometry), 0);

    /// <summary>Reads a mask.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">The value of the voxels that are inside; null: every voxel that is not zero.</param>
    /// <returns>The mask; it may be empty.</returns>
    /// <exception cref="NrrdFormatException">The file is not a readable NRRD image; the message names the field and its value.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Mask ReadMask(string path, int? label = null) =>
        Read(path, static (stream, header, wanted) => VoxelReader.ReadMask(stream, header.Encoding, header.Geometry, wanted), label);

    private static TResult Read<TResult, TArgument>(string path, Func<Stream, NrrdHeader, TArgument, TResult> voxels, TArgument argument)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        try
        {
            var header = NrrdHeader.Read(file, path);
            var bytes = header.Geometry.VoxelCount * header.Encoding.Size;
            if (!VoxelReader.CanHold(file.Length - file.Position, header.Compressed, bytes))
            {
                throw new NrrdFormatException(path, "sizes", $"{bytes} bytes of voxels", $"a file of {file.Length} bytes cannot hold that");
            }

            using var stream = header.Compressed ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
            return voxels(stream, header, argument);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new NrrdFormatException(path, "data", null, e.Message, e);
        }
    }
}
