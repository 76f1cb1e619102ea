using System.Globalization;
using Xunit;

namespace HccRisk.Reporting.Tests;

public sealed class StudyNumbersTests(ReportStudy study)
{
    [Fact]
    public void Inline_Names_GiveTheNumbersOfTheResult()
    {
        var numbers = new StudyNumbers(study.Full);
        var post = study.Full.Models.Single(m => m.Name == "POST");
        string Shown(double value, double low, double high) => string.Create(CultureInfo.InvariantCulture, $"{value:F3} (95% CI {low:F2}-{high:F2})");
        var external = post.External[0].Metrics.Auc.Single(a => a.Time == 24).Auc;
        Assert.Equal(Shown(external.Value!.Value, external.Lower!.Value, external.Upper!.Value), numbers.Inline("post.auc24"));
        Assert.Equal(numbers.Inline("post.auc24"), numbers.Inline("post.auc24.sysmh"));
        var own = post.Development.Metrics.Auc.Single(a => a.Time == 24).Auc;
        Assert.Equal(Shown(own.Value!.Value, own.Lower!.Value, own.Upper!.Value), numbers.Inline("post.auc24.tj"));
        Assert.Equal(post.External[0].Metrics.Events.ToString(CultureInfo.InvariantCulture), numbers.Inline("post.events"));
        Assert.StartsWith(
            study.Full.Comparisons.Single(c => c.Cohort == "SYSMH, external").Differences.Single(d => d.Measure == "AUC" && d.Time == 24).Comparison.Difference.Value!.Value.ToString("F3", CultureInfo.InvariantCulture),
            numbers.Inline("post-pre.auc24"), StringComparison.Ordinal);
        Assert.Contains(numbers.Inline("post.auc24"), HtmlReportTests.Text(study.SharedHtml), StringComparison.Ordinal);
    }

    [Fact]
    public void Inline_UnknownName_IsRefusedWithTheNearest()
    {
        var error = Assert.Throws<ArgumentException>(() => new StudyNumbers(study.Full).Inline("post.auc25"));
        Assert.Contains("'post.auc25'", error.Message, StringComparison.Ordinal);
        Assert.Contains("post.auc24", error.Message, StringComparison.Ordinal);
    }
}
