using System.IO.Compression;
using HccRisk.Core.IO;

namespace HccRisk.Imaging.Nifti;

/// <summary>The open file or pair of files of an image: its header, then its voxels.</summary>
internal sealed class NiftiSource : IDisposable
{
    private readonly string _path;
    private FileStream _file;
    private Stream _stream;
    private bool _compressed;

    /// <summary>Opens the image and reads its header.</summary>
    internal NiftiSource(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        (_file, _stream, _compressed) = Open(Permitted(Partner(path, ".img", ".hdr")) ?? path);
        try
        {
            Header = ReadHeader();
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            Dispose();
            throw new NiftiFormatException(path, "header", null, e.Message, e);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal NiftiHeader Header { get; }

    public void Dispose()
    {
        _stream.Dispose();
        _file.Dispose();
    }

    internal static int CountVolumes(string path)
    {
        using var source = new NiftiSource(path);
        return source.Header.Volumes;
    }

    /// <summary>The stored voxels from a volume on; null: the only one.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="isMask">Whether the volume of one of several numbers of a voxel will do.</param>
    internal Stream OpenVolume(int? index, bool isMask)
    {
        var (header, geometry) = (Header, Header.Geometry);
        if (header.Components > 1 && !isMask)
        {
            throw new NiftiFormatException(_path, "dim[5]", header.Components, "voxels of several numbers are not read: the fifth extent must be 1");
        }

        var volumes = header.Volumes * header.Components;
        if (index is null && volumes > 1)
        {
            throw new NiftiFormatException(
                _path, header.Components > 1 ? "dim[5]" : "dim[4]", volumes, "the file holds several volumes: choose one by its number, or give one volume a file");
        }

        if (index < 0 || index >= volumes)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"'{_path}' has {volumes} volumes, numbered from 0.");
        }

        long at = header.Version2 ? NiftiHeader.Size2 : NiftiHeader.Size1;
        if (header.Pair)
        {
            Dispose();
            (_file, _stream, _compressed) = Open(Permitted(Partner(_path, ".hdr", ".img")) ?? (Partner(_path, ".img", ".hdr") is null
                ? throw new NiftiFormatException(_path, "magic", "'ni1' or 'ni2'", "the header of a pair: its name ends in .hdr, that of its voxels in .img")
                : _path));
            at = 0;
        }

        // Checked before anything is allocated, for all volumes of the file.
        var bytes = geometry.VoxelCount * header.Encoding.Size;
        if (!VoxelReader.CanHold(_file.Length, _compressed, header.VoxelOffset + ((Int128)bytes * volumes)))
        {
            throw new NiftiFormatException(
                _path,
                "dim",
                $"{geometry.Width} x {geometry.Height} x {geometry.Depth}{(volumes > 1 ? $" x {volumes}" : "")} from byte {header.VoxelOffset}",
                $"a file of {_file.Length} bytes cannot hold that");
        }

        Skip(header.VoxelOffset - at + (bytes * (index ?? 0)));
        return _stream;
    }

    /// <summary>Runs a decompressor to its checksum, so that damaged voxels are found out.</summary>
    internal void Finish()
    {
        if (_compressed)
        {
            Span<byte> rest = stackalloc byte[4096];
            while (_stream.Read(rest) > 0)
            {
            }
        }
    }

    private static (FileStream File, Stream Stream, bool Compressed) Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        var compressed = VoxelReader.IsGzip(file);
        return (file, compressed ? new GZipStream(file, CompressionMode.Decompress) : file, compressed);
    }

    /// <summary>The other file of a pair, whose extension (before .gz) is exchanged; null when the path has not that extension.</summary>
    private static string? Partner(string path, string extension, string other)
    {
        var stem = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        if (!stem.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        // The case of the name goes on, and either file may be compressed.
        var name = stem[..^extension.Length] + (stem.EndsWith(extension, StringComparison.Ordinal) ? other : other.ToUpperInvariant());
        return File.Exists(name) || !File.Exists(name + ".gz") ? name : name + ".gz";
    }

    /// <summary>The partner, unless it is a link to somewhere else.</summary>
    private string? Permitted(string? partner) => partner is null || ReferencedFiles.MayRead(_path, partner)
        ? partner
        : throw new NiftiFormatException(_path, "pair", $"'{Path.GetFileName(partner)}'", ReferencedFiles.Refusal);

    private NiftiHeader ReadHeader()
    {
        Span<byte> bytes = stackalloc byte[NiftiHeader.Size2];
        if (_stream.ReadAtLeast(bytes[..NiftiHeader.Size1], NiftiHeader.Size1, throwOnEndOfStream: false) is var got && got < NiftiHeader.Size1)
        {
            throw new NiftiFormatException(_path, "header", $"{got} bytes", $"a NIfTI header has at least {NiftiHeader.Size1}");
        }

        if (NiftiHeader.Recognise(bytes) is not { } kind)
        {
            throw new NiftiFormatException(_path, "sizeof_hdr", System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(bytes), "not NIfTI: expected 348 or 540 in either byte order");
        }

        _stream.ReadExactly(bytes[NiftiHeader.Size1..Math.Max(NiftiHeader.Size1, kind.Size)]);
        return NiftiHeader.Parse(bytes[..kind.Size], _path);
    }

    private void Skip(long count)
    {
        if (!_compressed)
        {
            _file.Position += count;
            return;
        }

        Span<byte> buffer = stackalloc byte[4096];
        while (count > 0)
        {
            var step = (int)Math.Min(count, buffer.Length);
            _stream.ReadExactly(buffer[..step]);
            count -= step;
        }
    }
}
