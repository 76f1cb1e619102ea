using NetVips;

namespace HccRisk.Benchmarks;

/// <summary>Slides of any size: two pieces of noisy tissue with nuclei on glass, repeated; JPEG, tiled, pyramidal, 0.5 micrometres per pixel.</summary>
internal static class SyntheticSlide
{
    private const int PatchWidth = 4000;
    private const int PatchHeight = 3000;

    public static void Write(string path, int width, int height)
    {
        using var patch = Patch();
        using var repeated = patch.Replicate((width + PatchWidth - 1) / PatchWidth, (height + PatchHeight - 1) / PatchHeight);
        using var image = repeated.Crop(0, 0, width, height);
        image.Tiffsave(
            path, compression: Enums.ForeignTiffCompression.Jpeg, q: 80, tile: true, tileWidth: 256, tileHeight: 256, pyramid: true, bigtiff: true,
            xres: 2000, yres: 2000, resunit: Enums.ForeignTiffResunit.Cm);
    }

    private static Image Patch()
    {
        var random = new Random(1);
        var rgb = new byte[PatchWidth * PatchHeight * 3];
        for (var i = 0; i < rgb.Length; i += 3)
        {
            var (x, y) = (i / 3 % PatchWidth, i / 3 / PatchWidth);
            var tissue = Math.Pow((x - 1200) / 1000.0, 2) + Math.Pow((y - 1500) / 1300.0, 2) < 1 || Math.Pow((x - 3000) / 800.0, 2) + Math.Pow((y - 1200) / 900.0, 2) < 1;
            var nucleus = tissue && Math.Pow((x % 24) - 12, 2) + Math.Pow((y % 24) - 12, 2) < 64;
            var noise = random.Next(16);
            var (r, g, b) = nucleus ? (80, 50, 130) : tissue ? (215, 150, 190) : (235, 235, 237);
            (rgb[i], rgb[i + 1], rgb[i + 2]) = ((byte)(r + noise), (byte)(g + noise), (byte)(b + noise));
        }

        using var pixels = Image.NewFromMemoryCopy(rgb.AsSpan(), PatchWidth, PatchHeight, 3, Enums.BandFormat.Uchar);
        return pixels.Copy(interpretation: Enums.Interpretation.Srgb);
    }
}
