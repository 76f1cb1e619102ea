namespace HccRisk.Pathomics.Stores;

/// <summary>
/// Counts the bytes that are read from a file, to tell whether what was read came from it at all, and refuses places outside it in words of their own.
/// </summary>
/// <param name="stream">The stream, which is left open.</param>
internal sealed class CountingStream(Stream stream) : Stream
{
    /// <summary>Bytes read so far.</summary>
    public long Count { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => stream.Length;

    public override long Position
    {
        get => stream.Position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = stream.Read(buffer);
        Count += read;
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Count += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <exception cref="EndOfStreamException">
    /// The place is outside the file. A file's own stream would say so only below 0, in the words of a device that failed.
    /// </exception>
    public override long Seek(long offset, SeekOrigin origin)
    {
        var start = origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => stream.Position, _ => stream.Length };
        if (offset < -start || offset > stream.Length - start)
        {
            throw new EndOfStreamException(FormattableString.Invariant($"byte {(decimal)start + offset} is asked for, the file has {stream.Length}"));
        }

        return stream.Seek(offset, origin);
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
