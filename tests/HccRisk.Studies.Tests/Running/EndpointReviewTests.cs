using System.Text.Json;
using HccRisk.Cohorts;
using HccRisk.Core.Errors;
using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Studies.Tests.Running;

/// <summary>What a study says of its endpoint and of scores, in result.json.</summary>
public sealed class EndpointReviewTests(SmallStudy study)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Run_UnclassifiedRecurrencesScansAndOwnScores_AreInTheResult()
    {
        using var variant = new StudyVariant(study);
        var clinical = variant.Clinical;
        string[] open = [.. clinical.Rows
            .Where(r => clinical.Get(r, "recurrence_months").Length > 0 && clinical.Get(r, "recurrence_vascular_invasion") == "0"
                && clinical.Get(r, "recurrence_extrahepatic") == "0" && clinical.Get(r, "recurrence_count") is "1" or "2" or "3")
            .Select(r => clinical.Get(r, "patient_id"))
            .Where(id => study.Result.Models[0].Predictions.Any(p => p.PatientId == id))
            .Take(3)];
        clinical.Set("recurrence_largest_cm", r => open.Contains(clinical.Get(r, "patient_id")), _ => "");
        File.WriteAllText(variant["scans.csv"], "patient_id,time\n" + string.Concat(clinical.Rows.Select(r => $"{clinical.Get(r, "patient_id")},3\n{clinical.Get(r, "patient_id")},6\n")));
        File.WriteAllText(variant["scores.json"], """
            { "scores": [ { "name": "own", "title": "Own", "citation": "here", "inputs": [ { "column": "tumour_number" } ], "formula": "tumour_number + 1",
              "groups": { "names": ["one", "more"], "cuts": [2] }, "examples": [ { "inputs": [1], "expected": 2, "tolerance": 0, "group": "one" } ] } ] }
            """);
        variant.Protocol = variant.Protocol with { Scans = "scans.csv", Scores = "scores.json" };

        var result = variant.Run(cancellationToken: Token);

        var analysed = result.Sites.Sum(s => s.Patients);
        Assert.Equal(study.Result.Sites.Sum(s => s.Patients), analysed);
        Assert.Equal(3, result.Sites.Sum(s => s.Events.GetValueOrDefault("first recurrence not classifiable by the Milan criteria")));
        var sensitivity = result.SensitivityEndpoints.ToDictionary(s => s.Name, StringComparer.Ordinal);
        Assert.Equal((3, analysed, null), (sensitivity["unclassified-beyond"].Changed, sensitivity["unclassified-beyond"].Patients, sensitivity["unclassified-beyond"].Obstacle));
        Assert.Equal(
            3,
            sensitivity["unclassified-beyond"].Events["first recurrence beyond the Milan criteria"] - sensitivity["unclassified-within"].Events["first recurrence beyond the Milan criteria"]);
        Assert.Equal("the file has no column 'transplant_months'", sensitivity["transplant-censored"].Obstacle);
        Assert.All(result.ScanIntervals, s => Assert.Equal(3, s.Median));
        Assert.Contains(result.Notes, n => n.Contains("median interval between follow-up scans 3 months", StringComparison.Ordinal));
        Assert.Contains(result.Notes, n => n.Contains("cannot be classified by the Milan criteria", StringComparison.Ordinal));
        var own = Assert.Single(result.Scores, s => s.Name == "own");
        Assert.Equal((analysed, analysed), (own.Patients, own.Groups.Values.Sum()));
        Assert.DoesNotContain(result.Models.SelectMany(m => m.Coefficients), c => c.Feature.Contains("own", StringComparison.Ordinal) || c.Feature.Contains("erasl", StringComparison.Ordinal));
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(variant.Options.OutputFolder, "manifest.json")));
        Assert.True(manifest.RootElement.GetProperty("inputSha256").TryGetProperty("scans", out _));
        Assert.Equal("scores", manifest.RootElement.GetProperty("protocol").GetProperty("scores").GetString());
    }

    [Fact]
    public void Run_WithoutScanDates_SaysThatTheIntervalIsUnknown()
    {
        Assert.Contains(study.Result.Notes, n => n.StartsWith("The interval between follow-up scans is not known", StringComparison.Ordinal));
        Assert.Equal(study.Result.Sites.Count, study.Result.ScanIntervals.Count);
    }

    [Fact]
    public void Run_HorizonBeyondAnExternalSite_IsRefusedThereByName()
    {
        using var variant = new StudyVariant(study);
        var last = study.Cohort is var files ? Cohort.Load(files.ClinicalCsv, CohortSchema.Hcc).Patients.Where(p => p.Site == SmallStudy.External).Max(p => p.Outcome!.Value.Time) : 0;
        var beyond = last + 1;
        variant.Protocol = variant.Protocol with { Horizons = [24, beyond] };

        var result = variant.Run(cancellationToken: Token);

        Assert.Contains(result.RefusedHorizons, r => r.Site == SmallStudy.External && r.Horizon == beyond);
        Assert.Contains(result.Notes, n => n.Contains($"is refused at site {SmallStudy.External}", StringComparison.Ordinal));
        Assert.All(result.Models.SelectMany(m => m.External), e => Assert.Equal([24.0], e.Metrics.Auc.Select(a => a.Time)));
        Assert.All(result.Models.SelectMany(m => m.External), e => Assert.Equal([24.0], e.Metrics.Brier.Select(a => a.Time)));
        Assert.All(result.Models, m => Assert.Equal(2, m.Development.Metrics.Auc.Count));
    }

    [Fact]
    public void Run_EveryHorizonBeyondAnExternalSite_IsAnErrorBeforeAnyWork()
    {
        using var variant = new StudyVariant(study, emptyStore: true);
        var clinical = variant.Clinical;
        foreach (var column in new[] { "recurrence_months", "recurrence_largest_cm", "recurrence_count", "recurrence_vascular_invasion", "recurrence_extrahepatic", "death_months" })
        {
            clinical.Set(column, r => clinical.Get(r, "site") == SmallStudy.External, _ => "");
        }

        var month = 0;
        clinical.Set("follow_up_months", r => clinical.Get(r, "site") == SmallStudy.External, _ => FormattableString.Invariant($"{5 + (0.1 * ++month)}"));
        variant.Protocol = variant.Protocol with { Horizons = [24], Horizon = 24 };

        var error = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: Token));

        Assert.Contains($"Every horizon (24) lies beyond the follow-up of external site {SmallStudy.External}", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(variant.Options.StoreFolder));
    }

    [Theory]
    [InlineData("scores.json", "{ \"scores\": [ { \"name\": \"own\" } ] }", "scores.json")]
    [InlineData("scans.csv", "patient_id,when\nA,3\n", "no column 'time'")]
    public void Run_FaultyFile_IsRefusedFirst(string name, string text, string fault)
    {
        using var variant = new StudyVariant(study, emptyStore: true);
        File.WriteAllText(variant[name], text);
        variant.Protocol = name == "scans.csv" ? variant.Protocol with { Scans = name } : variant.Protocol with { Scores = name };

        Assert.Contains(fault, Assert.Throws<TableFormatException>(() => variant.Run(cancellationToken: Token)).Message, StringComparison.Ordinal);
    }
}
