using System.Buffers;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering.Second;

/// <summary>
/// A quarter-size map of a slide: what every point is, and how much eosin and haematoxylin lie there before nuclei. The border of the tumour
/// runs through most slides, with a capsule between it and liver with portal tracts, central veins and, in cirrhosis, septa.
/// </summary>
internal sealed class SlideMap : IDisposable
{
    /// <summary>Pixels of the slide a point of the map.</summary>
    public const int Step = 4;

    private const double Microns = SlideRenderer.MicronsPerPixel * Step;

    private readonly SyntheticRandom _random;
    private readonly TumourLook _look;
    private readonly bool _cirrhosis;
    private readonly List<(double X, double Y, double Radius)> _holes = [];

    public SlideMap(int size, TumourLook look, bool cirrhosis, SyntheticRandom random)
    {
        (Size, _look, _cirrhosis, _random) = (size / Step, look, cirrhosis, random);
        var count = Size * Size;
        (Regions, Eosin, Haematoxylin) = (ArrayPool<byte>.Shared.Rent(count), ArrayPool<byte>.Shared.Rent(count), ArrayPool<byte>.Shared.Rent(count));
        DrawTissue();
        DrawTracts();
    }

    /// <summary>Width and height, points.</summary>
    public int Size { get; }

    /// <summary>A <see cref="Region"/> a point.</summary>
    public byte[] Regions { get; }

    /// <summary>Hundredths of optical density of eosin.</summary>
    public byte[] Eosin { get; }

    /// <summary>Hundredths of optical density of haematoxylin.</summary>
    public byte[] Haematoxylin { get; }

    /// <summary>Bile ducts: centre and radius in pixels of the slide.</summary>
    public List<(double X, double Y, double Radius)> Ducts { get; } = [];

    /// <summary>The region at a pixel of the slide; glass where the cytoplasm is open or the point is off the slide.</summary>
    public Region At(double x, double y)
    {
        var (i, j) = ((int)(x / Step), (int)(y / Step));
        return i >= 0 && j >= 0 && i < Size && j < Size && Eosin[(j * Size) + i] > 9 ? (Region)Regions[(j * Size) + i] : Region.Glass;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(Regions);
        ArrayPool<byte>.Shared.Return(Eosin);
        ArrayPool<byte>.Shared.Return(Haematoxylin);
    }

    private void DrawTissue()
    {
        var count = Size * Size;
        var (outline, plates, bands, fibres) = (Rent(count), Rent(count), Rent(count), Rent(count));
        var ratio = _random.Uniform(.7, 1.4);
        LatticeNoise.Fill(outline, Size, Size, Size / 4.5, Size / 4.5, _random);
        LatticeNoise.Fill(plates, Size, Size, Math.Max(1, _look.Plates * ratio / Microns), Math.Max(1, _look.Plates / ratio / Microns), _random);
        LatticeNoise.Fill(bands, Size, Size, Math.Max(1, 180 / Microns), Math.Max(1, 180 / Microns), _random);
        LatticeNoise.Fill(fibres, Size, Size, 11, 1.7, _random);
        var (aspect, half) = (_random.Uniform(.85, 1.15), Size / 2.0);
        var (sin, cos) = Math.SinCos(_random.Uniform(0, 2 * Math.PI));
        var border = _random.Chance(.75) ? _random.Uniform(.15, .6) : 9;
        var capsule = _random.Chance(.6) ? _random.Uniform(10, 45) / (half * Microns) : 0;
        var sharpness = 1 / Math.Max(.02f, _look.Gap * .8f);
        var normal = 1 / .10f;
        var liver = (float)(_look.Cytoplasm + 6);
        for (int y = 0, i = 0; y < Size; y++)
        {
            var v = (y + .5 - half) / half;
            for (var x = 0; x < Size; x++, i++)
            {
                var u = (x + .5 - half) / half;
                var edge = (float)((1 - (.92 * ((u * u * aspect) + (v * v / aspect))) + (.20 * outline[i])) * 30);
                if (edge <= 0)
                {
                    (Regions[i], Eosin[i], Haematoxylin[i]) = ((byte)Region.Glass, 0, 0);
                    continue;
                }

                edge = Math.Min(edge, 1);
                var beyond = (u * cos) + (v * sin) - border + (.10 * outline[(count - 1) - i]) + (.02 * bands[i]);
                var band = Math.Abs(bands[i]);
                Region region;
                float eosin, haematoxylin;
                if (beyond < 0)
                {
                    var dead = bands[i] * .8f + (.5f * outline[i]) > _look.Necrosis;
                    if (dead)
                    {
                        (region, eosin, haematoxylin) = (Region.Necrosis, 40 + (6 * plates[i]), 9);
                    }
                    else if (band < _look.Stroma)
                    {
                        (region, eosin, haematoxylin) = (Region.Stroma, 44 + (9 * fibres[i]), 3);
                    }
                    else
                    {
                        var open = Math.Clamp((Math.Abs(plates[i]) - _look.Gap) * sharpness, .06f, 1);
                        (region, eosin, haematoxylin) = (Region.Tumour, open * (float)_look.Cytoplasm, open * 13);
                    }
                }
                else if (beyond < capsule || (_cirrhosis && band < .13f))
                {
                    (region, eosin, haematoxylin) = (Region.Stroma, 46 + (9 * fibres[i]), 3);
                }
                else
                {
                    var open = Math.Clamp((Math.Abs(plates[i]) - .07f) * normal, .10f, 1);
                    (region, eosin, haematoxylin) = (Region.Liver, open * liver, open * 8);
                }

                Regions[i] = (byte)region;
                Eosin[i] = (byte)Math.Clamp(edge * eosin, 0, 120);
                Haematoxylin[i] = (byte)(edge * haematoxylin);
            }
        }

        foreach (var field in new[] { outline, plates, bands, fibres })
        {
            ArrayPool<float>.Shared.Return(field);
        }
    }

