using HccRisk.Core.Learning;
using HccRisk.Features.Agreement;
using Microsoft.ML;

namespace HccRisk.Features.Harmonisation;

/// <summary>How far features depend on the site, before and after a harmonisation.</summary>
/// <param name="Column">The vector of features.</param>
/// <param name="Sites">Sites and the number of their rows, in ordinal order.</param>
/// <param name="AddedSites">Sites that the harmonisation learned from cases without outcomes.</param>
/// <param name="Before">Before it.</param>
/// <param name="After">After it.</param>
public sealed record SiteShiftReport(
    string Column, IReadOnlyList<KeyValuePair<string, int>> Sites, IReadOnlyList<string> AddedSites, SiteVariation Before, SiteVariation After)
{
    /// <summary>A report for each harmonisation of a model, in order.</summary>
    /// <param name="model">The model, fitted or loaded.</param>
    /// <param name="data">Rows as the model reads them; none may be of a site that it does not know.</param>
    public static IReadOnlyList<SiteShiftReport> Of(ITransformer model, IDataView data)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        var reports = new List<SiteShiftReport>();
        foreach (var step in LearnedModel.Steps(model))
        {
            var next = step.Transformer.Transform(data);
            if (step.Function is CombatCorrection correction)
            {
                var (before, rows, width) = DataViewReader.ReadMatrix(data, step.Columns!.Input);
                var sites = DataViewReader.ReadTexts(data, step.Columns.Group!);
                var after = DataViewReader.ReadMatrix(next, step.Columns.Outputs[0]).Values;
                reports.Add(new SiteShiftReport(
                    step.Columns.Outputs[0],
                    [.. sites.GroupBy(s => s, StringComparer.Ordinal).OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => KeyValuePair.Create(s.Key, s.Count()))],
                    [.. correction.Sites.TakeLast(correction.AddedSites)],
                    Measure(correction.Names, sites, (row, slot) => before[(row * width) + correction.FirstFeature + slot]),
                    Measure(correction.Names, sites, (row, slot) => after[(row * correction.Names.Count) + slot])));
            }

            data = next;
        }

        return reports;
    }

    /// <summary>How far a vector depends on the site, harmonised or not.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="column">Vector of features.</param>
    /// <param name="siteColumn">Text column of the sites.</param>
    /// <exception cref="ColumnException">A column is missing or of another type.</exception>
    public static SiteVariation Measure(IDataView data, string column, string siteColumn)
    {
        var (values, _, width) = DataViewReader.ReadMatrix(data, column);
        return Measure(SlotNames.Read(data.Schema[column]), DataViewReader.ReadTexts(data, siteColumn), (row, slot) => values[(row * width) + slot]);
    }

    private static SiteVariation Measure(IReadOnlyList<string> names, string[] sites, Func<int, int, double> value)
    {
        int[][] rows = [.. Enumerable.Range(0, sites.Length).GroupBy(r => sites[r], StringComparer.Ordinal).Select(g => g.ToArray())];
        return new SiteVariation([.. names.Select((name, slot) => Measure(name, [.. rows.Select(site => site.Select(r => value(r, slot)).Where(v => !double.IsNaN(v)).ToArray()).Where(v => v.Length > 0)]))]);
    }

    private static SlotShift Measure(string name, double[][] sites)
    {
        var count = sites.Sum(s => s.Length);
        SiteMoments[] moments = [.. sites.Select(s => SiteMoments.Of(s))];
        var mean = moments.Sum(m => m.Mean * m.Count) / count;
        var (between, within) = (moments.Sum(m => m.Count * (m.Mean - mean) * (m.Mean - mean)), moments.Sum(m => m.Squares));
        if (sites.Length < 2 || count <= sites.Length || !(within > 1e-20 * (between + (count * mean * mean))))
        {
            return new SlotShift(name, double.NaN, double.NaN, double.NaN);
        }

        var (above, below) = (sites.Length - 1.0, (double)(count - sites.Length));
        return new SlotShift(
            name,
            between / (between + within),
            (moments.Max(m => m.Mean) - moments.Min(m => m.Mean)) / Math.Sqrt(within / below),
            FisherDistribution.Upper(between / above / (within / below), above, below));
    }
}
