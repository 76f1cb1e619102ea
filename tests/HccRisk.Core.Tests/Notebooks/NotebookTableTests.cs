using System.Xml.Linq;
using HccRisk.Core.Columns;
using HccRisk.Core.Notebooks;
using Xunit;

namespace HccRisk.Core.Tests.Notebooks;

public sealed class NotebookTableTests
{
    [Fact]
    public void ToHtml_TextWithMarkup_IsEncoded()
    {
        var table = new NotebookTable("a <b> & c", "x<y");
        table.Add("<script>");

        var html = Parse(table.ToHtml());

        Assert.Equal(["<script>"], html.Descendants("td").Select(cell => cell.Value));
        Assert.Equal("x<y", html.Descendants("th").Single().Value);
        Assert.Equal("a <b> & c", html.Descendants("caption").Single().Value);
    }

    [Theory]
    [InlineData("right", "1.5", "-2", "", "-", "< 0.001", "0.5 (0.4 to 0.6)", "12%", "5E-05")]
    [InlineData("left", "3a")]
    [InlineData("left", "age")]
    [InlineData("left", "1", "age")]
    public void ToHtml_Column_StandsRightWhenItHoldsNumbersOnly(string expected, params string[] cells)
    {
        var table = new NotebookTable(string.Empty, "column");
        foreach (var cell in cells)
        {
            table.Add(cell);
        }

        Assert.All(Parse(table.ToHtml()).Descendants("td"), cell => Assert.Contains($"text-align:{expected}", cell.Attribute("style")!.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void ToHtml_MoreRowsThanShown_SaysHowMany()
    {
        var table = new NotebookTable(string.Empty, "n");
        for (var i = 0; i < 43; i++)
        {
            table.Add("1");
        }

        var html = Parse(table.ToHtml());

        Assert.Equal(40, html.Descendants("td").Count());
        Assert.Contains("3 more rows", html.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_AnotherNumberOfCells_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new NotebookTable(string.Empty, "a", "b").Add("1"));

        Assert.Contains("1 texts, the table has 2 columns", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateTypeFormatters_OfAFeatureVector_ShowNamesValuesAndUnits()
    {
        var vector = new FeatureVector([new FeatureColumn("a&b", "mm"), new FeatureColumn("c", Code: "Q4LE")], [1.5, double.NaN]);

        // As a kernel finds them: by the names of the members.
        var formatters = new FeatureVectorFormatter().CreateTypeFormatters().ToDictionary(
            formatter => (string)formatter.GetType().GetProperty("MimeType")!.GetValue(formatter)!,
            formatter =>
            {
                using var writer = new StringWriter();
                Assert.Equal(true, formatter.GetType().GetMethod("Format")!.Invoke(formatter, [vector, writer]));
                Assert.Equal(false, formatter.GetType().GetMethod("Format")!.Invoke(formatter, ["another type", writer]));
                return writer.ToString();
            });

        Assert.Equal(["a&b", "1.5", "mm", "", "c", "-", "", "Q4LE"], Parse(formatters["text/html"]).Descendants("td").Select(cell => cell.Value));
        Assert.Equal("2 features, 1 not defined here", formatters["text/plain"]);
    }

    private static XElement Parse(string html) => XElement.Parse($"<page>{html}</page>");
}
