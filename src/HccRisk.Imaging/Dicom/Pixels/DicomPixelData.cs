using HccRisk.Imaging.Dicom.Codecs;
using HccRisk.Imaging.Dicom.Parsing;

namespace HccRisk.Imaging.Dicom.Pixels;

/// <summary>The frames of a file as stored; a frame is read from the file when it is asked for. Safe from several threads.</summary>
public sealed class DicomPixelData
{
    private readonly DicomFile _file;
    private readonly DicomElement _element;
    private readonly ValueStore _store;
    private readonly Fragment[][]? _frames;

    private DicomPixelData(DicomFile file, DicomElement element, PixelLayout layout, int frameCount)
    {
        _file = file;
        _element = element;
        _store = file.Dataset.Store;
        Layout = layout;
        FrameCount = frameCount;
        if (element.Content is Fragment[] fragments)
        {
            _frames = FrameFragments.Group(file, element, fragments, frameCount);
        }
        else
        {
            CheckNative();
        }
    }

    /// <summary>The samples of a frame.</summary>
    public PixelLayout Layout { get; }

    /// <summary>Frames, 1 or more.</summary>
    public int FrameCount { get; }

    /// <summary>How the frames are encoded.</summary>
    public TransferSyntax TransferSyntax => _file.TransferSyntax;

    internal string FilePath => _file.Path;

    /// <summary>Finds the pixel data of a file and checks their layout against the bytes there are.</summary>
    /// <param name="file">A file read to its end.</param>
    /// <returns>The frames.</returns>
    /// <exception cref="DicomFormatException">There are no pixel data, or they cannot hold the frames the data set describes.</exception>
    public static DicomPixelData Of(DicomFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var dataset = file.Dataset;
        if (!dataset.TryGetElement(DicomTags.PixelData, out var element) &&
            !dataset.TryGetElement(DicomTags.FloatPixelData, out element) &&
            !dataset.TryGetElement(DicomTags.DoubleFloatPixelData, out element))
        {
            throw dataset.Missing(DicomTags.PixelData);
        }

        var layout = PixelLayout.Of(dataset);
        var frames = dataset.FindInt32(DicomTags.NumberOfFrames) ?? 1;
        if (frames < 1)
        {
            dataset.TryGetElement(DicomTags.NumberOfFrames, out var count);
            throw dataset.Fault(count, $"is {frames}, expected 1 or more");
        }

        if (element.Content is not null != file.TransferSyntax.IsEncapsulated)
        {
            throw dataset.Fault(element, $"is {(file.TransferSyntax.IsEncapsulated ? "not " : "")}in fragments, which {file.TransferSyntax.Name} does not allow");
        }

        return new DicomPixelData(file, element, layout, frames);
    }

    /// <summary>Bytes of a stored frame.</summary>
    /// <param name="frame">The frame, from 0.</param>
    /// <returns>Those of its fragments; of native data those that hold its bits.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    public long GetFrameLength(int frame)
    {
        Check(frame);
        return _frames is null ? (Layout.NativeBits + 7) / 8 : _frames[frame].Sum(fragment => (long)fragment.Length);
    }

    /// <summary>Reads a frame as stored: the fragments joined, or native data from the frame's first bit on, low byte first.</summary>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="destination">At least <see cref="GetFrameLength"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="DicomFormatException">The file no longer holds the frame.</exception>
    public void ReadFrame(int frame, Span<byte> destination)
    {
        var length = GetFrameLength(frame);
        if (destination.Length < length)
        {
            throw new ArgumentException($"the frame has {length} bytes, the destination {destination.Length}", nameof(destination));
        }

        destination = destination[..(int)length];
        if (_frames is null)
        {
            ReadNative(frame, destination);
            return;
        }

        foreach (var fragment in _frames[frame])
        {
            _store.Source.ReadExactly(_element.Tag, fragment.Offset, destination[..(int)fragment.Length]);
            destination = destination[(int)fragment.Length..];
        }
    }

    internal DicomFormatException Fault(string reason, Exception? inner = null) => _store.Fault(_element, reason, inner);

    private void ReadNative(int frame, Span<byte> destination)
    {
        var firstBit = frame * Layout.NativeBits;
        var first = firstBit / 8;
        var shift = (int)(firstBit % 8);
        var word = _store.BigEndian ? VrRules.WordSize(_element.Vr) : 1;
        if (shift == 0 && first % word == 0 && destination.Length % word == 0)
        {
            _store.Source.ReadExactly(_element.Tag, _element.Offset + first, destination);
            WordOrder.Swap(destination, word);
            return;
        }

        // The frame begins or ends inside a byte or a word: read the whole words around it.
        var start = first - (first % word);
        var end = (firstBit + Layout.NativeBits + 7) / 8;
        end = Math.Min(end + ((word - (end % word)) % word), _element.Length);
        var around = new byte[end - start];
        _store.Source.ReadExactly(_element.Tag, _element.Offset + start, around);
        WordOrder.Swap(around, word);
        var bytes = around.AsSpan((int)(first - start));
        for (var i = 0; i < destination.Length; i++)
        {
            var next = shift > 0 && i + 1 < bytes.Length ? bytes[i + 1] << (8 - shift) : 0;
            destination[i] = (byte)((bytes[i] >> shift) | next);
        }
    }

    private void CheckNative()
    {
        if (Layout.DecodedBytes > Array.MaxLength)
        {
            throw Fault($"a frame of {Layout.Rows} x {Layout.Columns} x {Layout.SamplesPerPixel} samples is larger than an array can be");
        }

        var needed = (((Int128)Layout.NativeBits * FrameCount) + 7) / 8;
        if (needed > _element.Length)
        {
            throw Fault(
                $"has {_element.Length} bytes, {needed} are needed for {FrameCount} frames of {Layout.Rows} x {Layout.Columns} x {Layout.SamplesPerPixel} samples of {Layout.BitsAllocated} bits");
        }
    }

    private void Check(int frame)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, FrameCount);
    }
}
