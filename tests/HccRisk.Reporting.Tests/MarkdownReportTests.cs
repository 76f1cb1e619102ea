using HccRisk.Reporting.Markdown;
using HccRisk.Survival.Validation;
using Xunit;

namespace HccRisk.Reporting.Tests;

public sealed class MarkdownReportTests(ReportStudy study)
{
    [Fact]
    public void Text_Study_SaysWhatTheHtmlSays()
    {
        var markdown = MarkdownReport.Text(study.Full);
        var root = HtmlReportTests.Parse(study.SharedHtml);
        string Plain(string text) => new([.. text.Where(c => char.IsLetterOrDigit(c))]);
        var all = Plain(markdown);
        Assert.All(root.Descendants("main").Single().Descendants().Where(e => e.Name.LocalName is "h2" or "h3" or "p" or "li" or "caption" or "figcaption"), e =>
            Assert.Contains(Plain(e.Value), all, StringComparison.Ordinal));
        // A line a row, and as many lines of dashes as tables.
        Assert.Equal(root.Descendants("table").Sum(t => t.Descendants("tr").Count() + 1), markdown.Split('\n').Count(l => l.StartsWith("| ", StringComparison.Ordinal)));
        Assert.Equal(root.Descendants("figure").Count(), markdown.Split('\n').Count(l => l.StartsWith("![Figure ", StringComparison.Ordinal)));
        Assert.StartsWith("# SYNTHETIC: ", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_EveryTable_HasAsManyCellsInEveryLine()
    {
        string? head = null;
        foreach (var line in MarkdownReport.Text(ReportValidation.Full).Split('\n'))
        {
            if (!line.StartsWith('|'))
            {
                head = null;
                continue;
            }

            head ??= line;
            Assert.Equal(Bars(head), Bars(line));
        }

        static int Bars(string line) => line.Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|');
    }

    [Fact]
    public void Text_MarkupInNames_StaysText()
    {
        var result = ReportValidation.Full with { Remarks = [new ValidationRemark("x", null, "a|b <script> *c* _d_ [e](f)")] };
        var markdown = MarkdownReport.Text(result);
        Assert.Contains(@"A\|b \<script\> \*c\* \_d\_ \[e\](f).", markdown, StringComparison.Ordinal);
        Assert.Contains(@"poor \<b\>", markdown, StringComparison.Ordinal);
    }
}
