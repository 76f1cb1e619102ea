using HccRisk.Imaging.Dicom.Codecs;

namespace HccRisk.Imaging.Dicom.Pixels;

/// <summary>The decoders the library has.</summary>
/// <remarks>
/// Native data, RLE, JPEG lossless, baseline and extended and deflated frames are decoded here. Every other compression of the standard (JPEG-LS,
/// JPEG 2000...) is given to a converter on PATH, a frame at a time in a temporary file without anything of the patient:
/// <c>gdcmconv</c> of GDCM, else the decoder of dcmtk where it has one. Without such a program decoding fails and says what to install.
/// </remarks>
public static class PixelDecoders
{
    /// <summary>The standard's own image and video compressions; nobody's converter knows a private encoding.</summary>
    private const string StandardCompressions = "1.2.840.10008.1.2.4.";

    private static readonly IPixelDecoder[] BuiltIn = [new NativePixelDecoder(), new JpegPixelDecoder(), new RlePixelDecoder(), new DeflatedPixelDecoder()];

    /// <summary>The decoder of an encoding.</summary>
    /// <param name="syntax">The encoding.</param>
    /// <param name="cancellationToken">Stops a converter that is running; our own decoders are done in milliseconds.</param>
    /// <returns>The first that supports it; null when there is none, as for an encoding that is not the standard's.</returns>
    public static IPixelDecoder? Find(TransferSyntax syntax, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(syntax);
        return Array.Find(BuiltIn, decoder => decoder.Supports(syntax))
            ?? (syntax.Uid.StartsWith(StandardCompressions, StringComparison.Ordinal) ? new ExternalPixelDecoder(syntax, cancellationToken) : null);
    }
}
