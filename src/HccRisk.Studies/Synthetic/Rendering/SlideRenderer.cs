using System.Buffers;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering;

/// <summary>
/// Draws a patient's haematoxylin-eosin section at 0.5 micrometres a pixel: a piece of tumour on a white slide, trabeculae with
/// sinusoids between them, nuclei as ellipses, fat vacuoles, lymphocytes. Amounts of stain are drawn, then mixed into colours.
/// </summary>
internal static class SlideRenderer
{
    /// <summary>Micrometres per pixel.</summary>
    public const double MicronsPerPixel = 0.5;

    private const ulong SlideStream = 4;
    private const int Coarse = 4;
    private const int GrainSize = 256;
    private const byte Cytoplasm = 34;
    private static readonly sbyte[] Grain = MakeGrain();

    /// <summary>Renders one slide; <paramref name="rgb"/> gets size x size x 3 interleaved bytes, <paramref name="nuclei"/> what is drawn into them.</summary>
    public static void Render(SyntheticPatient patient, int size, Span<byte> rgb, List<DrawnNucleus>? nuclei = null)
    {
        var random = PatientSampler.Stream(patient.StreamKeys, SlideStream);
        var traits = TissueTraits.Draw(patient.ZWsi, random);
        var palette = new StainPalette(patient.Site, random);
        var coarse = size / Coarse;
        var cells = ArrayPool<byte>.Shared.Rent(coarse * coarse);
        var haematoxylin = ArrayPool<byte>.Shared.Rent(size * size);
        var eosin = ArrayPool<byte>.Shared.Rent(size * size);
        haematoxylin.AsSpan(0, size * size).Clear();

        DrawArchitecture(cells, coarse, traits, random);
        DrawCytoplasm(cells, coarse, haematoxylin, eosin, size, random);
        var canvas = new StainCanvas(haematoxylin, eosin, size) { Nuclei = nuclei };
        Scatter(canvas, cells, coarse, traits.Vacuoles, random, 40, static (c, x, y, r) => c.Vacuole(x, y, r.Uniform(5, 16)));
        DrawNuclei(canvas, cells, coarse, traits, random);
        Scatter(canvas, cells, coarse, traits.Lymphocytes, random, 8, static (c, x, y, r) =>
            c.Nucleus(x, y, r.Uniform(5, 6), .92, r.Uniform(0, Math.PI), 105, (uint)r.NextBits()));

        palette.Paint(haematoxylin.AsSpan(0, size * size), eosin.AsSpan(0, size * size), rgb);
        ArrayPool<byte>.Shared.Return(cells);
        ArrayPool<byte>.Shared.Return(haematoxylin);
        ArrayPool<byte>.Shared.Return(eosin);
    }

    // A quarter-size map of how much cytoplasm there is, 0 (glass, sinusoid) to 255.
    private static void DrawArchitecture(byte[] cells, int coarse, TissueTraits traits, SyntheticRandom random)
    {
        const double Pixel = MicronsPerPixel * Coarse;
        var outline = ArrayPool<float>.Shared.Rent(coarse * coarse);
        var plates = ArrayPool<float>.Shared.Rent(coarse * coarse);
        var ratio = random.Uniform(.7, 1.4);
        LatticeNoise.Fill(outline, coarse, coarse, coarse / 5.0, coarse / 5.0, random);
        LatticeNoise.Fill(plates, coarse, coarse, 34 * ratio / Pixel, 34 / ratio / Pixel, random);
        var (aspect, half) = (random.Uniform(.85, 1.15), coarse / 2.0);
        var sharpness = 255 / Math.Max(.02f, traits.Gap * .8f);
        for (int y = 0, i = 0; y < coarse; y++)
        {
            var v = (y + .5 - half) / (half * .92);
            for (var x = 0; x < coarse; x++, i++)
            {
                var u = (x + .5 - half) / (half * .92);
                var inside = 1 - (u * u * aspect) - (v * v / aspect) + (.16 * outline[i]);
                var edge = (float)Math.Clamp(inside * 40, 0, 1);
                // Sinusoids run where the field crosses zero.
                var plate = Math.Clamp((Math.Abs(plates[i]) - traits.Gap) * sharpness, 20, 255);
                cells[i] = (byte)(edge * plate);
            }
        }

        ArrayPool<float>.Shared.Return(outline);
        ArrayPool<float>.Shared.Return(plates);
    }

