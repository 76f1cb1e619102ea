using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering;

/// <summary>
/// Colour of every mixture of haematoxylin and eosin by Beer and Lambert: 256 x 256 amounts in steps of 1/100 optical density,
/// mixed along the stain vectors of Ruifrok and Johnston (2001), turned and weakened as the site and the slide do.
/// </summary>
internal sealed class StainPalette
{
    private readonly uint[] _colours = new uint[256 * 256];

    /// <summary>A slide's palette of the stains of Ruifrok and Johnston.</summary>
    public StainPalette(SyntheticSite site, SyntheticRandom random)
        : this(site, random, (.650, .704, .286), (.072, .990, .105))
    {
    }

    /// <summary>A slide's palette of two stains, optical density in red, green and blue.</summary>
    public StainPalette(SyntheticSite site, SyntheticRandom random, (double R, double G, double B) first, (double R, double G, double B) second)
    {
        var turn = site.StainRotation + (.035 * random.Normal());
        var haematoxylin = Turn(first.R, first.G, first.B, turn);
        var eosin = Turn(second.R, second.G, second.B, turn * .5);
        var (strengthH, strengthE) = (site.Haematoxylin * Math.Exp(.08 * random.Normal()), site.Eosin * Math.Exp(.10 * random.Normal()));
        var white = 243 + (2 * random.Normal());
        Span<double> channel = stackalloc double[256];
        for (var c = 0; c < 3; c++)
        {
            for (var h = 0; h < 256; h++)
            {
                channel[h] = white * Math.Pow(10, -.01 * h * strengthH * haematoxylin[c]);
            }

            for (var e = 0; e < 256; e++)
            {
                var pass = Math.Pow(10, -.01 * e * strengthE * eosin[c]);
                for (var h = 0; h < 256; h++)
                {
                    _colours[(e << 8) | h] |= (uint)Math.Clamp((channel[h] * pass) + .5, 0, 255) << (8 * c);
                }
            }
        }
    }

    /// <summary>Writes interleaved red, green, blue for amounts of the two stains.</summary>
    public void Paint(ReadOnlySpan<byte> haematoxylin, ReadOnlySpan<byte> eosin, Span<byte> rgb)
    {
        for (int i = 0, o = 0; i < haematoxylin.Length; i++, o += 3)
        {
            var colour = _colours[(eosin[i] << 8) | haematoxylin[i]];
            rgb[o] = (byte)colour;
            rgb[o + 1] = (byte)(colour >> 8);
            rgb[o + 2] = (byte)(colour >> 16);
        }
    }

    private static double[] Turn(double r, double g, double b, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        return [(r * cos) + (g * sin), (g * cos) - (r * sin), b];
    }
}
