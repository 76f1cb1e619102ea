using HccRisk.Imaging;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering.Second;

/// <summary>A patient's upper abdomen: a liver of two lobes with its fissure, hilum and vessels, and the organs around it.</summary>
internal sealed class Abdomen
{
    private readonly SyntheticRandom _random;
    private readonly Vector3D _right;
    private readonly Vector3D _rightAxes;
    private readonly Vector3D _left;
    private readonly Vector3D _leftAxes;

    /// <summary>Draws a patient's build.</summary>
    public Abdomen(SyntheticRandom random)
    {
        _random = random;
        _right = new(random.Uniform(-60, -52), random.Uniform(-8, 2), random.Uniform(-8, 2));
        _rightAxes = new(random.Uniform(58, 66), random.Uniform(66, 76), random.Uniform(62, 74));
        _left = new(random.Uniform(-6, 6), random.Uniform(-48, -42), random.Uniform(8, 20));
        _leftAxes = new(random.Uniform(50, 72), random.Uniform(25, 33), random.Uniform(34, 46));
    }

    /// <summary>A centre for a lesion of a radius so that it lies inside a lobe and the field.</summary>
    public Vector3D PlaceLesion(double radius)
    {
        var (centre, axes) = radius < 14 && _random.Chance(.3) ? (_left, _leftAxes) : (_right, _rightAxes);
        while (true)
        {
            var (u, v, w) = (_random.Uniform(-1, 1), _random.Uniform(-1, 1), _random.Uniform(-1, 1));
            if ((u * u) + (v * v) + (w * w) <= 1)
            {
                return new Vector3D(
                    centre.X + (u * Room(axes.X)), centre.Y + (v * Room(axes.Y)), Math.Clamp(centre.Z + (w * Room(axes.Z)), radius - 52, Math.Max(radius - 52, 52 - radius)));
            }
        }

        double Room(double axis) => Math.Max(0, (axis - radius - 6) * .85);
    }

    /// <summary>Draws everything but the lesion; <paramref name="waviness"/> is a smooth field that moves the liver's surface.</summary>
    public void Draw(OrganMap map, ReadOnlySpan<float> waviness)
    {
        DrawWall(map);
        DrawNeighbours(map);
        DrawLiver(map, waviness);
        DrawVessels(map);
    }

    private void DrawWall(OrganMap map)
    {
        var (a, b) = (_random.Uniform(124, 138), _random.Uniform(86, 95));
        var fat = _random.Uniform(5, 16);
        map.Column(Tissue.Fat, 0, 0, a, b);
        map.Column(Tissue.Muscle, 0, 0, a - fat, b - fat);
        map.Column(Tissue.Fat, 0, -4, a - fat - 9, b - fat - 9);
        map.Ellipsoid(Tissue.Muscle, -28, 68, 0, 24, 15, 1e6);
        map.Ellipsoid(Tissue.Muscle, 28, 68, 0, 24, 15, 1e6);

        // Lungs from above.
        var dome = _random.Uniform(44, 60);
        map.Ellipsoid(Tissue.Air, -62, 6, dome + 58, 60, 70, 66);
        map.Ellipsoid(Tissue.Air, 66, 10, dome + 54, 54, 64, 66);
        var disc = _random.Uniform(-60, -24);
        map.Column(Tissue.Marrow, 0, 48, 19, 15);
        for (var z = disc; z < 64; z += 33)
        {
            map.Ellipsoid(Tissue.Disc, 0, 48, z, 20, 16, 5);
        }

        map.Ellipsoid(Tissue.Marrow, 0, 74, 0, 4, 12, 1e6);
        map.Column(Tissue.Cord, 0, 67, 8, 6.5);
    }

    private void DrawNeighbours(OrganMap map)
    {
        map.Ellipsoid(Tissue.Spleen, 86 + Jitter(5), 32 + Jitter(5), 14 + Jitter(8), 23 + Jitter(3), 36, 40, .35);
        Kidney(map, -58 + Jitter(5), 46 + Jitter(4), -44 + Jitter(10), .5);
        Kidney(map, 60 + Jitter(5), 48 + Jitter(4), -34 + Jitter(10), -.5);
        var (sx, sy, sz) = (60 + Jitter(6), -30 + Jitter(5), 8 + Jitter(8));
        var (sa, sb, sc) = (_random.Uniform(28, 40), _random.Uniform(24, 36), _random.Uniform(38, 54));
        map.Ellipsoid(Tissue.StomachWall, sx, sy, sz, sa, sb, sc);
        map.Ellipsoid(Tissue.Water, sx, sy, sz, sa - 4, sb - 4, sc - 4);
        map.Ellipsoid(Tissue.Air, sx, sy - (.5 * sb), sz, (sa - 4) * .8, (sb - 4) * .45, (sc - 4) * .8);
        map.Tube(Tissue.Pancreas, (-12, 4 + Jitter(3), -36), (24, 2 + Jitter(3), -22), 10, 8);
        map.Tube(Tissue.Pancreas, (24, 2, -22), (72, 22, -8), 8, 6);
        for (var i = 0; i < 5; i++)
        {
            var (x, y, z) = (_random.Uniform(-20, 80), _random.Uniform(-58, -20), _random.Uniform(-64, -34));
            var r = _random.Uniform(9, 16);
            map.Ellipsoid(Tissue.Bowel, x, y, z, r * 1.4, r, r);
            map.Ellipsoid(_random.Chance(.4) ? Tissue.Air : Tissue.Water, x, y, z, (r * 1.4) - 4, r - 4, r - 4);
        }
    }

