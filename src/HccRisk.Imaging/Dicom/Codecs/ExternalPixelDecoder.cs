namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>Frames in one compressed transfer syntax that we leave to an installed converter, such as JPEG-LS and JPEG 2000.</summary>
internal sealed class ExternalPixelDecoder(TransferSyntax syntax, CancellationToken cancellationToken = default) : IPixelDecoder
{
    public bool Supports(TransferSyntax other) => other.Uid == syntax.Uid;

    public void Decode(ReadOnlySpan<byte> frame, in PixelLayout layout, Span<byte> destination)
    {
        var shape = FrameShape.Of(layout);
        ExternalCodec.Decode(
            frame,
            syntax,
            shape,
            layout.BitsStored,
            layout.IsSigned,
            layout.PhotometricInterpretation,
            destination[..(int)shape.ByteCount],
            ExternalCodec.DefaultTimeout,
            cancellationToken: cancellationToken);
        shape.ToMachineOrder(destination);
    }
}
