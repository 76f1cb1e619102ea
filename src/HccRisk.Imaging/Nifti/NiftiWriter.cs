using System.IO.Compression;
using System.Text;
using HccRisk.Core.Storage;

namespace HccRisk.Imaging.Nifti;

/// <summary>Writes one NIfTI-1 file, in the byte order of the machine (the header tells it).</summary>
internal static class NiftiWriter
{
    private const int VoxelOffset = NiftiHeader.Size1 + 4;
    private const int DescriptionLength = 79;

    internal static void Write(string path, VolumeGeometry geometry, ReadOnlySpan<byte> voxels, short dataType, short bits, string description)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(description);
        if (description.Length > DescriptionLength || !Ascii.IsValid(description))
        {
            throw new ArgumentException($"'{description}' is not ASCII of at most {DescriptionLength} characters.", nameof(description));
        }

        var compress = path.EndsWith(".nii.gz", StringComparison.OrdinalIgnoreCase);
        if (!compress && !path.EndsWith(".nii", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{path}' does not end in .nii or .nii.gz.", nameof(path));
        }

        if (Math.Max(geometry.Width, Math.Max(geometry.Height, geometry.Depth)) > short.MaxValue)
        {
            throw new ArgumentException(
                $"The grid {geometry.Width} x {geometry.Height} x {geometry.Depth} does not fit NIfTI-1, whose extents go to {short.MaxValue}.",
                nameof(geometry));
        }

        var header = new byte[VoxelOffset];
        Fill(header, geometry, dataType, bits, description);
        AtomicFile.Write(path, voxels, (file, content) =>
        {
            using var target = compress ? new GZipStream(file, CompressionLevel.Fastest) : file;
            target.Write(header);
            target.Write(content);
        });
    }

    private static void Fill(Span<byte> header, VolumeGeometry geometry, short dataType, short bits, string description)
    {
        header.Clear();
        BitConverter.TryWriteBytes(header, NiftiHeader.Size1);
        header[38] = (byte)'r';
        ReadOnlySpan<int> dim = [3, geometry.Width, geometry.Height, geometry.Depth, 1, 1, 1, 1];
        for (var i = 0; i < dim.Length; i++)
        {
            BitConverter.TryWriteBytes(header[(40 + (2 * i))..], (short)dim[i]);
        }

        BitConverter.TryWriteBytes(header[70..], dataType);
        BitConverter.TryWriteBytes(header[72..], bits);
        var quaternion = NiftiOrientation.ToQuaternion(geometry);
        WriteSingles(header[76..], quaternion?.QFac ?? 1, geometry.Spacing.X, geometry.Spacing.Y, geometry.Spacing.Z, 1, 1, 1, 1);
        WriteSingles(header[108..], VoxelOffset, 1, 0);
        header[123] = 2; // millimetres
        Encoding.ASCII.GetBytes(description, header[148..228]);
        if (quaternion is { } q)
        {
            BitConverter.TryWriteBytes(header[252..], (short)1);
            WriteSingles(header[256..], q.B, q.C, q.D, geometry.Origin.X, geometry.Origin.Y, geometry.Origin.Z);
        }

        BitConverter.TryWriteBytes(header[254..], (short)1);
        var (x, y, z, o) = (geometry.AxisX * geometry.Spacing.X, geometry.AxisY * geometry.Spacing.Y, geometry.AxisZ * geometry.Spacing.Z, geometry.Origin);
        WriteSingles(header[280..], x.X, y.X, z.X, o.X, x.Y, y.Y, z.Y, o.Y, x.Z, y.Z, z.Z, o.Z);
        "n+1\0"u8.CopyTo(header[344..]);
    }

    private static void WriteSingles(Span<byte> target, params ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            BitConverter.TryWriteBytes(target[(4 * i)..], (float)values[i]);
        }
    }
}
