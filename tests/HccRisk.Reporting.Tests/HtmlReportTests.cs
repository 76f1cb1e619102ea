using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HccRisk.Cohorts;
using HccRisk.Reporting.Html;
using HccRisk.Studies.Results;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation;
using Xunit;

namespace HccRisk.Reporting.Tests;

public sealed class HtmlReportTests(ReportStudy study)
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private readonly string _fullHtml = study.NamedHtml;

    [Fact]
    public void Write_AnyResult_IsWellFormedWithoutSelfClosedHtmlElements()
    {
        foreach (var html in (string[])[_fullHtml, Html(study.Empty)])
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
        var root = Parse(_fullHtml);
        var sections = root.Descendants("section").Select(s => s.Attribute("id")!.Value).ToArray();
        Assert.Equal(
            [
                "summary", "notes", "methods", "missing", "flow", "sites", "characteristics", "sample-size", "model-1", "model-2", "comparisons", "shift", "truth", "remark",
                "checklist-tripod-ai", "checklist-clear", "checklist-metrics", "provenance",
            ],
            sections);
        Assert.Equal(sections, root.Descendants("nav").Descendants("a").Select(a => a.Attribute("href")!.Value[1..]));
    }

    [Fact]
    public void Write_FullResult_ShowsEveryComparisonWithItsPatients()
    {
        var rows = Parse(_fullHtml).Descendants("section").Single(s => s.Attribute("id")?.Value == "comparisons").Descendants("tr").Select(r => string.Join("|", r.Elements().Select(c => c.Value))).ToArray();
        var full = study.Full;

        Assert.NotEmpty(full.Comparisons);
        // The cohort, and of comparators the model, is the heading of the rows below it.
        string HeadingOf(int row) => rows[..row].Last(r => !r.Contains('|', StringComparison.Ordinal));
        Assert.All(full.Comparisons, c => Assert.Equal(
            c.Cohort, HeadingOf(Assert.Single(Enumerable.Range(0, rows.Length), r => rows[r].StartsWith(string.Create(Invariant, $"{c.Model}|{c.Reference}|{c.Patients} ({c.Events})|"), StringComparison.Ordinal)
                && HeadingOf(r) == c.Cohort))));
        Assert.All(full.Comparators.SelectMany(c => c.Comparisons), c => Assert.Single(
            Enumerable.Range(0, rows.Length), r => rows[r].StartsWith(string.Create(Invariant, $"{c.Reference}|{c.Patients} ({c.Events})|"), StringComparison.Ordinal)
                && HeadingOf(r) == $"{c.Model}, {c.Cohort}"));
        Assert.Contains(rows, r => r.StartsWith("Pathomics|Clinical + Radiomics|", StringComparison.Ordinal));
        Assert.All(full.Comparators, c => Assert.Contains(rows, r => r.StartsWith($"{c.Name}|{c.Description}|", StringComparison.Ordinal)));
    }

    // Every estimate of every model on every cohort, written out here once more: value with its interval, or why there is none.
    [Fact]
    public void Write_FullResult_ShowsItsNumbers()
    {
        var text = Text(_fullHtml);
        var full = study.Full;

        // With the level, or as in a table whose caption names it; what is not estimable says so with its reason.
        void Known(MetricEstimate? estimate, int digits = 2) => Assert.True(
            estimate?.Value is null ? text.Contains("not estimable: ", StringComparison.Ordinal)
                : text.Contains(Shown(estimate, digits), StringComparison.Ordinal)
                    || text.Contains(Shown(estimate, digits).Replace("95% CI ", "", StringComparison.Ordinal), StringComparison.Ordinal),
            estimate?.ToString());

        foreach (var (metrics, external) in full.Models.SelectMany(m => m.External.Select(e => (e.Metrics, true)).Prepend((m.Development.Metrics, false))))
        {
            // The last horizon lies beyond the follow-up of the external site, which refuses it.
            double[] horizons = external ? [12, 24] : [12, 24, 240];
            Known(metrics.Harrell);
            Known(metrics.Concordance);
            Assert.Equal(horizons, metrics.Auc.Select(a => a.Time));
            Assert.Equal(horizons, metrics.Brier.Select(b => b.Time));
            Assert.All(metrics.Auc, a => Known(a.Auc));
            Assert.All(metrics.Brier, b => Known(b.Brier, 3));
            Assert.All(metrics.Brier, b => Known(b.NullEstimate, 3));
            Assert.All(metrics.Brier, b => Known(b.Accuracy));
            Assert.All(metrics.Calibration, c => Known(c.ObservedExpected));
            Assert.Contains($"Integrated log score{Shown(metrics.IntegratedLogScore!.Score, 3)}", text, StringComparison.Ordinal);
            Assert.Contains($"Events over predicted hazard{Shown(metrics.Alpha!)}", text, StringComparison.Ordinal);
            Assert.Contains($"chi-square {metrics.DCalibration!.Test!.Statistic.ToString("0.00", Invariant)}, 9 degrees", text, StringComparison.Ordinal);
            Assert.Contains(metrics.ACalibration!.Method, text, StringComparison.Ordinal);
            Assert.Contains("No information", text, StringComparison.Ordinal);
            Assert.NotNull(metrics.Brier[1].Brier.Value);
            Assert.All(metrics.Brier.Skip(2), b => Assert.NotNull(b.Brier.NotEstimable));
            Assert.All(metrics.Auc.Skip(2), a => Assert.NotNull(a.Auc.NotEstimable));
        }

        Assert.All(full.Sites, s => Assert.Contains(s.MedianFollowUp!.Value.ToString("F1", Invariant), text, StringComparison.Ordinal));
        Assert.All(full.Characteristics, c => Assert.All(c.BySite.Values, v => Assert.Contains(v, text, StringComparison.Ordinal)));
        Assert.All(full.Truth, t => Assert.Contains(t.Population.ToString("F3", Invariant), text, StringComparison.Ordinal));
        Assert.All(full.Models.SelectMany(m => m.Coefficients), c => Assert.Contains(c.Coefficient.ToString("F3", Invariant), text, StringComparison.Ordinal));
        Assert.All(full.Models.SelectMany(m => m.Predictions), p => Assert.Contains(p.PatientId + p.Site + p.Set + p.Score.ToString("F3", Invariant) + p.Risk.ToString("F3", Invariant) + p.Group, text, StringComparison.Ordinal));
        Assert.All(full.Models, m => Assert.Contains($"ridge, {m.Penalty!.Strength.ToString("G4", Invariant)}, chosen on development patients", text, StringComparison.Ordinal));
        Assert.Contains(full.Exclusions, e => e.PatientId == ReportStudy.Damaged);
        Assert.All(full.Exclusions, e => Assert.Contains(e.PatientId + e.Stage + e.Reason, text, StringComparison.Ordinal));
        Assert.All(full.Notes, n => Assert.Contains(n, text, StringComparison.OrdinalIgnoreCase));
        Assert.Contains(string.Create(Invariant, $"seed {full.Seed}"), text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_TextOfTheResult_IsEncoded()
    {
        var nasty = "<img src=x onerror=alert(1)>\u0001\"&";
        var full = study.Full;
        var pre = full.Models[0];
        var group = pre.Development.Metrics.Groups!.Groups[0] with { Name = nasty };
        var html = Html(full with
        {
            Title = nasty,
            EventName = nasty,
            Flow = [new FlowStep(nasty, 3, 2, [])],
            Exclusions = [new("<script>alert('x')</script>", "endpoint", "time of recurrence -3 < 0 & no date")],
            Models =
            [
                pre with
                {
                    Name = nasty,
                    Coefficients = [new(nasty, nasty, 0.5, null, null)],
                    Development = new CohortEvaluation(nasty, pre.Development.Metrics with { Groups = new RiskGroupComparison([group], null, nasty) }),
                },
            ],
        }, new ReportOptions { WithPatients = true });
        var root = Parse(html);
        Assert.DoesNotContain(root.Descendants(), e => e.Name.LocalName is "script" or "img");
        Assert.Equal("<img src=x onerror=alert(1)>\uFFFD\"&", root.Descendants("h1").Single().Value);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert('x')&lt;/script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_SyntheticOrReal_SaysWhich()
    {
        Assert.Single(Parse(_fullHtml).Descendants("p"), p => p.Attribute("class")?.Value == "banner synthetic");
        Assert.StartsWith("SYNTHETIC: ", Parse(_fullHtml).Descendants("title").First().Value, StringComparison.Ordinal);
        Assert.Contains("No real patients with MRI and slides were available", Text(_fullHtml), StringComparison.Ordinal);
        var real = Html(study.Empty with { Protocol = null });
        Assert.DoesNotContain("SYNTHETIC", Text(real), StringComparison.Ordinal);
        Assert.Contains("No real patients with MRI and slides were available", Text(real), StringComparison.Ordinal);
        Assert.Contains("not medical advice", Text(real), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_AnyResult_LoadsNothingAndRunsNothing()
    {
        var root = Parse(_fullHtml);
        var loads = root.Descendants().Attributes().Where(a => a.Name.LocalName is "src" or "href" or "srcset" or "data" or "action").Select(a => a.Value);
        Assert.All(loads, l => Assert.StartsWith("#", l, StringComparison.Ordinal));
        Assert.All(Regex.Matches(_fullHtml, @"url\((.{5})").Select(m => m.Groups[1].Value), u => Assert.True(u == "data:" || u[0] == '#', u));
        Assert.DoesNotContain("@import", _fullHtml, StringComparison.Ordinal);
        Assert.DoesNotContain(root.Descendants(), e => e.Name.LocalName is "script" or "link" or "iframe" or "object" or "embed" or "image");
        Assert.DoesNotContain(root.Descendants().Attributes(), a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes() => Assert.Equal(study.SharedHtml, Html(study.Full));

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
            Assert.Equal(study.SharedHtml, Html(study.Full));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Write_NothingEstimable_SaysSoInWords()
    {
        var text = Text(Html(study.Empty));
        string[] expected =
        [
            "not estimable: no events of the cause", "There is no external cohort", "no risk groups apply", "The model has no coefficients to show",
            "The AUC over time is not estimable on any cohort", "The flow of patients was not recorded", "No patient was excluded", "No site was recorded",
            "None were recorded", "No characteristic was recorded",
        ];
        Assert.All(expected, e => Assert.Contains(e, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Write_NoModels_SaysSo() => Assert.Contains("No model was fitted", Text(Html(study.Full with { Models = [] })), StringComparison.Ordinal);

    [Fact]
    public void Write_GroupsWithoutEventsOrLimits_DoesNotCrash()
    {
        var full = study.Full;
        var pre = full.Models[0];

        // Nobody in the one group had the event; everybody in the other, so that its curve ends at 0 without limits.
        var free = new RiskGroupCurves("high", 1, 0, KaplanMeier.Fit(new SurvivalOutcome([9], [0])), null);
        var gone = new RiskGroupCurves("low", 2, 2, KaplanMeier.Fit(new SurvivalOutcome([5, 7], [1, 1])), null);
        var metrics = pre.Development.Metrics with { Groups = new RiskGroupComparison([free, gone], null, "nothing varies") };
        var html = Html(full with { Models = [pre with { Coefficients = [new("x", "Clinical", 0, null, null)], Development = pre.Development with { Metrics = metrics } }] });
        Assert.Contains("No log-rank test was made: nothing varies.", Text(html), StringComparison.Ordinal);
        Assert.Contains("There are no competing events", Text(html), StringComparison.Ordinal);
        Assert.Contains("Every coefficient is zero", Text(html), StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", Regex.Replace(html, "base64,[^)]*", ""), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_RealisticStudy_StaysBelowTwoMegabytes()
    {
        var full = study.Full;
        var models = full.Models.Select(m => m with
        {
            Predictions = [.. Enumerable.Range(0, 579).Select(i => new PatientPrediction($"TJ-{i:D4}", "TJ", "cross-validated", (i - 300) / 171.0, i / 600.0, i < 400 ? "low" : "high"))],
        });
        Assert.InRange(Encoding.UTF8.GetByteCount(Html(full with { Models = [.. models] }, new ReportOptions { WithPatients = true })), 100_000, 2_500_000);
    }

    [Fact]
    public void Write_ToPath_WritesTheSameFile()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            HtmlReport.Write(study.Full, path);
            Assert.Equal(study.SharedHtml, File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    internal static string Html(StudyResult result, ReportOptions? options = null)
    {
        using var stream = new MemoryStream();
        HtmlReport.Write(result, stream, options);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    internal static XElement Parse(string html) => XElement.Parse(html["<!DOCTYPE html>".Length..]);

    // As a person would: 0.731 (95% CI 0.58-0.88), "to" where a limit is negative.
    private static string Shown(MetricEstimate estimate, int digits = 2)
    {
        if (estimate.Value is not { } value)
        {
            return "not estimable: " + estimate.NotEstimable;
        }

        string Limit(double limit) => limit.ToString($"F{digits}", Invariant);
        return estimate is { Lower: { } lower, Upper: { } upper }
            ? string.Create(Invariant, $"{value:F3} (95% CI {Limit(lower)}{(lower < 0 || upper < 0 ? " to " : "-")}{Limit(upper)})")
            : string.Create(Invariant, $"{value:F3} (no confidence interval)");
    }

    // Text of what a person reads: no style sheet.
    internal static string Text(string html)
    {
        var root = Parse(html);
        root.Descendants("style").Remove();
        return root.Value;
    }
}
