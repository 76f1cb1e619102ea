using System.Globalization;
using System.Text;
using System.Xml.Linq;
using HccRisk.Reporting.Html;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Validation;
using Xunit;

namespace HccRisk.Reporting.Tests;

public sealed class ValidationPageTests
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;
    private static readonly ValidationResult Full = ReportValidation.Full;
    private static readonly string Page = Html(Full);

    [Fact]
    public void Write_FullRecord_HasEverySection()
    {
        var sections = HtmlReportTests.Parse(Page).Descendants("section").Select(s => s.Attribute("id")!.Value);
        Assert.Equal(
            [
                "summary", "remarks", "choices", "patients", "performance", "calibration", "decision", "differences", "by-site", "subgroups", "recalibration", "sample-size",
            ],
            sections);
    }

    [Fact]
    public void Write_LeanRecord_HasNoSectionWithoutItsResult()
    {
        var score = Full.Models[2];
        var html = Html(Full with { Models = [score], Differences = [], Reclassifications = [], Sites = [], Heterogeneity = [], Subgroups = [], SampleSize = [], Baseline = [] });
        var sections = HtmlReportTests.Parse(html).Descendants("section").Select(s => s.Attribute("id")!.Value);
        Assert.Equal(["summary", "remarks", "choices", "patients", "performance"], sections);
        Assert.DoesNotContain("Brier score:", HtmlReportTests.Text(html), StringComparison.Ordinal);
    }

    // Every estimate written out here once more, with the digits of its column.
    [Fact]
    public void Write_FullRecord_ShowsItsNumbers()
    {
        var text = HtmlReportTests.Text(Page);
        void Shown(MetricEstimate? estimate, int digits = 2)
        {
            if (estimate?.Value is { } value)
            {
                string Limit(double limit) => limit.ToString("F" + digits.ToString(Invariant), Invariant);
                var limits = estimate is { Lower: { } low, Upper: { } high } ? $" ({Limit(low)}{(low < 0 || high < 0 ? " to " : "-")}{Limit(high)})" : "";
                Assert.Contains(value.ToString("F3", Invariant) + limits, text, StringComparison.Ordinal);
            }
        }

        foreach (var at in Full.Models.SelectMany(m => m.Horizons))
        {
            Shown(at.Auc.Auc);
            Shown(at.Harrell);
            Shown(at.Uno);
            Shown(at.Brier?.Brier, 3);
            Shown(at.Brier?.Accuracy);
            Shown(at.Calibration?.ObservedExpected);
            Shown(at.Calibration?.Intercept);
            Shown(at.Calibration?.Slope);
            Shown(at.Curve?.Ici, 3);
            Shown(at.Curve?.EMax, 3);
        }

        Assert.All(Full.Horizons, h => Shown(h.NullBrier, 3));
        Assert.All(Full.Differences.Where(d => d.Reference is not null), d => Shown(d.Comparison.Difference, d.Measure == "Brier" ? 3 : 2));
        Assert.All(Full.Sites.SelectMany(s => s.Models).Concat(Full.Subgroups.SelectMany(s => s.Levels).SelectMany(l => l.Models)), m => Shown(m.Auc));
        Assert.All(Full.Heterogeneity, h => Shown(h.Pooled));
        Assert.All(Full.Models.SelectMany(m => m.Horizons).Where(h => h.Time == Full.MainHorizon).SelectMany(h => h.Recalibrated), r => Shown(r.Brier, 3));
        var decision = Full.Models[0].Horizons.Single(h => h.Time == Full.MainHorizon).Decision!.Points.Single(p => Math.Abs(p.Threshold - 0.2) < 1e-9);
        Shown(decision.NetBenefit, 3);
        Assert.Contains((100 * decision.InterventionsAvoided!.Value).ToString("F1", Invariant), text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_EveryChoice_IsExplained()
    {
        var rows = HtmlReportTests.Parse(Page).Descendants("section").Single(s => s.Attribute("id")!.Value == "choices").Descendants("tr").Select(r => string.Join("|", r.Elements().Select(c => c.Value))).ToArray();
        Assert.NotEmpty(Full.Settings);
        Assert.All(Full.Settings, s =>
        {
            var row = Assert.Single(rows, r => r.StartsWith($"{s.Name}|{s.Value}|{s.Source.ToString().ToLowerInvariant()}|", StringComparison.Ordinal));
            Assert.True(row.Split('|')[3].Length > 10, row);
        });
    }

    [Fact]
    public void Write_PredictionWithoutCovariates_LeadsEveryHorizon()
    {
        var performance = HtmlReportTests.Parse(Page).Descendants("section").Single(s => s.Attribute("id")!.Value == "performance");
        var rows = performance.Descendants("tbody").First().Elements("tr").ToArray();
        var heads = rows.Index().Where(r => r.Item.Attribute("class")?.Value.Contains("group", StringComparison.Ordinal) == true).Select(r => r.Index).ToArray();
        Assert.Equal(Full.Horizons.Count, heads.Length);
        Assert.All(heads, h => Assert.Equal("Without covariates", rows[h + 1].Element("th")!.Value));
    }

    [Fact]
    public void Write_GraveRemark_StandsOnTheFirstScreen()
    {
        var html = Html(Full with { Remarks = [new ValidationRemark("direction", "score", "C is 0.31", "Turn it round.", Grave: true)] });
        var banner = HtmlReportTests.Parse(html).Descendants("header").Single().Descendants("p").Single(p => p.Value.StartsWith("Settle this first.", StringComparison.Ordinal));
        Assert.Equal("Settle this first. score: C is 0.31. Turn it round.", banner.Value);
    }

    // Three hundred sites are no table that anybody reads: those with most patients, and the others where they are asked for.
    [Fact]
    public void Write_ManySites_ShowsTheLargestAndKeepsTheOthers()
    {
        var site = Full.Sites[0];
        var many = Enumerable.Range(0, 100).Select(i => site with { Name = $"h{i}", Patients = 10 + i }).ToArray();
        var part = HtmlReportTests.Parse(Html(Full with { Sites = many })).Descendants("section").Single(s => s.Attribute("id")!.Value == "by-site");
        string[] Sites(XElement table) => [.. table.Element("tbody")!.Elements("tr").Select(r => r.Element("th")!.Value).Distinct()];
        var others = part.Descendants("details").Single();
        Assert.Equal(Enumerable.Range(70, 30).Select(i => $"h{i}"), Sites(part.Descendants("table").First()));
        Assert.Equal(Enumerable.Range(0, 70).Select(i => $"h{i}"), Sites(others.Descendants("table").Single()));
        Assert.Equal("The other 70 sites", others.Element("summary")!.Value);
    }

    [Fact]
    public void Write_ManyModels_DrawsTheFirstAndListsAll()
    {
        var many = Enumerable.Range(0, 40).Select(i => Full.Models[0] with { Name = $"m{i}" }).ToArray();
        var html = Html(Full with { Models = many, Sites = [], Heterogeneity = [], Subgroups = [], Differences = [], Reclassifications = [] });
        var page = HtmlReportTests.Parse(html);
        Assert.Equal(12 + 1, page.Descendants("figure").Count());
        Assert.Contains("Figures are drawn of the first 12 of 40 models", HtmlReportTests.Text(html), StringComparison.Ordinal);
        Assert.Contains(page.Descendants("section").Single(s => s.Attribute("id")!.Value == "performance").Descendants("th"), h => h.Value == "m39");
    }

    [Fact]
    public void Write_TooFewAtRisk_IsGrey()
    {
        var few = Full.Horizons.Select(h => h with { AtRisk = 3 }).ToArray();
        var rows = HtmlReportTests.Parse(Html(Full with { Horizons = few })).Descendants("section").Single(s => s.Attribute("id")!.Value == "performance").Descendants("tbody").First().Elements("tr");
        Assert.All(rows, r => Assert.Contains("few", r.Attribute("class")!.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Write_SampleSizeMissed_SaysNoInWords()
    {
        var text = HtmlReportTests.Text(Html(Full with { SampleSize = [new SampleSizeCriterion("events", null, 100, 40, 600, null, "events: 100 or more")] }));
        Assert.Contains($"No: events falls short with {Full.FollowUp.Patients} patients", text, StringComparison.Ordinal);
        Assert.Contains("that would reach every target: about 600.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_SmallCells_AreHidden()
    {
        var sites = Full.Sites.Select(s => s with { Patients = 3, Events = 1 }).ToArray();
        var text = HtmlReportTests.Text(Html(Full with { Sites = sites }, new ReportOptions { SmallestCell = 5 }));
        Assert.Contains("< 5 (< 5)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("3 (1)", text, StringComparison.Ordinal);
    }

    internal static string Html(ValidationResult result, ReportOptions? options = null)
    {
        using var stream = new MemoryStream();
        HtmlReport.Write(result, stream, options);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
