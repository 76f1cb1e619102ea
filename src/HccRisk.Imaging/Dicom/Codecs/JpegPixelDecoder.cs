namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>Frames in JPEG lossless, baseline or extended; Y, Cb, Cr of the lossy ones come out as R, G, B.</summary>
internal sealed class JpegPixelDecoder : IPixelDecoder
{
    private static readonly string[] Uids =
    [
        TransferSyntax.JpegBaseline.Uid, TransferSyntax.JpegExtended.Uid, TransferSyntax.JpegLossless.Uid, TransferSyntax.JpegLosslessFirstOrder.Uid,
    ];

    public bool Supports(TransferSyntax syntax) => Uids.Contains(syntax.Uid);

    public void Decode(ReadOnlySpan<byte> frame, in PixelLayout layout, Span<byte> destination)
    {
        var shape = FrameShape.Of(layout);
        var toRgb = layout.PhotometricInterpretation.StartsWith("YBR_", StringComparison.Ordinal);
        JpegCodec.Decode(frame, shape, toRgb, destination[..(int)shape.ByteCount]);
        shape.ToMachineOrder(destination);
    }
}
