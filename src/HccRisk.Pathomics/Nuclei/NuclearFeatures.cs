using HccRisk.Core.Columns;

namespace HccRisk.Pathomics.Nuclei;

/// <summary>Handcrafted H&amp;E features of a patient from the statistics of the tiles.</summary>
internal static class NuclearFeatures
{
    private static readonly FeatureColumn[] Basic =
    [
        new("he_hematoxylin_mean"),
        new("he_hematoxylin_std"),
        new("he_eosin_mean"),
        new("he_eosin_std"),
        new("nuclei_density", "1/mm2"),
        new("nuclei_area_fraction"),
        new("nuclei_area_mean", "um2"),
        new("nuclei_area_cv"),
        new("nuclei_hematoxylin_mean"),
        new("nuclei_density_cv"),
    ];

    private static readonly FeatureColumn[] Full =
    [
        .. Basic,
        .. TileMorphometry.Names.SelectMany(x => new[] { new FeatureColumn(x.Name + "_mean", x.Unit), new FeatureColumn(x.Name + "_std", x.Unit) }),
    ];

    public static IReadOnlyList<FeatureColumn> Columns(bool morphometry) => morphometry ? Full : Basic;

    /// <summary>One value a column; NaN where there is nothing to measure (no nucleus; fewer than two tiles or nuclei for a spread).</summary>
    /// <param name="tiles">All tiles of a patient.</param>
    /// <param name="morphometry">Whether mean and standard deviation (n - 1) over the tiles of what <see cref="TileMorphometry"/> holds follow; tiles without a value are left out.</param>
    public static double[] Compute(IReadOnlyList<TileStatistics> tiles, bool morphometry = false)
    {
        var all = new TileStatistics();
        var densities = new List<double>(tiles.Count);
        foreach (var tile in tiles)
        {
            all += tile;
            if (tile.Area > 0)
            {
                densities.Add(tile.Nuclei / tile.Area * 1e6);
            }
        }

        var (hMean, hStd) = Moments(all.Pixels, all.HematoxylinSum, all.HematoxylinSquares);
        var (eMean, eStd) = Moments(all.Pixels, all.EosinSum, all.EosinSquares);
        var (areaMean, areaStd) = Moments(all.Measured, all.MeasuredAreaSum, all.MeasuredAreaSquares);
        var (densityMean, densityStd) = Moments(densities.Count, densities.Sum(), densities.Sum(x => x * x));
        return
        [
            hMean, hStd, eMean, eStd,
            Ratio(all.Nuclei, all.Area) * 1e6,
            Ratio(all.NuclearArea, all.Area),
            areaMean,
            Ratio(areaStd, areaMean),
            Ratio(all.NuclearHematoxylin, all.NuclearPixels),
            Ratio(densityStd, densityMean),
            .. morphometry ? OverTiles(tiles) : [],
        ];
    }

    private static double[] OverTiles(IReadOnlyList<TileStatistics> tiles)
    {
        double[][] rows = [.. tiles.Select(x => x.Morphometry?.ToArray()).OfType<double[]>()];
        var result = new double[2 * TileMorphometry.Names.Count];
        for (var j = 0; j < TileMorphometry.Names.Count; j++)
        {
            double[] values = [.. rows.Select(r => r[j]).Where(double.IsFinite)];
            var mean = values.Length > 0 ? values.Average() : double.NaN;
            result[2 * j] = mean;
            result[(2 * j) + 1] = values.Length > 1 ? Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1)) : double.NaN;
        }

        return result;
    }

    private static double Ratio(double a, double b) => b > 0 ? a / b : double.NaN;

    /// <summary>Mean and standard deviation (n - 1).</summary>
    private static (double Mean, double Std) Moments(long count, double sum, double squares)
    {
        var mean = Ratio(sum, count);
        return (mean, count > 1 ? Math.Sqrt(Math.Max(0, squares - (sum * mean)) / (count - 1)) : double.NaN);
    }
}
