using System.Buffers;
using System.IO.Compression;

namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>Frames that are deflate streams of native data (DICOM PS3.5 section 10.20).</summary>
internal sealed class DeflatedPixelDecoder : IPixelDecoder
{
    private static readonly NativePixelDecoder Native = new();

    public bool Supports(TransferSyntax syntax) => syntax.Uid == TransferSyntax.DeflatedImageFrame.Uid;

    public void Decode(ReadOnlySpan<byte> frame, in PixelLayout layout, Span<byte> destination)
    {
        var length = checked((int)((layout.NativeBits + 7) / 8));
        var native = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            using var source = new MemoryStream(frame.ToArray(), writable: false);
            using var inflate = new DeflateStream(source, CompressionMode.Decompress);
            var got = inflate.ReadAtLeast(native.AsSpan(0, length), length, throwOnEndOfStream: false);
            Native.Decode(native.AsSpan(0, got), layout, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(native);
        }
    }
}
