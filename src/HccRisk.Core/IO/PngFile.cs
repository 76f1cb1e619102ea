using HccRisk.Core.Slides;
using HccRisk.Core.Storage;
using NetVips;

namespace HccRisk.Core.IO;

/// <summary>Writes pictures as PNG.</summary>
internal static class PngFile
{
    /// <summary>Writes a file without metadata; the same pixels give the same bytes.</summary>
    /// <param name="path">The file, <c>.png</c>; replaced at once when complete.</param>
    /// <param name="rgb">Red, green, blue, row by row.</param>
    /// <param name="width">Pixels along x.</param>
    /// <param name="height">Pixels along y.</param>
    /// <exception cref="ArgumentException">The name does not end in .png.</exception>
    public static void Write(string path, byte[] rgb, int width, int height)
    {
        RequireName(path);
        VipsRuntime.EnsureReady();
        using var picture = Image.NewFromMemory(rgb, width, height, 3, Enums.BandFormat.Uchar);
        using var colours = picture.Copy(interpretation: Enums.Interpretation.Srgb);
        AtomicFile.WriteBytes(path, colours.PngsaveBuffer(compression: 6, keep: Enums.ForeignKeep.None));
    }

    /// <exception cref="ArgumentException">The name does not end in .png.</exception>
    public static void RequireName(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{path}' does not end in .png.", nameof(path));
        }
    }
}
