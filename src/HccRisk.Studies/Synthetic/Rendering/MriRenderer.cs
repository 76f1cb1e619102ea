using System.Buffers;
using HccRisk.Imaging;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering;

/// <summary>
/// Draws a patient's three contrast phases: liver with vessels, spleen, aorta, spine and fat, one lesion of the recorded size,
/// the scanner's blur, gain, bias field and Rician noise. Other nodules of a multinodular patient are not drawn.
/// </summary>
internal static class MriRenderer
{
    private const ulong MriStream = 3;
    private const double HalfField = 80;
    private const double HalfHeight = 60;

    // Signal over arterial plain liver, by phase: arterial, portal venous, delayed.
    private static readonly float[] Liver = [1f, 1f, 1f];
    private static readonly float[] Vessel = [1.06f, 1.38f, 1.20f];
    private static readonly float[] Spleen = [1.45f, 1.25f, 1.12f];
    private static readonly float[] Aorta = [2.6f, 1.55f, 1.25f];
    private static readonly float[] Muscle = [.72f, .66f, .68f];
    private static readonly float[] Fat = [.50f, .42f, .43f];
    private static readonly float[] Air = [.02f, .02f, .02f];

    /// <summary>Renders one patient; the same patient and grid give the same voxels.</summary>
    public static MriCase Render(SyntheticPatient patient, int matrix, int slices)
    {
        var random = PatientSampler.Stream(patient.StreamKeys, MriStream);
        var (spacing, thickness) = (2 * HalfField / matrix, 2 * HalfHeight / slices);
        // Stored as a scanner stores axial slices: x to the patient's left, y to the back, slices upwards.
        var geometry = new VolumeGeometry(
            matrix, matrix, slices, new Vector3D(spacing, spacing, thickness),
            new Vector3D(HalfField - (spacing / 2), HalfField - (spacing / 2), -HalfHeight + (thickness / 2)),
            new Vector3D(-1, 0, 0), new Vector3D(0, -1, 0), new Vector3D(0, 0, 1));
        var count = matrix * matrix * slices;

        var traits = LesionTraits.Draw(patient.ZMri, random);
        var anatomy = LiverAnatomy.Draw(random);
        var shape = new LesionShape(
            anatomy.PlaceLesion(patient.SizeCm * 5, random), patient.SizeCm * 5, traits.Irregularity, random);

        float[][] phases = [Rent(count), Rent(count), Rent(count)];
        var lesion = new bool[count];
        var liver = new bool[count];
        DrawAnatomy(phases, liver, geometry, anatomy, random);
        DrawLesion(phases, lesion, liver, geometry, shape, traits, random);

        var volumes = Acquire(phases, geometry, patient.Site, random);
        foreach (var phase in phases)
        {
            ArrayPool<float>.Shared.Return(phase);
        }

        return new MriCase(geometry, volumes[0], volumes[1], volumes[2], new Mask(geometry, lesion), new Mask(geometry, liver));
    }

    private static float[] Rent(int count) => ArrayPool<float>.Shared.Rent(count);

    private static void DrawAnatomy(float[][] phases, bool[] liver, VolumeGeometry g, LiverAnatomy anatomy, SyntheticRandom random)
    {
        var count = (int)g.VoxelCount;
        var (texture, first, second) = (Rent(count), Rent(count), Rent(count));
        LatticeNoise.Fill(texture, g.Width, g.Height, g.Depth, 5 / g.Spacing.X, 5 / g.Spacing.Y, Math.Max(1, 5 / g.Spacing.Z), random);
        LatticeNoise.Fill(first, g.Width, g.Height, g.Depth, 26 / g.Spacing.X, 26 / g.Spacing.Y, 26 / g.Spacing.Z, random);
        LatticeNoise.Fill(second, g.Width, g.Height, g.Depth, 26 / g.Spacing.X, 26 / g.Spacing.Y, 26 / g.Spacing.Z, random);
        var coarseness = (float)(.02 + (.02 * random.Uniform()));
        for (int z = 0, i = 0; z < g.Depth; z++)
        {
            var mz = ((z + .5) * g.Spacing.Z) - HalfHeight;
            for (var y = 0; y < g.Height; y++)
            {
                var my = ((y + .5) * g.Spacing.Y) - HalfField;
                for (var x = 0; x < g.Width; x++, i++)
                {
                    var mx = ((x + .5) * g.Spacing.X) - HalfField;
                    var organ = anatomy.OrganAt(mx, my, mz, first[i] * .05f);
                    var signal = organ switch
                    {
                        Organ.Liver => Liver,
                        Organ.Spleen => Spleen,
                        Organ.Aorta => Aorta,
                        Organ.Muscle => Muscle,
                        Organ.Fat => Fat,
                        _ => Air,
                    };
                    // Two smooth fields vanish together along curves: a tree of vessels.
                    var tube = (first[i] * first[i]) + (second[i] * second[i]);
                    var grain = 1 + (coarseness * texture[i]);
                    liver[i] = organ == Organ.Liver;
                    var blood = organ == Organ.Liver ? Math.Clamp(1.4f - (tube * 25f), 0, 1) : 0;
                    for (var phase = 0; phase < 3; phase++)
                    {
                        phases[phase][i] = grain * (signal[phase] + (blood * (Vessel[phase] - signal[phase])));
                    }
                }
            }
        }

        ArrayPool<float>.Shared.Return(texture);
        ArrayPool<float>.Shared.Return(first);
        ArrayPool<float>.Shared.Return(second);
    }

