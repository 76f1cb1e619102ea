using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering.Second;

/// <summary>Draws nuclei: a membrane, paler inside, clumps of chromatin; what falls off the slide is cut off.</summary>
internal sealed class NucleusBrush(byte[] haematoxylin, byte[] eosin, int size)
{
    /// <summary>Width and height of <see cref="Grain"/>; a power of two.</summary>
    public const int GrainSize = 512;

    // From the edge (0) to the middle (63): 64 is full.
    private static readonly byte[] Profile = MakeProfile();

    /// <summary>A fixed texture of two sizes, -20 to 20, SD about 5; every use takes it from another place.</summary>
    public static sbyte[] Grain { get; } = MakeGrain();

    /// <summary>An ellipse of half axes <paramref name="radius"/> and its <paramref name="ratio"/>, in pixels.</summary>
    public void Draw(double cx, double cy, double radius, double ratio, double angle, int dark, uint place)
    {
        var (sin, cos) = Math.SinCos(angle);
        var (a, b) = ((float)(1 / radius), (float)(1 / (radius * ratio)));
        var (ax, ay, bx, by) = ((float)cos * a, (float)sin * a, (float)-sin * b, (float)cos * b);
        var (x0, x1) = Clip(cx, radius);
        var (y0, y1) = Clip(cy, radius);
        for (var y = y0; y < y1; y++)
        {
            var dy = (float)(y - cy);
            var (py, qy) = (ay * dy, by * dy);
            var h = haematoxylin.AsSpan(y * size, size);
            var e = eosin.AsSpan(y * size, size);
            var grain = Grain.AsSpan((int)((uint)y + (place >> 16)) % GrainSize * GrainSize, GrainSize);
            for (var x = x0; x < x1; x++)
            {
                var dx = (float)(x - cx);
                var (p, q) = ((ax * dx) + py, (bx * dx) + qy);
                var inside = 1 - ((p * p) + (q * q));
                if (inside <= 0)
                {
                    continue;
                }

                var full = Profile[(int)(inside * 63.99f)];
                var amount = ((dark + grain[(int)((uint)x + place) & (GrainSize - 1)] * 2) * full) >> 6;
                if (amount > h[x])
                {
                    h[x] = (byte)Math.Min(amount, 255);
                    e[x] = (byte)((e[x] * 5) >> 3);
                }
            }
        }
    }

    private (int From, int To) Clip(double centre, double reach) =>
        (Math.Clamp((int)Math.Ceiling(centre - reach), 0, size), Math.Clamp((int)Math.Floor(centre + reach) + 1, 0, size));

    private static byte[] MakeProfile()
    {
        var profile = new byte[64];
        for (var i = 0; i < profile.Length; i++)
        {
            var inside = i / 63.0;
            profile[i] = (byte)(64 * Math.Min(1, inside / .32) * (inside < .4 ? 1 : 1 - (.4 * (inside - .4))));
        }

        return profile;
    }

    private static sbyte[] MakeGrain()
    {
        const int Overlap = 48;
        const int Side = GrainSize + Overlap;
        var random = new SyntheticRandom(0x6772_6169_6F);
        var (fine, coarse) = (new float[Side * Side], new float[Side * Side]);
        LatticeNoise.Fill(fine, Side, Side, 2.6, 2.6, random);
        LatticeNoise.Fill(coarse, Side, Side, 9, 9, random);
        var grain = new sbyte[GrainSize * GrainSize];
        for (var i = 0; i < grain.Length; i++)
        {
            // The first rows and columns turn into what follows the last, so that no seam is seen where the texture begins again.
            var (x, y) = (i % GrainSize, i / GrainSize);
            var (u, v) = (Math.Min(1.0, x / (double)Overlap), Math.Min(1.0, y / (double)Overlap));
            var value = (u * v * At(x, y)) + ((1 - u) * v * At(x + GrainSize, y)) + (u * (1 - v) * At(x, y + GrainSize)) + ((1 - u) * (1 - v) * At(x + GrainSize, y + GrainSize));
            value /= Math.Sqrt(((u * u) + ((1 - u) * (1 - u))) * ((v * v) + ((1 - v) * (1 - v))));
            grain[i] = (sbyte)Math.Clamp(3.6 * value, -20, 20);
        }

        return grain;

        // Where nothing is blended the second place has no weight.
        double At(int x, int y)
        {
            var i = (Math.Min(y, Side - 1) * Side) + Math.Min(x, Side - 1);
            return fine[i] + coarse[i];
        }
    }
}
