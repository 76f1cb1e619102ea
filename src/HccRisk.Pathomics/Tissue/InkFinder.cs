namespace HccRisk.Pathomics.Tissue;

/// <summary>Pen marks on a picture of a whole slide: strokes, so neighbours decide with the pixel itself.</summary>
internal static class InkFinder
{
    /// <summary>Micrometres around a pixel that are asked: a stroke is wider, a vessel full of blood seldom is.</summary>
    private const double Reach = 52;

    /// <summary>Part of the neighbourhood that must be red: blood is told from ink by its extent.</summary>
    private const double LeastRed = 0.4;

    /// <summary>Part of the neighbourhood that must have ink: single pixels are pigment, dust or a chance of the camera.</summary>
    private const double LeastInk = 0.15;

    /// <summary>Part of the neighbourhood with ink from which all stained pixels of it are: tissue under a thin stroke.</summary>
    private const double Covered = 0.3;

    /// <summary>How often the stains are learned again from what was not found to be ink.</summary>
    private const int Rounds = 3;

    /// <summary>Which pixels are ink, and what tissue of this slide looks like.</summary>
    public static bool[] Find(ReadOnlySpan<byte> rgb, int width, int height, double micronsPerPixel, out InkReference reference)
    {
        var strokes = new bool[width * height];
        reference = InkReference.Of(rgb, strokes);
        for (int round = 0, before = 0; round < Rounds; round++)
        {
            strokes = Strokes(rgb, width, height, micronsPerPixel, reference);
            var found = strokes.Count(x => x);
            if (found <= before)
            {
                break;
            }

            before = found;
            reference = InkReference.Of(rgb, strokes);
        }

        return strokes;
    }

    private static bool[] Strokes(ReadOnlySpan<byte> rgb, int width, int height, double micronsPerPixel, in InkReference reference)
    {
        var red = new bool[width * height];
        var ink = new bool[red.Length];
        for (var i = 0; i < ink.Length; i++)
        {
            var mark = reference.Classify(rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2]);
            (red[i], ink[i]) = (mark == PenMark.Red, mark is not (PenMark.None or PenMark.Red));
        }

        var reach = Math.Max(1, (int)Math.Round(Reach / micronsPerPixel));
        var redArea = new MaskPlane(red, width, height, 1);
        for (var i = 0; i < ink.Length; i++)
        {
            ink[i] |= red[i] && Around(redArea, i) > LeastRed;
        }

        var inkArea = new MaskPlane(ink, width, height, 1);
        var strokes = new bool[ink.Length];
        var stained = Math.Max(0.15, 0.3 * reference.Density);
        for (var i = 0; i < strokes.Length; i++)
        {
            var isStained = InkReference.Total(rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2]) >= stained;
            strokes[i] = (ink[i] || isStained) && Around(inkArea, i) > (ink[i] ? LeastInk : Covered);
        }

        return strokes;

        double Around(MaskPlane plane, int i)
        {
            int x = i % width, y = i / width;
            int left = Math.Max(0, x - reach), right = Math.Min(width, x + reach + 1), top = Math.Max(0, y - reach), bottom = Math.Min(height, y + reach + 1);
            return plane.FractionIn(left, top, right - left, bottom - top);
        }
    }
}
