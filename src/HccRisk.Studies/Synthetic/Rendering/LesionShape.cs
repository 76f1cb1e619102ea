using HccRisk.Imaging;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering;

/// <summary>An ellipsoid whose surface is pushed in and out by a smooth field on the sphere, in two octaves.</summary>
internal sealed class LesionShape
{
    private const int Nodes = 14;
    private readonly float[] _lattice = new float[Nodes * Nodes * Nodes];
    private readonly double _irregularity;
    private readonly double _shrink;

    /// <summary>A lesion of a largest diameter about a centre, millimetres.</summary>
    public LesionShape(Vector3D centre, double radius, double irregularity, SyntheticRandom random)
    {
        Centre = centre;
        Radius = radius;
        _irregularity = irregularity;
        _shrink = 1 / (1 + irregularity);
        var (a, b) = (random.Uniform(.82, 1), random.Uniform(.82, 1));
        Ratio = random.Below(3) switch { 0 => new(1, a, b), 1 => new(a, 1, b), _ => new(a, b, 1) };
        for (var i = 0; i < _lattice.Length; i += 2)
        {
            // B-spline smoothing leaves 0.479^3 of the variance; two octaves share what is put back.
            (var first, var second) = random.NormalPair();
            _lattice[i] = first * 3.02f;
            _lattice[i + 1] = second * 3.02f;
        }
    }

    /// <summary>The centre, millimetres in the image frame.</summary>
    public Vector3D Centre { get; }

    /// <summary>Half the largest diameter, millimetres.</summary>
    public double Radius { get; }

    /// <summary>Semi-axes over <see cref="Radius"/>.</summary>
    public Vector3D Ratio { get; }

    /// <summary>Depth below the surface in millimetres, negative outside; exact on the surface, close to it near it.</summary>
    public double Depth(double x, double y, double z)
    {
        var (u, v, w) = ((x - Centre.X) / (Radius * Ratio.X), (y - Centre.Y) / (Radius * Ratio.Y), (z - Centre.Z) / (Radius * Ratio.Z));
        var reach = Math.Sqrt((u * u) + (v * v) + (w * w));
        var limit = 2.5 * _irregularity;
        if (reach < (1 - limit) * _shrink || reach > ((1 + limit) * _shrink) + (18 / Radius))
        {
            return (_shrink - reach) * Radius;
        }

        var bump = 0.0;
        if (reach > 0)
        {
            var (dx, dy, dz) = (u / reach, v / reach, w / reach);
            bump = (.8 * Field(5 + (1.5 * dx), 5 + (1.5 * dy), 5 + (1.5 * dz))) + (.6 * Field(5 + (3.8 * dx), 5 + (3.8 * dy), 5 + (3.8 * dz)));
        }

        return (((1 + (_irregularity * Math.Clamp(bump, -2.4, 2.4))) * _shrink) - reach) * Radius;
    }

    private double Field(double x, double y, double z)
    {
        var (i, j, k) = ((int)x, (int)y, (int)z);
        Span<float> wx = stackalloc float[4];
        Span<float> wy = stackalloc float[4];
        Span<float> wz = stackalloc float[4];
        LatticeNoise.Weights((float)(x - i), wx);
        LatticeNoise.Weights((float)(y - j), wy);
        LatticeNoise.Weights((float)(z - k), wz);
        float sum = 0;
        for (var c = 0; c < 4; c++)
        {
            for (var b = 0; b < 4; b++)
            {
                var line = _lattice.AsSpan((Nodes * ((Nodes * (k + c)) + j + b)) + i, 4);
                sum += wz[c] * wy[b] * ((wx[0] * line[0]) + (wx[1] * line[1]) + (wx[2] * line[2]) + (wx[3] * line[3]));
            }
        }

        return sum;
    }
}
