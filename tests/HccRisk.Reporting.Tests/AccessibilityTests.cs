using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace HccRisk.Reporting.Tests;

/// <summary>What a screen reader and a keyboard need of every page.</summary>
public sealed class AccessibilityTests(ReportStudy study)
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private XElement[] Pages =>
        [HtmlReportTests.Parse(study.NamedHtml), HtmlReportTests.Parse(study.SharedHtml), HtmlReportTests.Parse(ValidationPageTests.Html(ReportValidation.Full))];

    [Fact]
    public void Pages_Headings_HaveOneFirstAndSkipNoOrder()
    {
        foreach (var page in Pages)
        {
            int[] orders = [.. page.Descendants().Where(e => e.Name.LocalName is "h1" or "h2" or "h3" or "h4" or "h5").Select(e => e.Name.LocalName[1] - '0')];
            Assert.Single(orders, 1);
            Assert.Equal(1, orders[0]);
            Assert.All(orders.Zip(orders.Skip(1)), o => Assert.True(o.Second <= o.First + 1, $"h{o.First} is followed by h{o.Second}"));
        }
    }

    [Fact]
    public void Pages_Tables_HaveCaptionsAndScopedHeads()
    {
        foreach (var page in Pages)
        {
            Assert.All(page.Descendants("table"), t =>
            {
                Assert.False(string.IsNullOrWhiteSpace(t.Element("caption")?.Value));
                var columns = t.Element("thead")!.Descendants("th").Count();
                Assert.All(t.Element("thead")!.Descendants("th"), h =>
                {
                    Assert.Equal("col", h.Attribute("scope")?.Value);
                    Assert.False(string.IsNullOrWhiteSpace(h.Value), $"a column of '{t.Element("caption")!.Value}' has no heading");
                });
                Assert.All(t.Element("tbody")!.Elements("tr"), r =>
                {
                    var head = r.Elements().First();
                    Assert.Equal("th", head.Name.LocalName);
                    Assert.Contains(head.Attribute("scope")?.Value, (string[])["row", "colgroup"]);
                    Assert.Equal(columns, r.Elements().Sum(c => (int?)c.Attribute("colspan") ?? 1));
                });
            });
        }
    }

    [Fact]
    public void Pages_FiguresAndRegions_HaveNames()
    {
        foreach (var page in Pages)
        {
            Assert.Equal("en", page.Attribute("lang")?.Value);
            Assert.False(string.IsNullOrWhiteSpace(page.Element("head")!.Element("title")?.Value));
            Assert.All(page.Descendants(Svg + "svg"), s =>
            {
                Assert.Equal("img", s.Attribute("role")?.Value);
                Assert.False(string.IsNullOrWhiteSpace(s.Attribute("aria-label")?.Value));
            });
            // What scrolls can be reached and has a name.
            Assert.All(page.Descendants("div").Where(d => d.Attribute("class")?.Value.Split(' ')[0] == "scroll"), d =>
            {
                Assert.Equal("0", d.Attribute("tabindex")?.Value);
                Assert.False(string.IsNullOrWhiteSpace(d.Attribute("aria-label")?.Value));
            });
            Assert.Single(page.Descendants("main"));
            var ids = page.Descendants().Attributes("id").Select(a => a.Value).ToArray();
            Assert.Equal(ids.Length, ids.Distinct().Count());
            Assert.All(page.Descendants("a").Attributes("href"), href => Assert.Contains(href.Value[1..], ids));
        }
    }

    // A hundred landmarks are none: a table that scrolls is a group.
    [Fact]
    public void Pages_Landmarks_AreFewAndOneOfAKind()
    {
        foreach (var page in Pages)
        {
            Assert.All((string[])["header", "nav", "main", "footer"], name => Assert.Single(page.Element("body")!.Elements(name)));
            Assert.DoesNotContain(page.Descendants().Attributes("role"), r => r.Value is "region" or "main" or "banner" or "navigation");
            Assert.Equal("#content", page.Element("body")!.Elements("a").First().Attribute("href")!.Value);
            // What is after something on the page is reached after it.
            Assert.DoesNotContain(page.Descendants().Attributes("tabindex"), t => t.Value is not "0");
        }
    }

    /// <summary>Contrast of text by the formula of WCAG 2.2: 4.5 or more, in the light and in the dark.</summary>
    [Fact]
    public void Style_EveryColourOfText_CanBeRead()
    {
        var css = Pages[0].Descendants("style").First().Value;
        var light = Colours(css[css.IndexOf(":root", StringComparison.Ordinal)..]);
        var dark = Colours(css[css.IndexOf("prefers-color-scheme: dark", StringComparison.Ordinal)..]);
        Assert.NotEqual(light["paper"], dark["paper"]);
        foreach (var colours in (Dictionary<string, string>[])[light, dark])
        {
            foreach (var (text, ground) in from text in (string[])["ink", "soft", "warn", "link", "faded"] from ground in (string[])["paper", "shade", "warnback"] select (text, ground))
            {
                if ((text, ground) is not (("warn" or "link" or "faded"), "warnback"))
                {
                    Assert.True(Contrast(colours[text], colours[ground]) >= 4.5, $"{text} {colours[text]} on {ground} {colours[ground]}: {Contrast(colours[text], colours[ground]):F2}");
                }
            }
        }
    }

    private static Dictionary<string, string> Colours(string css) =>
        Regex.Matches(css[..css.IndexOf('}', StringComparison.Ordinal)], "--([a-z]+): #([0-9a-f]{3,6});").ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

    private static double Contrast(string one, string other)
    {
        double[] both = [Luminance(one), Luminance(other)];
        return (both.Max() + 0.05) / (both.Min() + 0.05);
    }

    private static double Luminance(string hex)
    {
        hex = hex.Length == 3 ? string.Concat(hex.Select(c => $"{c}{c}")) : hex;
        double Linear(int at)
        {
            var value = int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Linear(0)) + (0.7152 * Linear(2)) + (0.0722 * Linear(4));
    }
}
