namespace HccRisk.Attainable.Realism;

/// <summary>Plain statistics of a square of one channel: level, spread, shape, edges, and how fast it forgets itself.</summary>
internal static class Patch
{
    public static IReadOnlyList<string> Names { get; } =
        ["mean", "SD", "skewness", "kurtosis", "r 1 across", "r 1 down", "r 2 across", "r 2 down", "r 4 across", "r 4 down"];

    /// <summary>Ten numbers of a square of pixels, row by row.</summary>
    public static IEnumerable<double> Describe(double[] pixels, int side)
    {
        var mean = pixels.Average();
        var deviation = Math.Sqrt(pixels.Average(v => (v - mean) * (v - mean))) + 1e-9;
        yield return mean;
        yield return deviation;
        yield return pixels.Average(v => Math.Pow((v - mean) / deviation, 3));
        yield return pixels.Average(v => Math.Pow((v - mean) / deviation, 4));
        foreach (var lag in new[] { 1, 2, 4 })
        {
            yield return Lag(lag, 0);
            yield return Lag(0, lag);
        }

        double Lag(int dx, int dy)
        {
            double sum = 0;
            for (var y = 0; y < side - dy; y++)
            {
                for (var x = 0; x < side - dx; x++)
                {
                    sum += (pixels[(y * side) + x] - mean) * (pixels[((y + dy) * side) + x + dx] - mean);
                }
            }

            return sum / ((side - dx) * (side - dy) * deviation * deviation);
        }
    }
}
