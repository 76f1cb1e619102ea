using HccRisk.Core.Errors;
using HccRisk.Reporting.Html;
using HccRisk.Reporting.Markdown;
using HccRisk.Studies.Results;
using Xunit;

namespace HccRisk.Reporting.Tests;

public sealed class PrivacyTests(ReportStudy study)
{
    [Fact]
    public void Write_Shared_NamesNoPatient()
    {
        string[] names = [.. study.Full.Models[0].Predictions.Select(p => p.PatientId), ReportStudy.Damaged];
        Assert.True(names.Length > 70);
        Assert.All(names, n => Assert.DoesNotContain(n, study.SharedHtml, StringComparison.Ordinal));
        var markdown = MarkdownReport.Text(study.Full);
        Assert.All(names, n => Assert.DoesNotContain(n, markdown, StringComparison.Ordinal));
        Assert.Contains(names[0], study.NamedHtml, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_NamesInRemarks_AreTakenOut()
    {
        var full = study.Full;
        var first = full.Models[0];
        PatientPrediction Called(string id, PatientPrediction p) => p with { PatientId = id };
        var result = full with
        {
            Notes = ["TJ: 12 recurrences cannot be classified (17, A.b-7, ...); 12 events", "Patient 17 moved", "A.b-70 stays, as 17 events do"],
            Exclusions = [new Exclusion("secret", "clinical", "the same line as A.b-7")],
            Models = [first with { Predictions = [Called("17", first.Predictions[0]), Called("A.b-7", first.Predictions[1]), Called("12", first.Predictions[2])] }],
        };
        var text = HtmlReportTests.Text(HtmlReportTests.Html(result));
        Assert.Contains("TJ: 12 recurrences cannot be classified (a patient, a patient, ...); 12 events", text, StringComparison.Ordinal);
        Assert.Contains("Patient a patient moved", text, StringComparison.Ordinal);
        Assert.Contains("A.b-70 stays, as 17 events do", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_SmallCells_AreHiddenWithTheirComplements()
    {
        var full = study.Full;
        var row = full.Characteristics[0] with
        {
            Name = "x",
            Label = "Rare",
            Overall = "3 (4.1%)",
            Missing = 2,
            BySite = new Dictionary<string, string> { ["TJ"] = "3 (5.0%)", ["SYSMH"] = "19 (95.0%)" },
        };
        var sites = full.Sites.Select(s => s with { Patients = s.Site == "TJ" ? 60 : 20 }).ToArray();
        var text = HtmlReportTests.Text(HtmlReportTests.Html(full with { Characteristics = [row], Sites = sites }, new ReportOptions { SmallestCell = 5 }));
        // 19 of 20 tells that one is left.
        Assert.Contains("Rare, years< 5< 519< 5", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_Negative_AreRefused() =>
        Assert.Contains("SmallestCell is -1", Assert.Throws<ArgumentException>(() => HtmlReport.Write(study.Full, Stream.Null, new ReportOptions { SmallestCell = -1 })).Message, StringComparison.Ordinal);
}
