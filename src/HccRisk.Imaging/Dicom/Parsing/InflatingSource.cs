using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace HccRisk.Imaging.Dicom.Parsing;

/// <summary>The inflated data of a deflate stream, inflated as far as they are asked for and no further than the options allow.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "It lives as long as the data set, which needs no disposal.")]
internal sealed class InflatingSource : ByteSource
{
    /// <summary>Below this size no ratio is suspicious: an empty mask deflates a thousandfold.</summary>
    private const long UnsuspiciousBytes = 64L << 20;
    private readonly Lock _lock = new();
    private readonly DicomReadOptions _options;
    private readonly SourceStream _deflated;
    private readonly long _start;
    private readonly DeflateStream _inflater;
    private byte[] _data = new byte[1 << 16];
    private int _length;
    private bool _ended;

    internal InflatingSource(ByteSource inner, long start, DicomReadOptions options)
        : base(inner.Name)
    {
        _options = options;
        _start = start;
        _deflated = new SourceStream(inner, start);
        _inflater = new DeflateStream(_deflated, CompressionMode.Decompress);
    }

    internal override bool Holds(long end)
    {
        lock (_lock)
        {
            InflateTo(end);
            return end <= _length;
        }
    }

    internal override int ReadAt(long offset, Span<byte> buffer)
    {
        lock (_lock)
        {
            InflateTo(offset + buffer.Length);
            if (offset >= _length)
            {
                return 0;
            }

            var available = _data.AsSpan((int)offset, (int)Math.Min(buffer.Length, _length - offset));
            available.CopyTo(buffer);
            return available.Length;
        }
    }

    private void InflateTo(long end)
    {
        while (!_ended && _length < end)
        {
            if (_length == _data.Length)
            {
                Array.Resize(ref _data, (int)Math.Min(2L * _length, _options.MaxInflatedBytes + 1L));
            }

            var got = Inflate();
            _ended = got == 0;
            _length += got;
            if (_length > _options.MaxInflatedBytes)
            {
                throw Fault($"the data set inflates to more than the {_options.MaxInflatedBytes} bytes allowed");
            }

            var read = Math.Max(1, _deflated.Position - _start);
            if (_length > UnsuspiciousBytes && _length / read >= _options.MaxInflationRatio)
            {
                throw Fault($"the data set inflates more than {_options.MaxInflationRatio} times, which is allowed only up to {UnsuspiciousBytes} bytes");
            }
        }
    }

    private int Inflate()
    {
        try
        {
            return _inflater.Read(_data, _length, _data.Length - _length);
        }
        catch (InvalidDataException damaged)
        {
            throw new DicomFormatException(Name, null, _length, "the deflated data set is damaged after this many inflated bytes", damaged);
        }
    }

    private DicomFormatException Fault(string reason) => new(Name, null, _length, reason);
}
