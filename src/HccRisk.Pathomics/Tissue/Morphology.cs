namespace HccRisk.Pathomics.Tissue;

/// <summary>
/// Binary morphology with the 3 x 3 square; outside the picture counts as its nearest pixel. Works in the mask itself with a few rows or
/// runs beside it: copies of the plane would outlive a slide's tissue by far.
/// </summary>
internal static class Morphology
{
    public static void Dilate(bool[] mask, int width, int height) => Spread(mask, width, height, value: true);

    public static void Erode(bool[] mask, int width, int height) => Spread(mask, width, height, value: false);

    public static void Close(bool[] mask, int width, int height)
    {
        Dilate(mask, width, height);
        Erode(mask, width, height);
    }

    public static void Open(bool[] mask, int width, int height)
    {
        Erode(mask, width, height);
        Dilate(mask, width, height);
    }

    /// <summary>Flips the 8-connected pieces (4-connected for the background) of fewer than <paramref name="pixels"/> pixels.</summary>
    public static void RemoveSmall(bool[] mask, int width, int height, bool foreground, double pixels)
    {
        var runs = new List<(int Start, int End)>();
        var pieces = new List<int>();
        var sizes = new List<long>();
        var reach = foreground ? 1 : 0;
        var above = 0;
        for (var y = 0; y < height; y++)
        {
            var first = runs.Count;
            var line = mask.AsSpan(y * width, width);
            for (var x = line.IndexOf(foreground); x >= 0;)
            {
                var length = line[x..].IndexOf(!foreground);
                var end = length < 0 ? width : x + length;
                var run = runs.Count;
                runs.Add(((y * width) + x, (y * width) + end));
                pieces.Add(run);
                sizes.Add(end - x);
                var (left, right) = (((y - 1) * width) + x - reach, ((y - 1) * width) + end + reach);
                while (above < first && runs[above].End <= left)
                {
                    above++;
                }

                // The last that touches may reach the next run too.
                for (var k = above; k < first && runs[k].Start < right; k++)
                {
                    Join(pieces, sizes, run, k);
                }

                var next = end < width ? line[end..].IndexOf(foreground) : -1;
                x = next < 0 ? -1 : end + next;
            }

            above = first;
        }

        for (var run = 0; run < runs.Count; run++)
        {
            if (sizes[Root(pieces, run)] < pixels)
            {
                var (start, end) = runs[run];
                mask.AsSpan(start, end - start).Fill(!foreground);
            }
        }
    }

    private static int Root(List<int> pieces, int run)
    {
        while (pieces[run] != run)
        {
            pieces[run] = pieces[pieces[run]];
            run = pieces[run];
        }

        return run;
    }

    private static void Join(List<int> pieces, List<long> sizes, int a, int b)
    {
        (a, b) = (Root(pieces, a), Root(pieces, b));
        if (a == b)
        {
            return;
        }

        var (large, small) = sizes[a] >= sizes[b] ? (a, b) : (b, a);
        pieces[small] = large;
        sizes[large] += sizes[small];
    }

    /// <summary>Separable: each row along itself, then three rows into the middle one.</summary>
    private static void Spread(bool[] mask, int width, int height, bool value)
    {
        var (before, here, after) = (new bool[width], new bool[width], new bool[width]);
        Along(mask.AsSpan(0, width), here, value);
        here.CopyTo(before, 0);
        for (var y = 0; y < height; y++)
        {
            if (y + 1 < height)
            {
                Along(mask.AsSpan((y + 1) * width, width), after, value);
            }
            else
            {
                here.CopyTo(after, 0);
            }

            var row = mask.AsSpan(y * width, width);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = (before[x] == value) | (here[x] == value) | (after[x] == value) ? value : !value;
            }

            (before, here, after) = (here, after, before);
        }
    }

    private static void Along(ReadOnlySpan<bool> row, Span<bool> spread, bool value)
    {
        row.CopyTo(spread);
        for (var x = 0; x < row.Length; x++)
        {
            if (row[x] == value)
            {
                spread[Math.Max(0, x - 1)] = value;
                spread[Math.Min(row.Length - 1, x + 1)] = value;
            }
        }
    }
}
