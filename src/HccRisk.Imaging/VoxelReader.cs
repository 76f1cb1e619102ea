using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace HccRisk.Imaging;

/// <summary>Decodes a stream of stored voxels; shared by the image formats.</summary>
internal static class VoxelReader
{
    private const int ChunkVoxels = 8192;

    /// <summary>The most a deflate stream can expand (RFC 1951: 258 bytes from about 2 bits).</summary>
    private const long MaximumInflation = 1032;

    private delegate void ChunkSink(ReadOnlySpan<double> values, int start);

    /// <summary>True when so many bytes of voxels can come out of a file of that length: asked before anything is allocated.</summary>
    internal static bool CanHold(long fileLength, bool compressed, Int128 needed) =>
        needed <= (compressed ? (Int128)fileLength * MaximumInflation : fileLength);

    internal static bool IsGzip(Stream stream)
    {
        Span<byte> magic = stackalloc byte[2];
        var got = stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        stream.Position = 0;
        return got == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
    }

    /// <param name="stream">The stored voxels.</param>
    /// <param name="encoding">How they are in the stream.</param>
    /// <param name="geometry">The grid.</param>
    /// <param name="storedType">What the file calls them, after its scaling.</param>
    /// <exception cref="EndOfStreamException">The data end early.</exception>
    internal static Volume<float> ReadVolume(Stream stream, VoxelEncoding encoding, VolumeGeometry geometry, VoxelType storedType)
    {
        var voxels = GC.AllocateUninitializedArray<float>((int)geometry.VoxelCount);
        ReadChunks(stream, encoding, voxels.Length, (values, start) =>
        {
            var target = voxels.AsSpan(start, values.Length);
            for (var i = 0; i < values.Length; i++)
            {
                target[i] = (float)values[i];
            }
        });
        return new Volume<float>(geometry, voxels) { StoredType = storedType };
    }

    /// <summary>Reads a mask out of one or several volumes whose voxels are interleaved.</summary>
    /// <param name="stream">The stored voxels.</param>
    /// <param name="encoding">Their type.</param>
    /// <param name="geometry">The grid of one volume.</param>
    /// <param name="label">The value inside; null: every one that is not zero, which an image may not be asked for.</param>
    /// <param name="layers">Number of volumes.</param>
    /// <param name="layer">The volume that counts; null: a voxel of any.</param>
    /// <exception cref="EndOfStreamException">The data end early.</exception>
    /// <exception cref="InvalidDataException">No label is given, and the voxels are those of an image.</exception>
    internal static Mask ReadMask(Stream stream, VoxelEncoding encoding, VolumeGeometry geometry, int? label, int layers = 1, int? layer = null)
    {
        var inside = new bool[geometry.VoxelCount];
        var levels = new MaskLevels();
        ReadChunks(stream, encoding, checked(inside.Length * layers), (values, start) =>
        {
            levels.Add(label is null ? values : []);
            var (voxel, of) = Math.DivRem(start, layers);
            foreach (var value in values)
            {
                if (layer is null || layer == of)
                {
                    inside[voxel] |= label is { } wanted ? value == wanted : value != 0 && !double.IsNaN(value);
                }

                if (++of == layers)
                {
                    (voxel, of) = (voxel + 1, 0);
                }
            }
        });
        return levels.Fault is { } fault ? throw new InvalidDataException(fault) : new Mask(geometry, inside);
    }

    private static void ReadChunks(Stream stream, VoxelEncoding encoding, int count, ChunkSink sink)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(ChunkVoxels * encoding.Size);
        var values = ArrayPool<double>.Shared.Rent(ChunkVoxels);
        try
        {
            for (var start = 0; start < count; start += ChunkVoxels)
            {
                var length = Math.Min(ChunkVoxels, count - start);
                var raw = bytes.AsSpan(0, length * encoding.Size);
                var got = stream.ReadAtLeast(raw, raw.Length, throwOnEndOfStream: false);
                if (got < raw.Length)
                {
                    throw new EndOfStreamException(
                        $"the voxels end after {((long)start * encoding.Size) + got} of {(long)count * encoding.Size} bytes");
                }

                var chunk = values.AsSpan(0, length);
                Decode(raw, encoding, chunk);
                sink(chunk, start);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<double>.Shared.Return(values);
        }
    }

    private static void Decode(Span<byte> raw, VoxelEncoding encoding, Span<double> values)
    {
        if (encoding.BigEndian == BitConverter.IsLittleEndian)
        {
            Swap(raw, encoding.Size);
        }

        switch (encoding.Type)
        {
            case VoxelType.UInt8: Convert<byte>(raw, values); break;
            case VoxelType.Int8: Convert<sbyte>(raw, values); break;
            case VoxelType.UInt16: Convert<ushort>(raw, values); break;
            case VoxelType.Int16: Convert<short>(raw, values); break;
            case VoxelType.UInt32: Convert<uint>(raw, values); break;
            case VoxelType.Int32: Convert<int>(raw, values); break;
            case VoxelType.UInt64: Convert<ulong>(raw, values); break;
            case VoxelType.Int64: Convert<long>(raw, values); break;
            case VoxelType.Float32: Convert<float>(raw, values); break;
            default: Convert<double>(raw, values); break;
        }

        if (encoding.Slope != 1 || encoding.Intercept != 0)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (values[i] * encoding.Slope) + encoding.Intercept;
            }
        }
    }

    private static void Convert<T>(ReadOnlySpan<byte> raw, Span<double> values)
        where T : unmanaged, INumberBase<T>
    {
        var typed = MemoryMarshal.Cast<byte, T>(raw);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = double.CreateTruncating(typed[i]);
        }
    }

    private static void Swap(Span<byte> raw, int size)
    {
        switch (size)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(raw);
                System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, uint>(raw);
                System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(raw);
                System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