    private static void Kidney(OrganMap map, double x, double y, double z, double turn)
    {
        map.Ellipsoid(Tissue.Cortex, x, y, z, 21, 27, 46, turn);
        map.Ellipsoid(Tissue.Medulla, x, y, z, 14, 19, 37, turn);
        map.Ellipsoid(Tissue.Fat, x - (Math.Sign(x) * 8), y - 4, z, 9, 8, 18, turn);
    }

    private void DrawLiver(OrganMap map, ReadOnlySpan<float> waviness)
    {
        var grid = map.Grid;
        var (fx, slope, end) = (_left.X + Jitter(4) - 6, _random.Uniform(-.25, .25), _random.Uniform(0, 24));
        var box = grid.Around(
            -40, _right.Y - 6, 0, 130, _rightAxes.Y + 14, 90);
        for (var k = box.Z0; k < box.Z1; k++)
        {
            var z = grid.Z(k);
            var (rz, lz, hz) = (Square((z - _right.Z) / _rightAxes.Z), Square((z - _left.Z) / _leftAxes.Z), Square((z + 16) / 22));
            for (var j = box.Y0; j < box.Y1; j++)
            {
                var y = grid.Y(j);
                var (ry, ly, hy) = (rz + Square((y - _right.Y) / _rightAxes.Y), lz + Square((y - _left.Y) / _leftAxes.Y), hz + Square((y - 20) / 16));
                if (ry > 1.35 && ly > 1.35)
                {
                    continue;
                }

                // The fissure of the round ligament runs up from the lower edge, front half.
                var cleft = y < _left.Y + 18 && z < end ? fx + (slope * (y - _left.Y)) : double.NaN;
                var line = grid.Width * (j + (grid.Height * k));
                for (var i = box.X0; i < box.X1; i++)
                {
                    var x = grid.X(i);
                    var inside = Math.Max(1 - ry - Square((x - _right.X) / _rightAxes.X), 1 - ly - Square((x - _left.X) / _leftAxes.X));
                    if (inside + (.06 * waviness[line + i]) > 0 && hy + Square((x + 14) / 22) > 1)
                    {
                        map.Tissues[line + i] = (byte)(Math.Abs(x - cleft) < 1.9 ? Tissue.Fat : Tissue.Liver);
                    }
                }
            }
        }

        map.Ellipsoid(Tissue.Bile, -36 + Jitter(5), -30 + Jitter(6), -44 + Jitter(6), 12, 15, 24, Jitter(.3));
    }

    private void DrawVessels(OrganMap map)
    {
        (double X, double Y, double Z) hilum = (-22 + Jitter(4), 12 + Jitter(3), -14 + Jitter(4));
        (double X, double Y, double Z) caval = (-18 + Jitter(2), 25 + Jitter(2), 44);
        map.Column(Tissue.Artery, 13 + Jitter(2), 26 + Jitter(2), 9.5, 9.5);
        map.Column(Tissue.Vein, caval.X, caval.Y, 12, 9);
        map.Tube(Tissue.Portal, (6, 16, -56), hilum, 7.5, 7);
        map.Tube(Tissue.Artery, (13, 26, -8), (hilum.X + 6, hilum.Y - 4, hilum.Z + 2), 2.6, 2);
        List<(double X, double Y, double Z)> tips = [];
        Branch(Tissue.Portal, hilum, (-58, 8, -8), 5.5, 4.6);
        Branch(Tissue.Portal, tips[0], (-84, -28, 8), 4.2, 2.8);
        Branch(Tissue.Portal, tips[0], (-92, 26, -16), 4.2, 2.8);
        Branch(Tissue.Portal, hilum, (-8, -30, 6), 4.6, 3.6);
        Branch(Tissue.Portal, tips[3], (20, -48, 16), 3.4, 2.4);
        Branch(Tissue.Vein, caval, (-84, 10, 4), 5, 3);
        Branch(Tissue.Vein, caval, (-44, -40, 0), 5, 3);
        Branch(Tissue.Vein, caval, (4, -46, 16), 4.2, 2.6);
        var stems = tips.Count;
        for (var i = 0; i < 60; i++)
        {
            var start = tips[i < 2 * stems ? i % stems : _random.Below(tips.Count)];
            Branch(i % stems < 5 ? Tissue.Portal : Tissue.Vein, start, (start.X + Jitter(22), start.Y + Jitter(22), start.Z + Jitter(18)), 2.3, 1.2);
        }

        void Branch(Tissue tissue, (double X, double Y, double Z) from, (double X, double Y, double Z) to, double radius, double end)
        {
            (double X, double Y, double Z) tip = (to.X + Jitter(5), to.Y + Jitter(5), to.Z + Jitter(5));
            map.Tube(tissue, from, tip, radius, end, Tissue.Liver);
            tips.Add(tip);
        }
    }

    // Normal, but not beyond 2 SD.
    private double Jitter(double deviation) => deviation * Math.Clamp(_random.Normal(), -2, 2);

    private static double Square(double x) => x * x;
}
