using HccRisk.Core.Storage;
using NetVips;

namespace HccRisk.Pathomics.Slides;

/// <summary>Small pictures (PNG, JPEG, TIFF), such as a reference tile.</summary>
public static class PictureFile
{
    private static readonly string[] Loaders = ["PNG", "JPEG", "TIFF", "WebP"];

    /// <summary>Writes a picture as JPEG without metadata and with colours at full resolution, so that thin lines keep theirs.</summary>
    /// <param name="path">The file; replaced at once when complete.</param>
    /// <param name="rgb">Red, green, blue, row by row.</param>
    /// <param name="width">Pixels along x.</param>
    /// <param name="height">Pixels along y.</param>
    /// <param name="quality">1 to 100; 82 by default.</param>
    public static void WriteJpeg(string path, byte[] rgb, int width, int height, int quality = 82)
    {
        ArgumentNullException.ThrowIfNull(rgb);
        VipsRuntime.EnsureReady();
        using var picture = Image.NewFromMemory(rgb, width, height, 3, Enums.BandFormat.Uchar);
        using var colours = picture.Copy(interpretation: Enums.Interpretation.Srgb);
        AtomicFile.WriteBytes(path, colours.JpegsaveBuffer(q: quality, subsampleMode: Enums.ForeignSubsample.Off, keep: Enums.ForeignKeep.None));
    }

    /// <summary>Reads a picture whole.</summary>
    /// <param name="path">Path of the file.</param>
    /// <returns>The picture as red, green, blue; transparency on white. Its <see cref="SlideImage.Downsample"/> is NaN.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="SlideFormatException">The file is no picture of these formats (or WebP), or is damaged.</exception>
    public static SlideImage Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no picture '{path}'.", path);
        }

        VipsRuntime.EnsureReady();
        VipsRuntime.ForgetWarnings();
        try
        {
            // Formats that may name further files, such as SVG, are left out.
            var loader = Image.FindLoad(path) ?? string.Empty;
            if (!Loaders.Any(known => loader.Contains(known, StringComparison.OrdinalIgnoreCase)))
            {
                throw new SlideFormatException($"'{path}' is no picture of a format that is read: {string.Join(", ", Loaders)}.");
            }

            using var file = Image.NewFromFile(path, failOn: Enums.FailOn.Warning);
            using var opaque = file.HasAlpha() ? file.Flatten(background: [255, 255, 255]) : file.Copy();
            using var rgb = opaque.Colourspace(Enums.Interpretation.Srgb);
            using var bytes = rgb.Cast(Enums.BandFormat.Uchar);
            return new SlideImage(bytes.Width, bytes.Height, double.NaN, bytes.WriteToMemory<byte>());
        }
        catch (VipsException error)
        {
            throw new SlideFormatException($"'{path}' cannot be read as a picture: {error.Message.Trim()}", error);
        }
    }
}
