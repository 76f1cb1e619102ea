using System.Globalization;
using System.Xml.Linq;
using HccRisk.Reporting.Html;
using Xunit;

namespace HccRisk.Reporting.Tests;

/// <summary>Parts of a study's report that stand beside performance, each number written out here once more.</summary>
public sealed class StudyPartsTests(ReportStudy study)
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private XElement Page => HtmlReportTests.Parse(study.SharedHtml);

    [Fact]
    public void Write_TwoModels_HaveOneDecisionFigureACohort()
    {
        var section = Section("comparisons");
        var pairs = study.Full.Comparisons.Where(c => c.Decision is not null).ToArray();
        Assert.NotEmpty(pairs);
        Assert.All(pairs, c =>
        {
            Assert.Single(section.Descendants("figcaption"), f => f.Value.Contains($"Decision curves of models {c.Model} and {c.Reference} on the same {c.Patients} patients", StringComparison.Ordinal)
                && f.Value.Contains(c.Cohort, StringComparison.Ordinal));
            var table = section.Descendants("table").Single(t => t.Element("caption")!.Value.StartsWith($"Net benefit of models {c.Model} and {c.Reference}", StringComparison.Ordinal)
                && t.Element("caption")!.Value.Contains(c.Cohort, StringComparison.Ordinal));
            var at = c.Decision!.Model.Points.Single(p => Math.Abs(p.Threshold - 0.1) < 1e-9);
            Assert.Contains(at.NetBenefit.Value!.Value.ToString("F3", Invariant), table.Value, StringComparison.Ordinal);
            Assert.Contains((100 * at.InterventionsAvoided!.Value).ToString("F1", Invariant), table.Value, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Write_Effects_StandAloneBesideTogether()
    {
        foreach (var (index, model) in study.Full.Models.Index())
        {
            var rows = Table("model-" + (index + 1).ToString(Invariant), "Cause-specific hazard ratios").Element("tbody")!.Elements("tr").ToArray();
            Assert.Equal(model.Effects!.Rows.Count, rows.Length);
            Assert.All(rows.Zip(model.Effects.Rows), r =>
            {
                string[] cells = [.. r.First.Elements().Select(c => c.Value)];
                Assert.Equal((r.Second.Patients.ToString(Invariant), r.Second.Events.ToString(Invariant)), (cells[2], cells[3]));
                Assert.Equal(r.Second.IsReference, cells[1] == "reference");
                if (r.Second.Univariable?.HazardRatio is { } ratio)
                {
                    Assert.StartsWith(ratio.ToString("F2", Invariant) + " (", cells[4], StringComparison.Ordinal);
                }
            });
        }
    }

    [Fact]
    public void Write_Stability_SaysHowOftenInputsWereChosen()
    {
        var model = study.Full.Models[1];
        var first = model.Stability!.Features.First(f => f.Modality == "Radiomics");
        var row = Table("model-2", "The inputs chosen most often").Descendants("tr").Single(r => r.Elements().First().Value == first.Feature);
        Assert.Equal(first.Chosen.ToString(Invariant), row.Elements().ElementAt(1).Value);
        Assert.Contains($"Inputs chosen in the {model.Stability.Fits} fits", Section("model-2").Value, StringComparison.Ordinal);
    }

    // What was run once is in the list once, whatever it gave.
    [Fact]
    public void Write_Analyses_ListsEveryOne()
    {
        var text = Section("remark").Descendants("tbody").Single().Elements("tr").Select(r => string.Join("|", r.Elements().Select(c => c.Value))).ToArray();
        var full = study.Full;
        Assert.All(full.Models, m =>
        {
            Assert.Contains(text, r => r.StartsWith($"Model {m.Name}|{m.Development.Cohort} {m.Development.Metrics.Patients} ({m.Development.Metrics.Events})", StringComparison.Ordinal));
            Assert.Contains(text, r => r.StartsWith($"Model {m.Name}, univariable|", StringComparison.Ordinal));
            Assert.All(m.Ladder.SkipLast(1), l => Assert.Contains(text, r => r.StartsWith($"Model {m.Name} of {l.Name}|", StringComparison.Ordinal)));
        });
        Assert.All(full.Comparators, c => Assert.Contains(text, r => r.StartsWith($"Comparator {c.Name}|", StringComparison.Ordinal)));
        Assert.All(full.Comparators, c => Assert.Single(text, r => r.Contains($" against {c.Name}|", StringComparison.Ordinal)));
        Assert.All(full.Scores, s => Assert.Contains(text, r => r.StartsWith("Clinical scores ", StringComparison.Ordinal) && r.Contains(s.Name, StringComparison.Ordinal)));
        Assert.Equal(text.Length, text.Distinct().Count());
    }

    [Fact]
    public void WritePatients_EveryPatient_HasOnePageWithWhatAddsUp()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            HtmlReport.WritePatients(study.Full, path);
            var page = HtmlReportTests.Parse(File.ReadAllText(path));
            string[] ids = [.. study.Full.Models.SelectMany(m => m.Predictions).Select(p => p.PatientId).Distinct()];
            Assert.Equal(ids, page.Descendants("section").Select(s => s.Element("h2")!.Value));
            Assert.All(page.Descendants("section"), s => Assert.Equal("patient", s.Attribute("class")!.Value));
            Assert.Contains("names patients", page.Descendants("header").Single().Value, StringComparison.Ordinal);

            // Mean, inputs and the rest, rounded to three digits each, make the score.
            Assert.All(page.Descendants("table").Where(t => t.Element("caption")!.Value.StartsWith("What makes", StringComparison.Ordinal)), t =>
            {
                double[] parts = [.. t.Element("tbody")!.Elements("tr").Select(r => double.Parse(r.Elements().ElementAt(3).Value, Invariant))];
                Assert.Equal(parts[^1], parts[..^1].Sum(), 0.0005 * parts.Length);
            });
        }
        finally
        {
            File.Delete(path);
        }
    }

    private XElement Section(string id) => Page.Descendants("section").Single(s => s.Attribute("id")!.Value == id);

    private XElement Table(string section, string caption) =>
        Section(section).Descendants("table").Single(t => t.Element("caption")!.Value.StartsWith(caption, StringComparison.Ordinal));
}
