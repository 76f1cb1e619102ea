using HccRisk.Features.Harmonisation;
using HccRisk.Features.Tests.Learning;
using Microsoft.ML;
using Xunit;

namespace HccRisk.Features.Tests.Harmonisation;

public sealed class SiteShiftTests
{
    private readonly MLContext _ml = new(seed: 1);

    // R 4.2: summary(aov(y ~ site)) of 1 2 3 | 11 13 15 has F 72.6 on 1 and 4, p 0.0010409126434802922; the means differ by 11, the deviation within is sqrt(2.5).
    [Fact]
    public void Measure_TwoSites_GivesTheAnalysisOfVariance()
    {
        float[] values = [1, 2, 3, 11, 13, 15];
        var data = Vectors.View(_ml, values.Select((v, i) => new Vectors { Features = [v, 4, i < 3 ? v : float.NaN], Site = i < 3 ? "A" : "B" }), "a", "constant", "one site");

        var shift = SiteShiftReport.Measure(data, "Features", "Site");

        Assert.Equal(72.6 / (72.6 + 4), shift.Slots[0].Explained, 1e-12);
        Assert.Equal(11 / Math.Sqrt(2.5), shift.Slots[0].Largest, 1e-12);
        Assert.Equal(0.0010409126434802922, shift.Slots[0].PValue, 1e-9);
        Assert.True(double.IsNaN(shift.Slots[1].Explained) && double.IsNaN(shift.Slots[2].PValue));
        Assert.Equal((1, shift.Slots[0].Largest), (shift.Different, shift.Largest));
    }

    [Fact]
    public void Of_HarmonisedChain_SaysWhatWentAway()
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 80).Select(i => new Vectors { Site = i % 2 == 0 ? "A" : "B", Features = [.. Enumerable.Range(0, 10).Select(j => random.NextSingle() + (i % 2 * (j + 5)))] }).ToList();
        var data = Vectors.View(_ml, rows, [.. Enumerable.Range(0, 10).Select(j => $"s{j}")]);
        var model = _ml.Transforms.ImputeMissing().Append(_ml.Transforms.HarmoniseSites()).Append(_ml.Transforms.ScaleRobust()).Fit(data);

        var report = Assert.Single(SiteShiftReport.Of(model, data));

        Assert.Equal(("Features", 40, 40), (report.Column, report.Sites[0].Value, report.Sites[1].Value));
        Assert.Equal(1, report.Before.Different);
        Assert.True(report.Before.Explained > 0.9);
        Assert.True(report.After.Explained < 0.05, report.After.Explained.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Empty(report.AddedSites);
        Assert.Empty(SiteShiftReport.Of(_ml.Transforms.ScaleRobust().Fit(data), data));
    }
}
