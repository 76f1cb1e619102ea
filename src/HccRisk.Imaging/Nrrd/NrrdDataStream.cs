using System.Buffers;
using System.IO.Compression;

namespace HccRisk.Imaging.Nrrd;

/// <summary>The stored voxels of all data files one after another: skipped, decompressed, and checked for their number of bytes.</summary>
internal sealed class NrrdDataStream : Stream
{
    private readonly NrrdData _data;
    private readonly string _header;
    private readonly FileStream _attached;
    private readonly long _bytesPerFile;
    private Stream? _part;
    private long _left;
    private int _next;

    /// <summary>Prepares reading.</summary>
    /// <param name="data">Where the data are.</param>
    /// <param name="attached">The header's file at its first byte of data.</param>
    /// <param name="header">Path of the header, for messages.</param>
    /// <param name="bytes">Bytes of all voxels; of text the number of voxels.</param>
    internal NrrdDataStream(NrrdData data, FileStream attached, string header, long bytes)
    {
        (_data, _attached, _header) = (data, attached, header);
        _bytesPerFile = data.Text ? long.MaxValue : bytes / Math.Max(1, data.Files.Count);
        EnsureEnough(bytes);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_part is null && !OpenNext())
            {
                return 0;
            }

            var got = _part!.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
            _left -= got;
            if (got == 0)
            {
                ClosePart();
            }

            if (got > 0)
            {
                return got;
            }
        }

        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Reads what is left, so that a damaged checksum or voxels too many are found out.</summary>
    internal void Finish()
    {
        while (_part is not null || OpenNext())
        {
            ClosePart();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _part?.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Parts => Math.Max(1, _data.Files.Count);

    /// <summary>Whether the files can hold so much at all, asked before anything is allocated.</summary>
    private void EnsureEnough(long bytes)
    {
        var there = _attached.Length - _attached.Position;
        if (_data.Files.Count > 0)
        {
            there = 0;
            foreach (var name in _data.Files)
            {
                if (!File.Exists(name))
                {
                    throw Missing(name);
                }

                using var file = File.OpenHandle(name); // A symbolic link has a length of its own.
                there += RandomAccess.GetLength(file);
            }
        }

        if (!VoxelReader.CanHold(there, _data.Compressed, _data.Text ? (2 * bytes) - 1 : bytes))
        {
            throw new NrrdFormatException(_header, "sizes", $"{bytes} {(_data.Text ? "numbers" : "bytes")} of voxels", $"the {there} bytes of data cannot hold that");
        }
    }

    private bool OpenNext()
    {
        if (_next == Parts)
        {
            return false;
        }

        var file = _attached;
        if (_data.Files.Count > 0)
        {
            try
            {
                file = new FileStream(_data.Files[_next], FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                throw Missing(_data.Files[_next]);
            }
        }

        _next++;
        _part = file;
        _left = _bytesPerFile;
        for (var line = 0L; line < _data.LineSkip; line++)
        {
            for (var read = file.ReadByte(); read != '\n'; read = file.ReadByte())
            {
                if (read < 0)
                {
                    throw new EndOfStreamException($"'{Path.GetFileName(file.Name)}' ends after {line} of {_data.LineSkip} lines to skip");
                }
            }
        }

        if (_data.ByteSkip < 0)
        {
            file.Position = file.Length - _bytesPerFile is var start && start >= file.Position
                ? start
                : throw new EndOfStreamException($"'{Path.GetFileName(file.Name)}' has {file.Length} bytes, its voxels {_bytesPerFile}");
            return true;
        }

        if (_data.Compressed)
        {
            _part = new GZipStream(file, CompressionMode.Decompress);
        }

        Skip(_data.ByteSkip);
        return true;
    }

    private void Skip(long count)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 14);
        try
        {
            while (count > 0)
            {
                var got = _part!.Read(buffer.AsSpan(0, (int)Math.Min(count, buffer.Length)));
                count -= got > 0 ? got : throw new EndOfStreamException($"the data end {count} bytes before the end of what 'byte skip' passes over");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Closes the part; where nothing was skipped, its bytes must be those of its voxels and no others.</summary>
    private void ClosePart()
    {
        var part = _part!;
        _part = null;
        using (_data.Files.Count > 0 || _data.Compressed ? part : null)
        {
            if (_data.Text)
            {
                return;
            }

            if (_left > 0)
            {
                throw new EndOfStreamException($"the voxels end after {_bytesPerFile - _left} of {_bytesPerFile} bytes{Of()}");
            }

            var over = 0L;
            var buffer = ArrayPool<byte>.Shared.Rent(1 << 14);
            for (var got = part.Read(buffer); got > 0 && (over += got) <= _bytesPerFile; got = part.Read(buffer))
            {
            }

            ArrayPool<byte>.Shared.Return(buffer);
            if (over > 0 && _data is { LineSkip: 0, ByteSkip: 0 })
            {
                throw new InvalidDataException($"the sizes need {_bytesPerFile} bytes{Of()}, at least {over} more are there");
            }
        }
    }

    private string Of() => _data.Files.Count > 0 ? $" of '{Path.GetFileName(_data.Files[_next - 1])}'" : "";

    private NrrdFormatException Missing(string name) => new(_header, "data file", name, "there is no such file");
}
