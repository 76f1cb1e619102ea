using Microsoft.Win32.SafeHandles;

namespace HccRisk.Imaging.Dicom.Parsing;

/// <summary>A file, held open until disposed; after that opened for each read, so that an object holds no handle.</summary>
internal sealed class FileByteSource : ByteSource, IDisposable
{
    private readonly string _path;
    private readonly long _length;
    private SafeFileHandle? _handle;

    internal FileByteSource(string path)
        : base(path)
    {
        _path = Path.GetFullPath(path);
        _handle = Open();
        _length = RandomAccess.GetLength(_handle);
    }

    public void Dispose()
    {
        _handle?.Dispose();
        _handle = null;
    }

    internal override bool Holds(long end) => end <= _length;

    internal override int ReadAt(long offset, Span<byte> buffer)
    {
        if (_handle is { } open)
        {
            return Read(open, offset, buffer);
        }

        using var handle = Open();
        return Read(handle, offset, buffer);
    }

    private static int Read(SafeFileHandle handle, long offset, Span<byte> buffer)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var got = RandomAccess.Read(handle, buffer[total..], offset + total);
            if (got == 0)
            {
                break;
            }

            total += got;
        }

        return total;
    }

    private SafeFileHandle Open() => File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
