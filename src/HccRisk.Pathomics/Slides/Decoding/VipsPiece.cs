using NetVips;

namespace HccRisk.Pathomics.Slides.Decoding;

/// <summary>JPEG and WebP pieces, decoded by libvips; its warnings are errors here.</summary>
internal static class VipsPiece
{
    /// <summary>Decodes a piece whole.</summary>
    /// <param name="compression">7 for JPEG, 50001 for WebP.</param>
    /// <param name="file">The piece as a file of its own.</param>
    /// <param name="width">Pixels along x it must have.</param>
    /// <param name="height">Pixels along y it must have.</param>
    /// <param name="target">Receives <c>width * height</c> pixels of as many samples as the file has, row by row.</param>
    /// <returns>Samples of a pixel: 1, 3 or 4.</returns>
    /// <exception cref="DamagedPieceException">The decoder reports an error or a warning, or the size is another.</exception>
    public static int Decode(int compression, byte[] file, int width, int height, Span<byte> target)
    {
        VipsRuntime.EnsureReady();
        VipsRuntime.ForgetWarnings();
        try
        {
            using var image = compression == 7
                ? Image.JpegloadBuffer(file, access: Enums.Access.Sequential, failOn: Enums.FailOn.Warning)
                : Image.WebploadBuffer(file, access: Enums.Access.Sequential, failOn: Enums.FailOn.Warning);
            if (image.Width != width || image.Height != height || image.Format != Enums.BandFormat.Uchar || image.Bands is not (1 or 3 or 4))
            {
                throw new DamagedPieceException(FormattableString.Invariant($"it is a picture of {image.Width} x {image.Height} pixels, not {width} x {height}"));
            }

            using var region = Region.New(image);
            VipsPixels.Read(region, 0, 0, width, height, target[..(width * height * image.Bands)]);
            return VipsRuntime.FirstWarning is { } warning ? throw new DamagedPieceException(warning) : image.Bands;
        }
        catch (VipsException error)
        {
            throw new DamagedPieceException(error.Message.Trim().ReplaceLineEndings("; "));
        }
    }
}
