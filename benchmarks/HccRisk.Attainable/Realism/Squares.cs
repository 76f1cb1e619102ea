using HccRisk.Imaging;

namespace HccRisk.Attainable.Realism;

/// <summary>Cuts images into squares and describes each.</summary>
internal static class Squares
{
    private const int LiverSide = 12;
    private const int TissueSide = 128;

    /// <summary>Axial squares that lie in the liver but for a twentieth; signal over the liver's median.</summary>
    public static List<double[]> OfLiver(VolumeGeometry g, ReadOnlySpan<bool> liver, Func<int, double> voxel)
    {
        List<double> levels = [];
        for (var i = 0; i < liver.Length; i++)
        {
            if (liver[i])
            {
                levels.Add(voxel(i));
            }
        }

        levels.Sort();
        var median = levels.Count > 0 ? levels[levels.Count / 2] : 1;
        List<double[]> squares = [];
        for (var z = 0; z < g.Depth; z++)
        {
            for (var y = 0; y + LiverSide <= g.Height; y += LiverSide / 2)
            {
                for (var x = 0; x + LiverSide <= g.Width; x += LiverSide / 2)
                {
                    var (pixels, inside) = (new double[LiverSide * LiverSide], 0);
                    for (var k = 0; k < pixels.Length; k++)
                    {
                        var i = x + (k % LiverSide) + (g.Width * (y + (k / LiverSide) + (g.Height * z)));
                        inside += liver[i] ? 1 : 0;
                        pixels[k] = voxel(i) / median;
                    }

                    if (inside >= .95 * pixels.Length)
                    {
                        squares.Add([.. Patch.Describe(pixels, LiverSide)]);
                    }
                }
            }
        }

        return squares;
    }

    /// <summary>Squares of which seven tenths are stained: descriptions of red, green and blue optical density one after the other.</summary>
    public static List<double[]> OfTissue(ReadOnlySpan<byte> rgb, int width, int height)
    {
        List<double[]> squares = [];
        for (var y = 0; y + TissueSide <= height; y += TissueSide)
        {
            for (var x = 0; x + TissueSide <= width; x += TissueSide)
            {
                double[][] channels = [new double[TissueSide * TissueSide], new double[TissueSide * TissueSide], new double[TissueSide * TissueSide]];
                var stained = 0;
                for (var k = 0; k < TissueSide * TissueSide; k++)
                {
                    var o = 3 * (((y + (k / TissueSide)) * width) + x + (k % TissueSide));
                    stained += rgb[o + 1] < 220 ? 1 : 0;
                    for (var c = 0; c < 3; c++)
                    {
                        channels[c][k] = -Math.Log10(Math.Max(1.0, rgb[o + c]) / 245);
                    }
                }

                if (stained >= .7 * TissueSide * TissueSide)
                {
                    squares.Add([.. channels.SelectMany(c => Patch.Describe(c, TissueSide))]);
                }
            }
        }

        return squares;
    }
}
