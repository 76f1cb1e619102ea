namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>Frames in RLE lossless.</summary>
internal sealed class RlePixelDecoder : IPixelDecoder
{
    public bool Supports(TransferSyntax syntax) => syntax.Uid == TransferSyntax.RleLossless.Uid;

    public void Decode(ReadOnlySpan<byte> frame, in PixelLayout layout, Span<byte> destination)
    {
        var shape = FrameShape.Of(layout);
        RleCodec.Decode(frame, shape, destination[..(int)shape.ByteCount]);
        shape.ToMachineOrder(destination);
    }
}
