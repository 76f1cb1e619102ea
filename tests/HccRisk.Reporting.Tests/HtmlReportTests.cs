using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HccRisk.Reporting.Html;
using HccRisk.Studies.Results;
using Xunit;

namespace HccRisk.Reporting.Tests;

public sealed class HtmlReportTests
{
    private static readonly string FullHtml = Html(SampleStudy.Full());

    [Fact]
    public void Write_AnyResult_IsWellFormedWithoutSelfClosedHtmlElements()
    {
        foreach (var html in (string[])[FullHtml, Html(SampleStudy.Empty())])
        {
            Assert.StartsWith("<!DOCTYPE html>\n<html", html, StringComparison.Ordinal);
            var root = Parse(html);
            // HTML parsers read <td /> as an opening tag.
            var selfClosed = Regex.Matches(Regex.Replace(html, "<svg.*?</svg>", "", RegexOptions.Singleline), @"<(\w+)[^>]*/>").Select(m => m.Groups[1].Value).Distinct();
            Assert.All(selfClosed, name => Assert.Contains(name, (string[])["meta", "br"]));
            var ids = root.Descendants().Attributes("id").Select(a => a.Value).ToArray();
            Assert.Equal(ids.Length, ids.Distinct().Count());
            Assert.All(root.Descendants("a").Attributes("href"), href => Assert.Contains(href.Value[1..], ids));
        }
    }

    [Fact]
    public void Write_FullResult_HasEverySectionAndOneContentsEntryEach()
    {
        var root = Parse(FullHtml);
        var sections = root.Descendants("section").Select(s => s.Attribute("id")!.Value).ToArray();
        Assert.Equal(["summary", "notes", "flow", "sites", "characteristics", "model-1", "model-2", "truth", "methods", "provenance"], sections);
        Assert.Equal(sections, root.Descendants("nav").Descendants("a").Select(a => a.Attribute("href")!.Value[1..]));
    }

