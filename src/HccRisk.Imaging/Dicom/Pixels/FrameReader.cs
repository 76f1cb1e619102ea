using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using HccRisk.Imaging.Dicom.Codecs;

namespace HccRisk.Imaging.Dicom.Pixels;

/// <summary>The frames of a file as numbers. Safe from several threads.</summary>
public sealed class FrameReader
{
    /// <summary>A frame of this size is decoded whatever the size of its compressed bytes.</summary>
    private const long UnsuspiciousBytes = 64L << 20;

    /// <summary>Beyond that no compressed byte may claim more decoded ones.</summary>
    private const long MaximumExpansion = 1000;
    private const int Chunk = 1024;
    private readonly DicomFile _file;
    private readonly DicomPixelData _data;
    private readonly IPixelDecoder _decoder;

    /// <summary>Prepares reading; no pixel is read yet.</summary>
    /// <param name="file">A file read to its end.</param>
    /// <param name="decoder">The decoder; null: the library's for the encoding of the file.</param>
    /// <exception cref="DicomFormatException">There are no pixel data, they cannot hold the frames, or no decoder supports their encoding.</exception>
    public FrameReader(DicomFile file, IPixelDecoder? decoder = null)
    {
        _file = file;
        _data = DicomPixelData.Of(file);
        _decoder = decoder ?? PixelDecoders.Find(file.TransferSyntax)
            ?? throw _data.Fault($"the transfer syntax {file.TransferSyntax.Name} ({file.TransferSyntax.Uid}) has no decoder: convert the file to explicit VR little endian first");
    }

    /// <summary>Frames, 1 or more.</summary>
    public int FrameCount => _data.FrameCount;

    /// <summary>The samples of a frame.</summary>
    public PixelLayout Layout => _data.Layout;

