using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stain;
using NetVips;

namespace HccRisk.Pathomics.Tests;

/// <summary>Pictures tests are made of.</summary>
internal static class Pictures
{
    /// <summary>The colour of known stain amounts.</summary>
    public static (byte R, byte G, byte B) Colour(double hematoxylin, double eosin)
    {
        var stains = StainMatrix.HematoxylinEosin;
        byte Channel(int c) => (byte)Math.Round(255 * Math.Pow(10, -((hematoxylin * stains.First[c]) + (eosin * stains.Second[c]))));
        return (Channel(0), Channel(1), Channel(2));
    }

    public static byte[] Paint(int width, int height, Func<int, int, (byte R, byte G, byte B)> colour)
    {
        var rgb = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++)
        {
            (rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2]) = colour(i % width, i / width);
        }

        return rgb;
    }

    /// <summary>Eosin background with round nuclei centred on a square lattice.</summary>
    public static byte[] NucleiOnLattice(int width, int height, double pitch, double radius)
    {
        var (nucleus, background) = (Colour(0.8, 0.15), Colour(0.05, 0.25));
        return Paint(width, height, (x, y) =>
        {
            var (dx, dy) = ((x % pitch) - (pitch / 2), (y % pitch) - (pitch / 2));
            return (dx * dx) + (dy * dy) <= radius * radius ? nucleus : background;
        });
    }

    /// <summary>Eosin background with round nuclei at random places that keep apart, and their centres.</summary>
    public static (byte[] Rgb, List<(double X, double Y)> Centres) RandomNuclei(int side, int count, double radius, int seed)
    {
        var (nucleus, background) = (Colour(0.8, 0.15), Colour(0.05, 0.25));
        var random = new Random(seed);
        List<(double X, double Y)> centres = [];
        while (centres.Count < count)
        {
            var (x, y) = (random.NextDouble() * side, random.NextDouble() * side);
            if (centres.TrueForAll(c => Math.Pow(c.X - x, 2) + Math.Pow(c.Y - y, 2) > Math.Pow((2 * radius) + 5, 2)))
            {
                centres.Add((x, y));
            }
        }

        var rgb = Paint(side, side, (_, _) => background);
        foreach (var (cx, cy) in centres)
        {
            for (var y = Math.Max(0, (int)(cy - radius)); y < Math.Min(side, cy + radius + 1); y++)
            {
                for (var x = Math.Max(0, (int)(cx - radius)); x < Math.Min(side, cx + radius + 1); x++)
                {
                    if (Math.Pow(x - cx, 2) + Math.Pow(y - cy, 2) <= radius * radius)
                    {
                        var at = ((y * side) + x) * 3;
                        (rgb[at], rgb[at + 1], rgb[at + 2]) = nucleus;
                    }
                }
            }
        }

        return (rgb, centres);
    }

    public static byte[] Noise(int side, int seed)
    {
        var random = new Random(seed);
        var rgb = new byte[side * side * 3];
        random.NextBytes(rgb);
        return rgb;
    }

    /// <summary>A picture file, shrunk by whole blocks.</summary>
    public static SlideImage Load(string path, int shrink = 1)
    {
        using var file = Image.NewFromFile(path);
        using var colour = file.Colourspace(Enums.Interpretation.Srgb);
        using var rgb = colour.ExtractBand(0, 3);
        using var small = rgb.Shrink(shrink, shrink);
        using var bytes = small.Cast(Enums.BandFormat.Uchar);
        return new SlideImage(bytes.Width, bytes.Height, shrink, bytes.WriteToMemory<byte>());
    }
}