    [Fact]
    public void Write_FullResult_ShowsItsNumbers()
    {
        var text = Text(FullHtml);
        string[] expected =
        [
            // PRE external: AUC at 24 months, Harrell, Uno.
            "0.731 (95% CI 0.58-0.88)", "0.719 (95% CI 0.60-0.84)", "0.723 (95% CI 0.59-0.86)",
            // POST cross-validated.
            "0.781 (95% CI 0.72-0.84)", "0.769 (95% CI 0.72-0.82)",
            "not estimable: follow-up ends at 47.2 months", "0.088 (95% CI 0.075-0.101)",
            "AUC at 12 months (6 cases)", "56 (49-64)", "0.27 *", "52.4", "137 (29.7%)", "albumin is 410 g/L, outside 10 to 80",
            "0.0316", "0.412", "1.32 (1.08-1.60)", "0.007", "0.825", "0.817", "seed 20241", "HccRisk 0.1.0", "321", "512",
            "0.052", "-0.731", "0.313", "log-rank p < 0.001", "p = 0.004", "the upper third of the cross-validated scores",
        ];
        Assert.All(expected, e => Assert.Contains(e, text, StringComparison.OrdinalIgnoreCase));
        Assert.All(SampleStudy.Full().Notes, n => Assert.Contains(n, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Write_TextOfTheResult_IsEncoded()
    {
        var nasty = "<img src=x onerror=alert(1)>\u0001\"&";
        var full = SampleStudy.Full();
        var pre = full.Models[0];
        var group = pre.Development.Groups[0] with { Name = nasty };
        var html = Html(full with
        {
            Title = nasty,
            EventName = nasty,
            Flow = [new FlowStep(nasty, 1, 2)],
            Models =
            [
                pre with
                {
                    Name = nasty,
                    Coefficients = [new(nasty, nasty, 0.5, null, null)],
                    Development = pre.Development with { Cohort = nasty, Groups = [group] },
                },
            ],
        });
        var root = Parse(html);
        Assert.DoesNotContain(root.Descendants(), e => e.Name.LocalName is "script" or "img");
        Assert.Equal("<img src=x onerror=alert(1)>\uFFFD\"&", root.Descendants("h1").Single().Value);
        Assert.DoesNotContain("<script", FullHtml, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert('x')&lt;/script&gt;", FullHtml, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_SyntheticOrReal_SaysWhich()
    {
        Assert.Single(Parse(FullHtml).Descendants("p"), p => p.Attribute("class")?.Value == "banner synthetic");
        Assert.StartsWith("SYNTHETIC: ", Parse(FullHtml).Descendants("title").First().Value, StringComparison.Ordinal);
        var real = Html(SampleStudy.Empty());
        Assert.DoesNotContain("synthetic", Text(real), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("not medical advice", Text(real), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_AnyResult_LoadsNothingAndRunsNothing()
    {
        var root = Parse(FullHtml);
        var loads = root.Descendants().Attributes().Where(a => a.Name.LocalName is "src" or "href" or "srcset" or "data" or "action").Select(a => a.Value);
        Assert.All(loads, l => Assert.StartsWith("#", l, StringComparison.Ordinal));
        Assert.All(Regex.Matches(FullHtml, @"url\((.{5})").Select(m => m.Groups[1].Value), u => Assert.True(u == "data:" || u[0] == '#', u));
        Assert.DoesNotContain("@import", FullHtml, StringComparison.Ordinal);
        Assert.DoesNotContain(root.Descendants(), e => e.Name.LocalName is "script" or "link" or "iframe" or "object" or "embed" or "image");
        Assert.DoesNotContain(root.Descendants().Attributes(), a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes() => Assert.Equal(FullHtml, Html(SampleStudy.Full()));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("sv-SE")]
    public void Write_OtherCulture_GivesTheSameBytes(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal(FullHtml, Html(SampleStudy.Full()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Write_NothingEstimable_SaysSoInWords()
    {
        var text = Text(Html(SampleStudy.Empty()));
        string[] expected =
        [
            "not estimable: no events of the cause", "There is no external cohort", "no risk groups apply", "The model has no coefficients to show",
            "The AUC over time is not estimable on any cohort", "The flow of patients was not recorded", "No patient was excluded", "No site was recorded",
            "None were recorded", "No characteristic was recorded",
        ];
        Assert.All(expected, e => Assert.Contains(e, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Write_NoModels_SaysSo() => Assert.Contains("No model was fitted", Text(Html(SampleStudy.Full() with { Models = [] })), StringComparison.Ordinal);

    [Fact]
    public void Write_GroupsWithoutCurves_DoesNotCrash()
    {
        var full = SampleStudy.Full();
        var pre = full.Models[0];
        var bare = new RiskGroup("high", 0, 0, new StepCurve([], [], [], [], []), null, [], []);
        var gaps = new RiskGroup("low", 2, 1, new StepCurve([5], [0.5], [double.NaN], [double.NaN], [9]), null, [0], [2]);
        var html = Html(full with { Models = [pre with { Coefficients = [new("x", "Clinical", 0, null, null)], Development = pre.Development with { Groups = [bare, gaps], LogRankP = null } }] });
        Assert.Contains("No log-rank test was made", Text(html), StringComparison.Ordinal);
        Assert.Contains("There are no competing events", Text(html), StringComparison.Ordinal);
        Assert.Contains("Every coefficient is zero", Text(html), StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", Regex.Replace(html, "base64,[^)]*", ""), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_RealisticStudy_StaysBelowTwoMegabytes()
    {
        var full = SampleStudy.Full();
        var models = full.Models.Select(m => m with
        {
            Predictions = [.. Enumerable.Range(0, 579).Select(i => new PatientPrediction($"TJ-{i:D4}", "TJ", "cross-validated", (i - 300) / 171.0, i / 600.0, i < 400 ? "low" : "high"))],
        });
        Assert.InRange(Encoding.UTF8.GetByteCount(Html(full with { Models = [.. models] })), 100_000, 2_000_000);
    }

    [Fact]
    public void Write_ToPath_WritesTheSameFile()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            HtmlReport.Write(SampleStudy.Full(), path);
            Assert.Equal(FullHtml, File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    internal static string Html(StudyResult result)
    {
        using var stream = new MemoryStream();
        HtmlReport.Write(result, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static XElement Parse(string html) => XElement.Parse(html["<!DOCTYPE html>".Length..]);

    // Text of what a person reads: no style sheet.
    private static string Text(string html)
    {
        var root = Parse(html);
        root.Descendants("style").Remove();
        return root.Value;
    }
}
