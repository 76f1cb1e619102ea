namespace HccRisk.Features.Pathomics.Tissue;

/// <summary>Binary morphology with the 3 x 3 square; outside the picture counts as its nearest pixel.</summary>
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
        var seen = new bool[mask.Length];
        var members = new List<int>();
        for (var start = 0; start < mask.Length; start++)
        {
            if (mask[start] != foreground || seen[start])
            {
                continue;
            }

            members.Clear();
            members.Add(start);
            seen[start] = true;
            for (var k = 0; k < members.Count; k++)
            {
                var (x, y) = (members[k] % width, members[k] / width);
                for (var dy = -1; dy <= 1; dy++)
                {
                    for (var dx = -1; dx <= 1; dx++)
                    {
                        if ((!foreground && dx != 0 && dy != 0) || x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height)
                        {
                            continue;
                        }

                        var next = ((y + dy) * width) + x + dx;
                        if (mask[next] == foreground && !seen[next])
                        {
                            seen[next] = true;
                            members.Add(next);
                        }
                    }
                }
            }

            if (members.Count < pixels)
            {
                members.ForEach(i => mask[i] = !foreground);
            }
        }
    }

    /// <summary>Separable: along rows, then along columns.</summary>
    private static void Spread(bool[] mask, int width, int height, bool value)
    {
        var rows = (bool[])mask.Clone();
        for (var i = 0; i < mask.Length; i++)
        {
            var x = i % width;
            if ((x > 0 && mask[i - 1] == value) || (x < width - 1 && mask[i + 1] == value))
            {
                rows[i] = value;
            }
        }

        for (var i = 0; i < mask.Length; i++)
        {
            mask[i] = rows[i] == value || (i >= width && rows[i - width] == value) || (i < mask.Length - width && rows[i + width] == value) ? value : !value;
        }
    }
}
