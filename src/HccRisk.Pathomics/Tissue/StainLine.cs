namespace HccRisk.Pathomics.Tissue;

/// <summary>
/// The line on which the mixtures of a slide's two stains lie, of the ratio of blue to green density over that of red to green: counts of pixels, and
/// from them medians, for ink beside the tissue must not move it.
/// </summary>
internal sealed class StainLine
{
    private const int Reds = 100;
    private const int Blues = 400;
    private const double RedStep = 0.0135;
    private const double BlueStep = 0.004;

    /// <summary>Distance of the halves' middles from which a slope shows.</summary>
    private const double LeastRun = 0.05;

    private readonly long[] _counts = new long[Reds * Blues];

    /// <summary>Takes in one pixel of tissue.</summary>
    public void Add(float red, float blue) => _counts[(Math.Min(Reds - 1, (int)(red / RedStep)) * Blues) + Math.Min(Blues - 1, (int)(blue / BlueStep))]++;

    /// <summary>Slope of the line, its height at no red, and how far below it a quarter of the pixels lie at least.</summary>
    /// <param name="redMedian">Median ratio of red, on either side of which lie the halves whose middles make the line.</param>
    public (double Slope, double Height, double Width) Fit(double redMedian)
    {
        var middle = Math.Min((int)(redMedian / RedStep), Reds - 1);
        double Of(Func<int, int, double> value) => Quantile(value, middle, Reds, 0.5) - Quantile(value, 0, middle + 1, 0.5);
        var (run, rise) = (Of((red, _) => red * RedStep), Of((_, blue) => blue * BlueStep));
        var slope = run > LeastRun ? rise / run : 0;
        double Residual(int red, int blue) => ((blue + 0.5) * BlueStep) - (slope * (red + 0.5) * RedStep);
        var height = Quantile(Residual, 0, Reds, 0.5);
        return (slope, height, height - Quantile(Residual, 0, Reds, 0.25));
    }

    private double Quantile(Func<int, int, double> value, int from, int to, double part)
    {
        var values = new List<(double Value, long Count)>();
        for (var i = from * Blues; i < to * Blues; i++)
        {
            if (_counts[i] > 0)
            {
                values.Add((value(i / Blues, i % Blues), _counts[i]));
            }
        }

        values.Sort();
        var (all, seen) = (values.Sum(x => x.Count), 0L);
        return values.Find(x => (seen += x.Count) >= part * all).Value;
    }
}