    private static void DrawLesion(
        float[][] phases, bool[] lesion, bool[] liver, VolumeGeometry g, LesionShape shape, LesionTraits traits, SyntheticRandom random)
    {
        const double Margin = 16;
        var reach = (shape.Radius * 1.3) + Margin;
        var (x0, x1) = Range(shape.Centre.X, HalfField, g.Spacing.X, g.Width);
        var (y0, y1) = Range(shape.Centre.Y, HalfField, g.Spacing.Y, g.Height);
        var (z0, z1) = Range(shape.Centre.Z, HalfHeight, g.Spacing.Z, g.Depth);
        var (w, h, d) = (x1 - x0, y1 - y0, z1 - z0);
        var texture = Rent(w * h * d);
        var length = traits.TextureMillimetres;
        LatticeNoise.Fill(
            texture, w, h, d, Math.Max(1, length / g.Spacing.X), Math.Max(1, length / g.Spacing.Y), Math.Max(1, length / g.Spacing.Z), random);
        float[] target = [traits.Arterial, traits.PortalVenous, traits.Delayed];
        var soft = (float)g.Spacing.X;
        for (int z = z0, t = 0; z < z1; z++)
        {
            var mz = ((z + .5) * g.Spacing.Z) - HalfHeight;
            for (var y = y0; y < y1; y++)
            {
                var my = ((y + .5) * g.Spacing.Y) - HalfField;
                var row = g.Width * (y + (g.Height * z));
                for (var x = x0; x < x1; x++, t++)
                {
                    var depth = (float)shape.Depth(((x + .5) * g.Spacing.X) - HalfField, my, mz);
                    if (depth < -Margin)
                    {
                        continue;
                    }

                    var i = row + x;
                    lesion[i] = depth > 0;
                    if (depth > -10)
                    {
                        // Plain liver, the reference tissue, keeps clear of the corona.
                        liver[i] = false;
                    }

                    var share = Math.Clamp(.5f + (depth / soft), 0, 1);
                    var mottle = traits.Heterogeneity * texture[t];
                    for (var phase = 0; phase < 3; phase++)
                    {
                        ref var voxel = ref phases[phase][i];
                        voxel += share * (Math.Max(.1f, target[phase] + mottle) - voxel);
                    }

                    if (depth < 0)
                    {
                        phases[0][i] += (1 - share) * traits.Corona * MathF.Exp(depth / 5);
                    }

                    if (Math.Abs(depth) < 2)
                    {
                        phases[2][i] += traits.Capsule * (1 - (Math.Abs(depth) / 2));
                    }
                }
            }
        }

        ArrayPool<float>.Shared.Return(texture);

        (int From, int To) Range(double centre, double half, double step, int size) =>
            (Math.Clamp((int)((centre - reach + half) / step), 0, size), Math.Clamp((int)((centre + reach + half) / step) + 1, 0, size));
    }

    // What the scanner does: blur, gain, bias field, Rician noise, integers.
    private static Volume<short>[] Acquire(float[][] phases, VolumeGeometry g, SyntheticSite site, SyntheticRandom random)
    {
        var count = (int)g.VoxelCount;
        var bias = Rent(count);
        LatticeNoise.Fill(bias, g.Width, g.Height, g.Depth, 80 / g.Spacing.X, 80 / g.Spacing.Y, 80 / g.Spacing.Z, random);
        var gain = site.ScannerGain * MathF.Exp(.12f * (float)random.Normal());
        var noise = site.NoiseFraction * site.ScannerGain * MathF.Exp(.15f * (float)random.Normal());
        ReadOnlySpan<float> enhancement = [1f, 1.30f, 1.18f];
        var blur = Math.Exp(-g.Spacing.X * g.Spacing.X / (2 * site.PointSpreadMillimetres * site.PointSpreadMillimetres));
        var side = (float)(blur / (1 + (2 * blur)));
        var volumes = new Volume<short>[3];
        for (var phase = 0; phase < 3; phase++)
        {
            var level = gain * enhancement[phase] * MathF.Exp(.05f * (float)random.Normal());
            Blur(phases[phase], g, side);
            var voxels = new short[count];
            var source = phases[phase];
            for (var i = 0; i < count; i++)
            {
                var (real, imaginary) = random.NormalPair();
                var signal = (source[i] * level * (1 + (.05f * bias[i]))) + (noise * real);
                imaginary *= noise;
                voxels[i] = (short)(MathF.Sqrt((signal * signal) + (imaginary * imaginary)) + site.ScannerOffset + .5f);
            }

            volumes[phase] = new Volume<short>(g, voxels);
        }

        ArrayPool<float>.Shared.Return(bias);
        return volumes;
    }

    /// <summary>Three taps along x and y, edges repeated, in place.</summary>
    internal static void Blur(float[] volume, VolumeGeometry g, float side)
    {
        var centre = 1 - (2 * side);
        var above = new float[g.Width];
        for (var z = 0; z < g.Depth; z++)
        {
            for (var y = 0; y < g.Height; y++)
            {
                var row = volume.AsSpan(g.Width * (y + (g.Height * z)), g.Width);
                var before = row[0];
                for (var x = 0; x < row.Length; x++)
                {
                    var here = row[x];
                    row[x] = (centre * here) + (side * (before + row[Math.Min(x + 1, row.Length - 1)]));
                    before = here;
                }
            }

            volume.AsSpan(g.Width * g.Height * z, g.Width).CopyTo(above);
            for (var y = 0; y < g.Height; y++)
            {
                var row = volume.AsSpan(g.Width * (y + (g.Height * z)), g.Width);
                var below = volume.AsSpan(g.Width * (Math.Min(y + 1, g.Height - 1) + (g.Height * z)), g.Width);
                for (var x = 0; x < row.Length; x++)
                {
                    var here = row[x];
                    row[x] = (centre * here) + (side * (above[x] + below[x]));
                    above[x] = here;
                }
            }
        }
    }
}
