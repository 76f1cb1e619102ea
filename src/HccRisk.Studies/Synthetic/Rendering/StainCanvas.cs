namespace HccRisk.Studies.Synthetic.Rendering;

/// <summary>Two planes of stain amounts and the shapes drawn on them; what falls outside is cut off.</summary>
internal sealed class StainCanvas(byte[] haematoxylin, byte[] eosin, int size)
{
    /// <summary>Width and height, pixels.</summary>
    public int Size => size;

    /// <summary>Where nuclei are put down as they are drawn; null (default) where nobody asks.</summary>
    public List<DrawnNucleus>? Nuclei { get; init; }

    /// <summary>An ellipse of haematoxylin with a soft rim and clumped chromatin; eosin fades under it.</summary>
    public void Nucleus(double cx, double cy, double radius, double ratio, double angle, int dark, uint clumps)
    {
        Nuclei?.Add(new DrawnNucleus(cx, cy, radius, ratio, angle));
        var (sin, cos) = Math.SinCos(angle);
        var (a, b) = ((float)(1 / radius), (float)(1 / (radius * ratio)));
        var (ax, ay, bx, by) = ((float)cos * a, (float)sin * a, (float)-sin * b, (float)cos * b);
        var reach = radius + 1;
        var (x0, x1) = Clip(cx, reach);
        var (y0, y1) = Clip(cy, reach);
        // The rim fades over about a pixel and a half.
        var slope = (float)(dark * radius / 3);
        for (var y = y0; y < y1; y++)
        {
            var dy = (float)(y - cy);
            var h = haematoxylin.AsSpan(y * size, size);
            var e = eosin.AsSpan(y * size, size);
            for (var x = x0; x < x1; x++)
            {
                var dx = (float)(x - cx);
                var (p, q) = ((ax * dx) + (ay * dy), (bx * dx) + (by * dy));
                var inside = 1 - ((p * p) + (q * q));
                if (inside <= 0)
                {
                    continue;
                }

                // A cheap hash of 2 x 2 blocks stands for chromatin.
                var hash = (((uint)(x >> 1) * 0x9E3779B1u) ^ ((uint)(y >> 1) * 0x85EBCA77u) ^ clumps) * 0xC2B2AE3Du;
                var amount = Math.Min((int)(inside * slope), dark + (int)(hash >> 27) - 16);
                if (amount > h[x])
                {
                    h[x] = (byte)amount;
                    e[x] = (byte)((e[x] * 5) >> 3);
                }
            }
        }
    }

    /// <summary>A round hole: no stain at all.</summary>
    public void Vacuole(double cx, double cy, double radius)
    {
        var (x0, x1) = Clip(cx, radius);
        var (y0, y1) = Clip(cy, radius);
        for (var y = y0; y < y1; y++)
        {
            for (var x = x0; x < x1; x++)
            {
                if (((x - cx) * (x - cx)) + ((y - cy) * (y - cy)) < radius * radius)
                {
                    haematoxylin[(y * size) + x] = 0;
                    eosin[(y * size) + x] = 1;
                }
            }
        }
    }

    private (int From, int To) Clip(double centre, double reach) =>
        (Math.Clamp((int)Math.Ceiling(centre - reach), 0, size), Math.Clamp((int)Math.Floor(centre + reach) + 1, 0, size));
}
