using System.Buffers;
using HccRisk.Imaging;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering.Second;

/// <summary>
/// Draws a patient's three contrast phases in the frame of the whole upper abdomen, then what the site's scanner makes of them: slice thickness,
/// coil, timing, blur, gain and Rician noise. The lesion's mask is the true one, or a reader's.
/// </summary>
internal static class SecondMri
{
    private const ulong MriStream = 13;
    private const ulong ReaderStream = 14;

    /// <summary>Renders one patient; the same patient and options give the same voxels.</summary>
    public static SecondCase Render(SyntheticPatient patient, SyntheticOptions options)
    {
        var random = PatientSampler.Stream(patient.StreamKeys, MriStream);
        var grid = Grid.Of(options.MriMatrix, options.MriSlices, patient.Site.SliceStretch);
        var geometry = grid.Geometry();
        var delay = Math.Clamp(patient.Site.ArterialDelay + (.7 * random.Normal()), -2, 2);
        var look = LesionLook.Draw(patient.ZMri, delay, random);
        var abdomen = new Abdomen(random);
        var radius = patient.SizeCm * 5;
        var shape = new LesionShape(abdomen.PlaceLesion(radius), radius, look.Irregularity, random);

        var count = grid.Count;
        var tissues = ArrayPool<byte>.Shared.Rent(count);
        float[][] phases = [Rent(count), Rent(count), Rent(count)];
        var depths = Rent(count);
        tissues.AsSpan(0, count).Clear();
        depths.AsSpan(0, count).Fill(-100);
        DrawAbdomen(phases, tissues, grid, abdomen, delay, random);
        var patch = DrawLesion(phases, depths, grid, shape, look, random);
        var volumes = Acquire(phases, grid, geometry, patient.Site, random);

        var (lesion, liver) = (new bool[count], new bool[count]);
        for (var i = 0; i < count; i++)
        {
            // Plain liver, the reference tissue, keeps clear of corona and vessels.
            liver[i] = tissues[i] == (byte)Tissue.Liver && depths[i] < -10;
        }

        var readers = options.ReaderError > 0 ? PatientSampler.Stream(patient.StreamKeys, ReaderStream) : null;
        MarkLesion(lesion);
        var others = new Mask[options.Readers];
        for (var reader = 0; reader < others.Length; reader++)
        {
            var mask = new bool[count];
            MarkLesion(mask);
            others[reader] = new Mask(geometry, mask);
        }

        ArrayPool<byte>.Shared.Return(tissues);
        ArrayPool<float>.Shared.Return(depths);
        Array.ForEach(phases, p => ArrayPool<float>.Shared.Return(p));
        return new SecondCase(new MriCase(geometry, volumes[0], volumes[1], volumes[2], new Mask(geometry, lesion), new Mask(geometry, liver)), others);

        void MarkLesion(bool[] mask) => LesionReader.Mark(mask, depths, grid, patch, (float)options.ReaderError, patient.Site.ReaderBias, readers);
    }

    private static float[] Rent(int count) => ArrayPool<float>.Shared.Rent(count);

    private static void Noise(Span<float> field, int w, int h, int d, double millimetres, Grid grid, SyntheticRandom random) => LatticeNoise.Fill(
        field, w, h, d, Math.Max(1, millimetres / grid.Spacing), Math.Max(1, millimetres / grid.Spacing), Math.Max(1, millimetres / grid.Thickness), random);

    private static void DrawAbdomen(float[][] phases, byte[] tissues, Grid grid, Abdomen abdomen, double delay, SyntheticRandom random)
    {
        var field = Rent(grid.Count);
        Noise(field, grid.Width, grid.Height, grid.Depth, 24, grid, random);
        abdomen.Draw(new OrganMap(tissues, grid), field);
        Noise(field, grid.Width, grid.Height, grid.Depth, 4.5, grid, random);
        var (coarseness, signals) = ((float)random.Uniform(.05, .12), TissueSignals.At(delay));
        for (var phase = 0; phase < 3; phase++)
        {
            var (signal, target) = (signals[phase], phases[phase]);
            for (var i = 0; i < grid.Count; i++)
            {
                target[i] = signal[tissues[i]] * (1 + (coarseness * field[i]));
            }
        }

        ArrayPool<float>.Shared.Return(field);
    }

