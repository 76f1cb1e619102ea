using HccRisk.Core.Numerics;
using HccRisk.Plots;

namespace HccRisk.Reporting.Gallery;

/// <summary>Finds values that are far from those of the other patients: by measure and, but for volumes, by name of the series or block.</summary>
internal static class GalleryOutliers
{
    /// <summary>Standard deviation of a normal distribution over its median absolute deviation, and over its mean absolute deviation.</summary>
    private const double PerMedianDeviation = 1 / 0.6745, PerMeanDeviation = 1.2533;

    /// <returns>For each case what is far off, farthest first.</returns>
    public static IReadOnlyList<IReadOnlyList<GalleryOutlier>> Find(IReadOnlyList<GalleryCase> cases, GalleryOptions options)
    {
        var found = cases.Select(_ => new List<GalleryOutlier>()).ToArray();
        var groups = cases.SelectMany((c, at) => c.Items.SelectMany(item => item.Measures.Select(m => (Case: at, Item: item, Measure: m.Key, m.Value))))
            .GroupBy(x => (x.Measure, x.Item.IsSlide, Name: x.Measure == GalleryMeasure.Volume ? "" : x.Item.Name.ToUpperInvariant()));
        foreach (var group in groups.Where(g => g.Select(x => x.Case).Distinct().Count() >= options.FewestForOutliers))
        {
            var logarithm = group.Key.Measure == GalleryMeasure.Volume;
            var (centre, spread) = Robust([.. group.Select(x => logarithm ? Math.Log(x.Value) : x.Value)]);
            foreach (var x in group)
            {
                var score = ((logarithm ? Math.Log(x.Value) : x.Value) - centre) / spread;
                if (Math.Abs(score) > options.OutlierScore)
                {
                    found[x.Case].Add(new GalleryOutlier(Math.Abs(score), Words(x.Measure, x.Item.Name, x.Value, logarithm ? Math.Exp(centre) : centre, score)));
                }
            }
        }

        return [.. found.Select(list => list.OrderByDescending(o => o.Score).ThenBy(o => o.Words, StringComparer.Ordinal).ToArray())];
    }

    /// <summary>A value with its unit.</summary>
    public static string Text(GalleryMeasure measure, double value) => measure switch
    {
        GalleryMeasure.Volume => $"{Numbers.Significant(Math.Round(value, 2))} mL",
        GalleryMeasure.Tissue or GalleryMeasure.Kept => Numbers.Percent(value, 1),
        GalleryMeasure.Intensity => Numbers.Significant(value),
        _ => Numbers.Fixed(value, 3),
    };

    /// <summary>Median and a standard deviation that a few wild values do not move; infinite where all are the same.</summary>
    private static (double Centre, double Spread) Robust(double[] values)
    {
        Array.Sort(values);
        var centre = Quantile.Of(values, 0.5);
        var deviations = Array.ConvertAll(values, v => Math.Abs(v - centre));
        Array.Sort(deviations);
        var spread = Quantile.Of(deviations, 0.5) * PerMedianDeviation;
        spread = spread > 0 ? spread : deviations.Average() * PerMeanDeviation;
        return (centre, spread > 0 ? spread : double.PositiveInfinity);
    }

    private static string Words(GalleryMeasure measure, string name, double value, double centre, double score)
    {
        var what = measure switch
        {
            GalleryMeasure.Volume => score > 0 ? "The lesion is far larger" : "The lesion is far smaller",
            GalleryMeasure.Intensity => $"In '{name}' the lesion is far {(score > 0 ? "brighter" : "darker")}",
            GalleryMeasure.Tissue => $"Slide '{name}' has far {(score > 0 ? "more" : "less")} tissue",
            GalleryMeasure.Hematoxylin => $"The haematoxylin of slide '{name}' is far {(score > 0 ? "stronger" : "weaker")}",
            GalleryMeasure.Eosin => $"The eosin of slide '{name}' is far {(score > 0 ? "stronger" : "weaker")}",
            _ => $"Of slide '{name}' far {(score > 0 ? "more" : "fewer")} tiles are good enough",
        };
        return $"{what} than in the other patients: {Text(measure, value)}, their median is {Text(measure, centre)} (robust score {Numbers.Fixed(score, 1)}).";
    }
}