    private static void DrawCytoplasm(byte[] cells, int coarse, byte[] haematoxylin, byte[] eosin, int size, SyntheticRandom random)
    {
        var line = new int[coarse + 1];
        var wide = new int[size];
        var hue = (int)random.Uniform(26, 42);
        var (shift, down) = (random.Below(GrainSize), random.Below(GrainSize));
        for (var y = 0; y < size; y++)
        {
            // Linear in both directions between the coarse points.
            var top = Math.Min(y / Coarse, coarse - 2);
            var t = Math.Min(y - (top * Coarse), Coarse);
            var upper = cells.AsSpan(top * coarse, coarse);
            var lower = cells.AsSpan((top + 1) * coarse, coarse);
            for (var x = 0; x < coarse; x++)
            {
                line[x] = (upper[x] * (Coarse - t)) + (lower[x] * t);
            }

            line[coarse] = line[coarse - 1];
            for (var x = 0; x < coarse; x++)
            {
                var (left, step) = (line[x] * Coarse, line[x + 1] - line[x]);
                for (var k = 0; k < Coarse; k++)
                {
                    wide[(x * Coarse) + k] = left + (step * k);
                }
            }

            var grain = Grain.AsSpan((y + down) % GrainSize * GrainSize, GrainSize);
            var h = haematoxylin.AsSpan(y * size, size);
            var e = eosin.AsSpan(y * size, size);
            for (var x = 0; x < size; x++)
            {
                // 255 * 16 is full cytoplasm.
                var amount = wide[x];
                var speckle = grain[(x + shift) & (GrainSize - 1)];
                e[x] = (byte)((amount * (hue + speckle)) >> 12);
                h[x] = (byte)((amount * (7 + (speckle >> 1))) >> 12);
            }
        }
    }

    // One nucleus a cell of a jittered hexagonal grid, where there is a cell.
    private static void DrawNuclei(StainCanvas canvas, byte[] cells, int coarse, TissueTraits traits, SyntheticRandom random)
    {
        var pitch = Math.Sqrt(1e6 / traits.Density) / MicronsPerPixel;
        var median = traits.Radius / MicronsPerPixel;
        var odd = false;
        for (var gy = pitch / 2; gy < canvas.Size; gy += pitch, odd = !odd)
        {
            for (var gx = odd ? pitch : pitch / 2; gx < canvas.Size; gx += pitch)
            {
                var (jx, jy) = random.NormalPair();
                var (x, y) = (gx + (.17 * pitch * jx), gy + (.17 * pitch * jy));
                if (!InTissue(cells, coarse, x, y))
                {
                    continue;
                }

                var (n1, n2) = random.NormalPair();
                var radius = median * Math.Exp(Math.Clamp(traits.Pleomorphism * n1, -.8, .9));
                var dark = 88 + (12 * n2);
                canvas.Nucleus(x, y, radius, random.Uniform(.72, 1), random.Uniform(0, Math.PI), (int)Math.Clamp(dark, 55, 130), (uint)random.NextBits());
            }
        }
    }

    private static void Scatter(
        StainCanvas canvas, byte[] cells, int coarse, double perSquareMillimetre, SyntheticRandom random, int margin,
        Action<StainCanvas, double, double, SyntheticRandom> draw)
    {
        var side = canvas.Size * MicronsPerPixel / 1000;
        var count = (int)(perSquareMillimetre * side * side);
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (random.Uniform(margin, canvas.Size - margin), random.Uniform(margin, canvas.Size - margin));
            if (InTissue(cells, coarse, x, y))
            {
                draw(canvas, x, y, random);
            }
        }
    }

    private static bool InTissue(byte[] cells, int coarse, double x, double y)
    {
        var (i, j) = ((int)(x / Coarse), (int)(y / Coarse));
        return i >= 0 && j >= 0 && i < coarse && j < coarse && cells[(j * coarse) + i] > Cytoplasm * 4;
    }

    // Fixed speckle, the same for all slides; every slide takes it from another place.
    private static sbyte[] MakeGrain()
    {
        var random = new SyntheticRandom(0x6772_6169_6E);
        var field = new float[GrainSize * GrainSize];
        LatticeNoise.Fill(field, GrainSize, GrainSize, 1.6, 1.6, random);
        return [.. field.Select(v => (sbyte)Math.Clamp(v * 3, -12, 12))];
    }
}
