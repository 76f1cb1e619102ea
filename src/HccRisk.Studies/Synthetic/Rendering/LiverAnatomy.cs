using HccRisk.Imaging;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering;

/// <summary>A patient's upper abdomen by quadrics, millimetres from the field's centre: x to the patient's left, y to the back, z up.</summary>
internal sealed record LiverAnatomy(Vector3D Centre, Vector3D SemiAxes, Vector3D SpleenCentre, Vector3D AortaCentre)
{
    /// <summary>Draws a patient's build.</summary>
    public static LiverAnatomy Draw(SyntheticRandom random) => new(
        new Vector3D(random.Uniform(-18, -10), random.Uniform(-8, -2), random.Uniform(-3, 3)),
        new Vector3D(random.Uniform(60, 66), random.Uniform(56, 62), random.Uniform(54, 60)),
        new Vector3D(random.Uniform(70, 78), random.Uniform(30, 40), random.Uniform(5, 20)),
        new Vector3D(random.Uniform(14, 20), random.Uniform(58, 62), 0));

    /// <summary>A centre for a lesion of a radius so that it lies inside the liver and the field.</summary>
    public Vector3D PlaceLesion(double radius, SyntheticRandom random)
    {
        while (true)
        {
            var (u, v, w) = (random.Uniform(-1, 1), random.Uniform(-1, 1), random.Uniform(-1, 1));
            if ((u * u) + (v * v) + (w * w) <= 1)
            {
                return new Vector3D(
                    Centre.X + (u * Room(SemiAxes.X)), Centre.Y + (v * Room(SemiAxes.Y)), .5 * w * Room(SemiAxes.Z));
            }
        }

        double Room(double axis) => Math.Max(0, (axis - radius - 6) * .9);
    }

    /// <summary>The organ at a point; <paramref name="waviness"/> moves the liver's surface (0.05 is 5 % of its size).</summary>
    public Organ OrganAt(double x, double y, double z, float waviness)
    {
        if (Quadric(x - Centre.X, y - Centre.Y, z - Centre.Z, SemiAxes.X, SemiAxes.Y, SemiAxes.Z) < 1 + waviness)
        {
            return Organ.Liver;
        }

        if (Quadric(x - AortaCentre.X, y - AortaCentre.Y, 0, 9, 9, 1) < 1)
        {
            return Organ.Aorta;
        }

        if (Quadric(x - SpleenCentre.X, y - SpleenCentre.Y, z - SpleenCentre.Z, 20, 30, 42) < 1)
        {
            return Organ.Spleen;
        }

        var body = Quadric(x - 5, y, 0, 105, 78, 1);
        return body > 1 ? Organ.Air : body > .84 ? Organ.Fat : Organ.Muscle;
    }

    private static double Quadric(double x, double y, double z, double a, double b, double c) =>
        ((x / a) * (x / a)) + ((y / b) * (y / b)) + ((z / c) * (z / c));
}