    // Portal tracts with an artery, a vein and a duct each, and central veins, where there is liver.
    private void DrawTracts()
    {
        for (var attempt = 0; attempt < 26; attempt++)
        {
            var (x, y) = (_random.Uniform(0, Size), _random.Uniform(0, Size));
            var portal = attempt % 2 == 0;
            var radius = (portal ? _random.Uniform(35, 90) : _random.Uniform(14, 32)) / Microns;
            var apart = _holes.TrueForAll(h => ((h.X - x) * (h.X - x)) + ((h.Y - y) * (h.Y - y)) > (h.Radius + radius + 40) * (h.Radius + radius + 40));
            var centre = ((int)y * Size) + Math.Min((int)x, Size - 1);
            if (!apart || (int)y >= Size || Regions[centre] != (byte)Region.Liver)
            {
                continue;
            }

            _holes.Add((x, y, radius));
            if (portal)
            {
                var (sin, cos) = Math.SinCos(_random.Uniform(0, 2 * Math.PI));
                Disc(x, y, radius, Region.Stroma, 46, 4, _random.Uniform(.7, 1));
                Disc(x + (.35 * radius * cos), y + (.35 * radius * sin), radius * .38, Region.Glass, 1, 0, 1);
                Ducts.Add(((x - (.45 * radius * cos)) * Step, (y - (.45 * radius * sin)) * Step, radius * _random.Uniform(.18, .26) * Step));
            }
            else
            {
                Disc(x, y, radius * 1.18, Region.Stroma, 44, 3, 1);
                Disc(x, y, radius, Region.Glass, 1, 0, 1);
            }
        }
    }

    private void Disc(double cx, double cy, double radius, Region region, byte eosin, byte haematoxylin, double ratio)
    {
        for (var y = Math.Max(0, (int)(cy - radius)); y <= Math.Min(Size - 1, (int)(cy + radius)); y++)
        {
            for (var x = Math.Max(0, (int)(cx - radius)); x <= Math.Min(Size - 1, (int)(cx + radius)); x++)
            {
                var (u, v) = (x - cx, (y - cy) / ratio);
                var i = (y * Size) + x;
                if ((u * u) + (v * v) < radius * radius && Regions[i] != (byte)Region.Glass)
                {
                    (Regions[i], Eosin[i], Haematoxylin[i]) = ((byte)region, eosin, haematoxylin);
                }
            }
        }
    }

    private static float[] Rent(int count) => ArrayPool<float>.Shared.Rent(count);
}