    private static Grid.Box DrawLesion(float[][] phases, float[] depths, Grid grid, LesionShape shape, LesionLook look, SyntheticRandom random)
    {
        const double Margin = 14;
        var reach = (shape.Radius * 1.25) + Margin;
        var box = grid.Around(shape.Centre.X, shape.Centre.Y, shape.Centre.Z, reach, reach, reach);
        var (mosaic, smooth) = (Rent(box.Count), Rent(box.Count));
        Noise(mosaic, box.Width, box.Height, box.Depth, look.MosaicMillimetres, grid, random);
        Noise(smooth, box.Width, box.Height, box.Depth, Math.Max(9, shape.Radius * .8), grid, random);
        var (arterial, portal, delayed) = (phases[0], phases[1], phases[2]);
        var soft = 1 / ((float)grid.Spacing + (2 * look.Margin));
        for (int k = box.Z0, t = 0; k < box.Z1; k++)
        {
            for (var j = box.Y0; j < box.Y1; j++)
            {
                var row = grid.Width * (j + (grid.Height * k));
                for (var x = box.X0; x < box.X1; x++, t++)
                {
                    var depth = (float)shape.Depth(grid.X(x), grid.Y(j), grid.Z(k));
                    if (depth < -Margin)
                    {
                        continue;
                    }

                    var i = row + x;
                    depths[i] = depth;
                    if (depth < 0)
                    {
                        arterial[i] += look.Corona * (1 + (.5f * smooth[t])) * MathF.Exp(depth * .2f);
                    }

                    var share = Math.Clamp(.5f + (depth * soft), 0, 1);
                    if (share > 0)
                    {
                        // Dead tissue takes up nothing; it needs some living tissue around it.
                        var dead = Math.Clamp((smooth[t] - look.Necrosis) * 3, 0, 1) * Math.Clamp((depth - 2) * .4f, 0, 1);
                        var alive = 1 - dead;
                        var ground = look.Level + (look.Mosaic * mosaic[t]) - (.25f * dead);
                        var rim = look.Rim * (MathF.Exp(-Math.Abs(depth) * .3f) - .3f);
                        Blend(ref arterial[i], share, ground + (alive * (look.Arterial + rim + (.6f * look.Mosaic * mosaic[t]))));
                        Blend(ref portal[i], share, ground + (alive * (look.PortalVenous + .08f)));
                        Blend(ref delayed[i], share, ground + (alive * look.Delayed));
                    }

                    if (look.Capsule > 0 && Math.Abs(depth) < 2.2f && smooth[t] > look.CapsuleGap)
                    {
                        var wall = look.Capsule * (1 - (Math.Abs(depth) / 2.2f));
                        portal[i] += .5f * wall;
                        delayed[i] += wall;
                    }
                }
            }
        }

        ArrayPool<float>.Shared.Return(mosaic);
        ArrayPool<float>.Shared.Return(smooth);
        return box;

        static void Blend(ref float voxel, float share, float value) => voxel += share * (Math.Max(.1f, value) - voxel);
    }

    // What the scanner does: blur, gain, coil, Rician noise, integers.
    private static Volume<short>[] Acquire(float[][] phases, Grid grid, VolumeGeometry geometry, SyntheticSite site, SyntheticRandom random)
    {
        var strength = site.Coil * (float)Math.Exp(.3 * random.Normal());
        var (alongX, alongY, alongZ) = (Wave(grid.Width, grid.Spacing, random), Wave(grid.Height, grid.Spacing, random), Wave(grid.Depth, grid.Thickness, random));
        var gain = site.ScannerGain * MathF.Exp(.15f * (float)random.Normal());
        var noise = 1.7f * site.NoiseFraction * site.ScannerGain * MathF.Exp(.2f * (float)random.Normal());
        float[] squares = [.. Enumerable.Range(0, grid.Width).Select(x => (float)Math.Pow(grid.X(x) / Grid.HalfX, 2))];
        ReadOnlySpan<float> enhancement = [1f, 1.30f, 1.18f];

        // Voxels are interpolated from a coarser matrix, which spreads the noise with the signal.
        var spread = 1.1 * site.PointSpreadMillimetres;
        var blur = Math.Exp(-grid.Spacing * grid.Spacing / (2 * spread * spread));
        var side = (float)(blur / (1 + (2 * blur)));
        var volumes = new Volume<short>[3];
        for (var phase = 0; phase < 3; phase++)
        {
            var level = gain * enhancement[phase] * MathF.Exp(.06f * (float)random.Normal());
            var source = phases[phase];
            for (int k = 0, i = 0; k < grid.Depth; k++)
            {
                for (var j = 0; j < grid.Height; j++)
                {
                    var v = (float)(grid.Y(j) / Grid.HalfY);
                    var (rim, wave) = (1 + (strength * ((v * v) - .5f - (.3f * v))), .04f * alongY[j] * alongZ[k]);
                    for (var x = 0; x < grid.Width; x++, i++)
                    {
                        var (real, imaginary) = random.NormalPair();
                        var signal = (source[i] * level * (rim + (strength * squares[x]) + (wave * alongX[x]))) + (noise * real);
                        imaginary *= noise;
                        source[i] = MathF.Sqrt((signal * signal) + (imaginary * imaginary)) + site.ScannerOffset + .5f;
                    }
                }
            }

            MriRenderer.Blur(source, geometry, side);
            var voxels = new short[grid.Count];
            for (var i = 0; i < voxels.Length; i++)
            {
                voxels[i] = (short)source[i];
            }

            volumes[phase] = new Volume<short>(geometry, voxels);
        }

        return volumes;

        // A slow unevenness of the field along one axis.
        static float[] Wave(int size, double step, SyntheticRandom random)
        {
            var (length, phase) = (random.Uniform(140, 260), random.Uniform(0, 2 * Math.PI));
            return [.. Enumerable.Range(0, size).Select(i => (float)Math.Cos((2 * Math.PI * i * step / length) + phase))];
        }
    }
}
