namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>Turns the stored bytes of a frame into samples; one instance serves several threads.</summary>
public interface IPixelDecoder
{
    /// <summary>True when frames of that encoding can be decoded.</summary>
    /// <param name="syntax">The encoding.</param>
    /// <returns>The answer.</returns>
    bool Supports(TransferSyntax syntax);

    /// <summary>Decodes a frame.</summary>
    /// <param name="frame">The stored bytes: of native data from the first bit of the frame on and low byte first, else the fragments joined.</param>
    /// <param name="layout">What the data set says of the frame.</param>
    /// <param name="destination">
    /// <see cref="PixelLayout.DecodedBytes"/> bytes: the samples row by row, the colours of a pixel together, each sample
    /// <see cref="PixelLayout.BytesPerSample"/> bytes in the byte order of the machine, single bits as 0 or 1. Bits that are not
    /// stored need not be cleared.
    /// </param>
    /// <exception cref="InvalidDataException">The bytes are damaged or are not what the layout says.</exception>
    void Decode(ReadOnlySpan<byte> frame, in PixelLayout layout, Span<byte> destination);
}
