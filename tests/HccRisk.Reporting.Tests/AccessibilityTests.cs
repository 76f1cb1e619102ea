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
                Assert.All(t.Element("thead")!.Descendants("th"), h => Assert.Equal("col", h.Attribute("scope")?.Value));
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
            Assert.All(page.Descendants("div").Where(d => d.Attribute("class")?.Value == "scroll"), d =>
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
}
