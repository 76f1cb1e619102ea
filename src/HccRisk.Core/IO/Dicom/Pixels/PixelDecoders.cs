namespace HccRisk.Core.IO.Dicom.Pixels;

/// <summary>The decoders the library has.</summary>
public static class PixelDecoders
{
    private static readonly IPixelDecoder[] BuiltIn = [new NativePixelDecoder()];

    /// <summary>The decoder of an encoding.</summary>
    /// <param name="syntax">The encoding.</param>
    /// <returns>The first that supports it; null when there is none.</returns>
    public static IPixelDecoder? Find(TransferSyntax syntax)
    {
        ArgumentNullException.ThrowIfNull(syntax);
        return Array.Find(BuiltIn, decoder => decoder.Supports(syntax));
    }
}
