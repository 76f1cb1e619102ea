using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering.Second;

/// <summary>Draws the nuclei of every kind of cell where the map has its tissue.</summary>
internal sealed class CellPainter(StainCanvas canvas, NucleusBrush brush, SlideMap map, SyntheticRandom random)
{
    private const double PerMicron = 1 / SlideRenderer.MicronsPerPixel;

    /// <summary>Tumour cells.</summary>
    public void Tumour(TumourLook look)
    {
        var median = look.Radius * PerMicron;
        Lattice(look.Density, .19, Region.Tumour, (x, y) =>
        {
            var (n1, n2) = random.NormalPair();
            var radius = median * Math.Exp(Math.Clamp(look.Pleomorphism * n1, -.8, .9));
            var dark = (int)Math.Clamp(look.Chromatin + (13 * n2), 50, 135);
            brush.Draw(x, y, radius, random.Uniform(look.Roundness, 1), random.Uniform(0, Math.PI), dark, (uint)random.NextBits());
            if (random.Chance(look.Nucleoli))
            {
                Nucleolus(x, y, radius, dark);
            }
        });
    }

    /// <summary>Hepatocytes beside the tumour: even, round, some with a nucleolus.</summary>
    public void Liver() => Lattice(1500, .16, Region.Liver, (x, y) =>
    {
        var radius = PerMicron * 3.6 * Math.Exp(.09 * random.NormalPair().First);
        brush.Draw(x, y, radius, random.Uniform(.88, 1), random.Uniform(0, Math.PI), 80, (uint)random.NextBits());
        if (random.Chance(.3))
        {
            Nucleolus(x, y, radius, 80);
        }
    });

    /// <summary>Spindle-shaped nuclei of stroma, capsule and septa.</summary>
    public void Spindles(double perSquareMillimetre) => Lattice(perSquareMillimetre, .35, Region.Stroma, (x, y) =>
        brush.Draw(x, y, PerMicron * random.Uniform(4.5, 7.5), random.Uniform(.22, .40), .35 * random.NormalPair().First, 98, (uint)random.NextBits()));

    /// <summary>Pale remains of nuclei in dead tissue.</summary>
    public void Ghosts() => Lattice(1300, .3, Region.Necrosis, (x, y) =>
        brush.Draw(x, y, PerMicron * random.Uniform(1.2, 3), random.Uniform(.6, 1), random.Uniform(0, Math.PI), (int)random.Uniform(25, 85), (uint)random.NextBits()));

    /// <summary>Rings of nuclei around a bile duct.</summary>
    public void Ducts()
    {
        foreach (var (x, y, radius) in map.Ducts)
        {
            canvas.Vacuole(x, y, radius * .7);
            var count = Math.Max(6, (int)(2 * Math.PI * radius / (8 * PerMicron)));
            for (var i = 0; i < count; i++)
            {
                var (sin, cos) = Math.SinCos(2 * Math.PI * i / count);
                brush.Draw(x + (radius * cos), y + (radius * sin), PerMicron * 2.9, .8, Math.Atan2(sin, cos), 88, (uint)random.NextBits());
            }
        }
    }

    /// <summary>Round dark nuclei scattered over a tissue; radii in pixels.</summary>
    public void Round(Region region, double perSquareMillimetre, double smallest, double largest, int dark) => Scatter(region, perSquareMillimetre, (x, y) =>
        brush.Draw(x, y, random.Uniform(smallest, largest), .92, random.Uniform(0, Math.PI), dark, (uint)random.NextBits()));

    /// <summary>Dividing tumour cells: a dark plate.</summary>
    public void Mitoses(double perSquareMillimetre) => Scatter(Region.Tumour, perSquareMillimetre, (x, y) =>
        brush.Draw(x, y, PerMicron * 4.6, .40, random.Uniform(0, Math.PI), 150, (uint)random.NextBits()));

    /// <summary>Drops of fat.</summary>
    public void Vacuoles(Region region, double perSquareMillimetre) =>
        Scatter(region, perSquareMillimetre, (x, y) => canvas.Vacuole(x, y, random.Uniform(5, 16)));

    private void Nucleolus(double x, double y, double radius, int dark)
    {
        var (dx, dy) = random.NormalPair();
        brush.Draw(x + (.2 * radius * dx), y + (.2 * radius * dy), Math.Max(1.6, radius * .26), 1, 0, Math.Min(150, dark + 42), (uint)random.NextBits());
    }

    // One cell a point of a jittered hexagonal grid, where there is the tissue.
    private void Lattice(double perSquareMillimetre, double jitter, Region region, Action<double, double> draw)
    {
        var pitch = Math.Sqrt(1e6 / perSquareMillimetre) * PerMicron;
        var odd = false;
        for (var gy = pitch / 2; gy < canvas.Size; gy += pitch, odd = !odd)
        {
            for (var gx = odd ? pitch : pitch / 2; gx < canvas.Size; gx += pitch)
            {
                var (jx, jy) = random.NormalPair();
                var (x, y) = (gx + (jitter * pitch * jx), gy + (jitter * pitch * jy));
                if (map.At(x, y) == region)
                {
                    draw(x, y);
                }
            }
        }
    }

    private void Scatter(Region region, double perSquareMillimetre, Action<double, double> draw)
    {
        var side = canvas.Size * SlideRenderer.MicronsPerPixel / 1000;
        var count = (int)((perSquareMillimetre * side * side) + random.Uniform());
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (random.Uniform(0, canvas.Size), random.Uniform(0, canvas.Size));
            if (map.At(x, y) == region)
            {
                draw(x, y);
            }
        }
    }
}