    /// <summary>Reads a frame decoded, its samples as the decoder leaves them.</summary>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="destination">At least <see cref="PixelLayout.DecodedBytes"/> bytes, laid out as <see cref="IPixelDecoder.Decode"/> says.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="DicomFormatException">The frame is damaged.</exception>
    public void ReadSamples(int frame, Span<byte> destination)
    {
        var stored = _data.GetFrameLength(frame);
        var decoded = Layout.DecodedBytes;
        if (destination.Length < decoded)
        {
            throw new ArgumentException($"the frame has {decoded} bytes, the destination {destination.Length}", nameof(destination));
        }

        destination = destination[..(int)decoded];
        if (_decoder is NativePixelDecoder && stored == decoded && !Layout.IsPlanar && Layout.BitsAllocated > 1 && BitConverter.IsLittleEndian)
        {
            _data.ReadFrame(frame, destination);
            return;
        }

        CheckExpansion(stored, decoded);
        var bytes = ArrayPool<byte>.Shared.Rent((int)stored);
        try
        {
            _data.ReadFrame(frame, bytes);
            _decoder.Decode(bytes.AsSpan(0, (int)stored), Layout, destination);
        }
        catch (InvalidDataException damaged)
        {
            throw _data.Fault($"frame {frame + 1}: {damaged.Message}", damaged);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Reads a frame as stored whole numbers, sign and unused bits resolved.</summary>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="destination">At least <see cref="PixelLayout.SampleCount"/> values, row by row, the colours of a pixel together.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="DicomFormatException">The frame is damaged, or holds floating point or unsigned values over 31 bits.</exception>
    public void ReadStored(int frame, Span<int> destination) => Read(frame, destination.Length, destination, (stored, start, target) =>
    {
        for (var i = 0; i < stored.Length; i++)
        {
            target[start + i] = stored[i] == Math.Truncate(stored[i]) && stored[i] is >= int.MinValue and <= int.MaxValue
                ? (int)stored[i]
                : throw _data.Fault($"frame {frame + 1} holds values that are no whole numbers of 32 bits");
        }
    });

    /// <summary>Reads a frame in the unit of the modality: by the rescale slope and intercept of the frame or the file, or by its modality table.</summary>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="destination">At least <see cref="PixelLayout.SampleCount"/> values, row by row, the colours of a pixel together.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="DicomFormatException">The frame or its transform is damaged.</exception>
    public void ReadValues(int frame, Span<float> destination) => ReadTyped(frame, destination);

    /// <summary>The same, with the type of the values.</summary>
    internal VoxelType ReadTyped(int frame, Span<float> destination)
    {
        var transform = ModalityTransform.Of(_file.Dataset, frame, Layout.IsSigned);
        Read(frame, destination.Length, destination, (stored, start, target) => transform.Apply(stored, target[start..]));
        return transform.TypeOf(Layout);
    }

    private delegate void StoredSink<T>(ReadOnlySpan<double> stored, int start, Span<T> target);

    private void Read<T>(int frame, int capacity, Span<T> target, StoredSink<T> sink)
    {
        if (capacity < Layout.SampleCount)
        {
            throw new ArgumentException($"the frame has {Layout.SampleCount} samples, the destination {capacity}", "destination");
        }

        var bytes = ArrayPool<byte>.Shared.Rent((int)Layout.DecodedBytes);
        try
        {
            ReadSamples(frame, bytes);
            Span<double> stored = stackalloc double[Chunk];
            var size = Layout.BytesPerSample;
            var count = (int)Layout.SampleCount;
            for (var start = 0; start < count; start += Chunk)
            {
                var part = stored[..Math.Min(Chunk, count - start)];
                Resolve(bytes.AsSpan(start * size, part.Length * size), part);
                sink(part, start, target);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Resolve(ReadOnlySpan<byte> samples, Span<double> stored)
    {
        switch (Layout.BytesPerSample)
        {
            case 8:
                MemoryMarshal.Cast<byte, double>(samples).CopyTo(stored);
                break;
            case 4 when Layout.IsFloat:
                Convert<float>(samples, stored);
                break;
            case 4 when Layout.IsSigned:
                Convert<int>(samples, stored, 32);
                break;
            case 4:
                Convert<uint>(samples, stored, 32);
                break;
            case 2 when Layout.IsSigned:
                Convert<short>(samples, stored, 16);
                break;
            case 2:
                Convert<ushort>(samples, stored, 16);
                break;
            case 1 when Layout.IsSigned && Layout.BitsAllocated > 1:
                Convert<sbyte>(samples, stored, 8);
                break;
            default:
                Convert<byte>(samples, stored, 8);
                break;
        }
    }

    private static void Convert<T>(ReadOnlySpan<byte> samples, Span<double> stored)
        where T : unmanaged, INumberBase<T>
    {
        var typed = MemoryMarshal.Cast<byte, T>(samples);
        for (var i = 0; i < typed.Length; i++)
        {
            stored[i] = double.CreateTruncating(typed[i]);
        }
    }

    // Shifting the unused high bits out and back clears them, or copies the sign into them.
    private void Convert<T>(ReadOnlySpan<byte> samples, Span<double> stored, int width)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (Layout.BitsAllocated == 1 || Layout.BitsStored == width)
        {
            Convert<T>(samples, stored);
            return;
        }

        var typed = MemoryMarshal.Cast<byte, T>(samples);
        var (left, right) = (width - 1 - Layout.HighBit, width - Layout.BitsStored);
        for (var i = 0; i < typed.Length; i++)
        {
            stored[i] = double.CreateTruncating((typed[i] << left) >> right);
        }
    }

    private void CheckExpansion(long stored, long decoded)
    {
        if (decoded > Array.MaxLength || stored > Array.MaxLength || (decoded > UnsuspiciousBytes && decoded / MaximumExpansion > stored))
        {
            throw _data.Fault($"{stored} bytes claim a frame of {Layout.Rows} x {Layout.Columns} x {Layout.SamplesPerPixel} samples, {decoded} bytes, which is not believed");
        }
    }
}
