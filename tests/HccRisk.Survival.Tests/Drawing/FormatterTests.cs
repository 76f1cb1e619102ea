using System.Globalization;
using System.Xml.Linq;
using HccRisk.Core.Notebooks;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Drawing;
using HccRisk.Survival.HypothesisTests;
using Xunit;

namespace HccRisk.Survival.Tests.Drawing;

/// <summary>What a notebook shows of a result, on the Freireich data: the figures are the textbooks' (Kalbfleisch and Prentice).</summary>
public sealed class FormatterTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly SurvivalOutcome Outcome = new(
        [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35, 1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23],
        [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, .. Enumerable.Repeat(1, 21)]);

    private static readonly int[] Placebo = [.. Enumerable.Repeat(0, 21), .. Enumerable.Repeat(1, 21)];

    [Fact]
    public void Html_OfACurve_HasMedianDrawingAndTable()
    {
        var html = Html(KaplanMeier.Fit(Outcome.Select([.. Enumerable.Range(0, 21)])));

        Assert.Contains("21 patients, 9 events, median 23", html.Value, StringComparison.Ordinal);
        Assert.Contains("time", html.Descendants(Svg + "text").Select(text => text.Value));

        // S is 0.753 from 10 to 13 weeks; 12 were followed for 12 weeks or longer.
        string[] row = [.. html.Descendants("tr").Single(r => r.Elements("td").FirstOrDefault()?.Value == "12").Elements("td").Select(cell => cell.Value)];
        Assert.Equal(["12", "12", "0.753"], row[..3]);
    }

    [Fact]
    public void Html_OfATest_HasStatisticAndGroups()
    {
        var html = Html(LogRank.Test(Outcome, Placebo));

        Assert.Contains("chi-square 16.79 on 1 df, p < 0.001", html.Value, StringComparison.Ordinal);
        Assert.Equal(["0", "21", "9", "19.25", "1", "21", "21", "10.75"], html.Descendants("td").Select(cell => cell.Value));
    }

    [Fact]
    public void Html_OfACoxModel_HasRatioIntervalAndP()
    {
        var html = Html(CoxModel.Fit(Array.ConvertAll(Placebo, x => (double)x), columns: 1, Outcome, columnNames: ["placebo <x>"], cancellationToken: TestContext.Current.CancellationToken));

        string[] row = [.. html.Descendants("td").Select(cell => cell.Value)];
        Assert.Equal(("placebo <x>", "4.82", "2.15 to 10.81"), (row[0], row[3], row[4]));
    }

    [Fact]
    public void Html_OfARidge_HasNoIntervals()
    {
        var html = Html(CoxModel.Fit(Array.ConvertAll(Placebo, x => (double)x), columns: 1, Outcome, new CoxOptions { Ridge = 1 }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(3, html.Descendants("td").Count());
    }

    [Fact]
    public void Steps_OfACurve_TurnAtEachTime() =>
        Assert.Equal([(0, 1), (2, 1), (2, 0.5), (5, 0.5), (5, 0.5)], LineChart.Steps([2, 5], [0.5, double.NaN], 1));

    [Fact]
    public void ToHtml_AMillionSteps_IsSmall()
    {
        const int Count = 1_000_000;
        double[] times = [.. Enumerable.Range(1, Count).Select(i => (double)i)];
        double[] values = Array.ConvertAll(times, t => 1 - (t / Count));

        var html = new LineChart("time", "survival").Add("line", LineChart.Steps(times, values, 1)).ToHtml();

        // No more than two points a pixel of 560, some 12 letters each.
        Assert.InRange(html.Length, 1000, 40_000);
    }

    [Theory]
    [InlineData(60, "12, 24, 36, 48, 60")]
    [InlineData(8, "2, 4, 6, 8")]
    [InlineData(0.9, "0.2, 0.4, 0.6, 0.8")]
    [InlineData(0, "")]
    public void RoundTimes_UpToTheLast_AreRound(double last, string expected) =>
        Assert.Equal(expected, string.Join(", ", LineChart.RoundTimes(last).Select(t => t.ToString(CultureInfo.InvariantCulture))));

    /// <summary>By the way a kernel takes: the attribute, the formatter it names, the members by name.</summary>
    private static XElement Html(object value)
    {
        var attribute = (TypeFormatterSourceAttribute)Attribute.GetCustomAttribute(value.GetType(), typeof(TypeFormatterSourceAttribute))!;
        var source = Activator.CreateInstance(attribute.FormatterSourceType)!;
        var formatters = (IEnumerable<object>)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, null)!;
        using var writer = new StringWriter();
        var formatter = formatters.Single(f => (string)f.GetType().GetProperty("MimeType")!.GetValue(f)! == "text/html");
        formatter.GetType().GetMethod("Format")!.Invoke(formatter, [value, writer]);
        return XElement.Parse($"<page>{writer}</page>");
    }
}
