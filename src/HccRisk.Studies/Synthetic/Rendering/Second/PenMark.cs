using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering.Second;

/// <summary>A stroke of a felt pen on the cover glass: ink that lets one colour through, over glass and tissue alike.</summary>
internal static class PenMark
{
    private static readonly byte[][] Inks = [[40, 60, 40], [30, 120, 60], [40, 60, 170]];

    /// <summary>Draws one bent stroke from edge to edge.</summary>
    public static void Draw(Span<byte> rgb, int size, SyntheticRandom random)
    {
        var ink = Inks[random.Below(Inks.Length)];
        var half = size * random.Uniform(.02, .05);
        var (start, end, bend) = (random.Uniform(0, size), random.Uniform(0, size), random.Uniform(-.2, .2) * size);
        var across = random.Chance(.5);
        for (var along = 0; along < size; along++)
        {
            var t = along / (double)size;
            var middle = start + (t * (end - start)) + (bend * 4 * t * (1 - t));
            var (from, to) = (Math.Clamp((int)(middle - half), 0, size), Math.Clamp((int)(middle + half), 0, size));
            for (var side = from; side < to; side++)
            {
                var pixel = rgb.Slice(3 * (across ? (along * size) + side : (side * size) + along), 3);
                for (var c = 0; c < 3; c++)
                {
                    pixel[c] = (byte)((pixel[c] * (40 + ink[c])) >> 8);
                }
            }
        }
    }
}
