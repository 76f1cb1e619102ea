using System.Buffers;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering.Second;

/// <summary>
/// Draws a patient's haematoxylin-eosin section at 0.5 micrometres a pixel: tumour with its stroma and dead parts, its border, the liver beside
/// it, nuclei with chromatin and nucleoli, and now and then the mark of a pen. Amounts of stain are drawn, then mixed into colours.
/// </summary>
internal static class SecondSlide
{
    private const ulong SlideStream = 15;
    private const int GrainSize = NucleusBrush.GrainSize;

    /// <summary>Renders one slide; <paramref name="rgb"/> gets size x size x 3 interleaved bytes.</summary>
    public static void Render(SyntheticPatient patient, int size, Span<byte> rgb)
    {
        var random = PatientSampler.Stream(patient.StreamKeys, SlideStream);
        var look = TumourLook.Draw(patient.ZWsi, random);
        var palette = new StainPalette(patient.Site, random, (.620, .720, .310), (.180, .900, .400));
        var (haematoxylin, eosin) = (ArrayPool<byte>.Shared.Rent(size * size), ArrayPool<byte>.Shared.Rent(size * size));
        using (var map = new SlideMap(size, look, patient.Cirrhosis, random))
        {
            DrawGround(map, haematoxylin, eosin, size, random);
            var canvas = new StainCanvas(haematoxylin, eosin, size);
            DrawCells(new CellPainter(canvas, new NucleusBrush(haematoxylin, eosin, size), map, random), look, patient.Cirrhosis, random);
        }

        palette.Paint(haematoxylin.AsSpan(0, size * size), eosin.AsSpan(0, size * size), rgb);
        ArrayPool<byte>.Shared.Return(haematoxylin);
        ArrayPool<byte>.Shared.Return(eosin);
        if (random.Chance(patient.Site.Pen))
        {
            PenMark.Draw(rgb, size, random);
        }
    }

    private static void DrawCells(CellPainter cells, TumourLook look, bool cirrhosis, SyntheticRandom random)
    {
        var steatosis = random.Chance(.3) ? random.Uniform(40, 250) : random.Uniform(0, 20);
        cells.Vacuoles(Region.Tumour, look.Vacuoles);
        cells.Vacuoles(Region.Liver, steatosis);
        cells.Tumour(look);
        cells.Liver();
        cells.Spindles(cirrhosis ? 1100 : 800);
        cells.Ghosts();
        cells.Ducts();
        cells.Round(Region.Tumour, look.Lymphocytes, 5, 6, 105);
        cells.Round(Region.Stroma, 40 + (1.2 * look.Lymphocytes), 5, 6, 105);
        cells.Mitoses(look.Mitoses);
    }

    // Linear between the points of the map in both directions, with a fixed grain taken from another place on every slide.
    private static void DrawGround(SlideMap map, byte[] haematoxylin, byte[] eosin, int size, SyntheticRandom random)
    {
        var (shift, down) = (random.Below(GrainSize), random.Below(GrainSize));
        var (lineE, lineH) = (new int[map.Size + 1], new int[map.Size + 1]);
        for (var y = 0; y < size; y++)
        {
            var top = Math.Min(y / SlideMap.Step, map.Size - 2);
            var t = Math.Min(y - (top * SlideMap.Step), SlideMap.Step);
            Mix(map.Eosin, lineE, top, t);
            Mix(map.Haematoxylin, lineH, top, t);
            var grain = NucleusBrush.Grain.AsSpan((y + down) % GrainSize * GrainSize, GrainSize);
            var h = haematoxylin.AsSpan(y * size, size);
            var e = eosin.AsSpan(y * size, size);
            for (var x = 0; x < map.Size; x++)
            {
                int e0 = lineE[x] * SlideMap.Step, h0 = lineH[x] * SlideMap.Step, stepE = lineE[x + 1] - lineE[x], stepH = lineH[x + 1] - lineH[x];
                var o = x * SlideMap.Step;
                for (var k = 0; k < SlideMap.Step; k++)
                {
                    // 16 times the amount; grain changes it by up to a half.
                    var speckle = 32 + grain[(o + k + shift) & (GrainSize - 1)];
                    e[o + k] = (byte)(((e0 + (stepE * k)) * speckle) >> 9);
                    h[o + k] = (byte)(((h0 + (stepH * k)) * speckle) >> 9);
                }
            }
        }

        void Mix(byte[] source, int[] line, int top, int t)
        {
            var upper = source.AsSpan(top * map.Size, map.Size);
            var lower = source.AsSpan((top + 1) * map.Size, map.Size);
            for (var x = 0; x < upper.Length; x++)
            {
                line[x] = (upper[x] * (SlideMap.Step - t)) + (lower[x] * t);
            }

            line[^1] = line[^2];
        }
    }
}
