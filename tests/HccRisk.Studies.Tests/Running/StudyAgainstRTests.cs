using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using HccRisk.Cohorts;
using HccRisk.Studies.Models;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using Xunit;

namespace HccRisk.Studies.Tests.Running;

/// <summary>What a study says of its predictions, by R from the same predictions: survival, riskRegression and cmprsk. Skipped where R or one of them is not installed.</summary>
[Trait("Category", "Long")]
public sealed class StudyAgainstRTests(SmallStudy study)
{
    private const string Script = """
        suppressMessages({ library(survival); library(prodlim); library(riskRegression); library(cmprsk) })
        d <- read.csv("rows.csv")
        out <- function(name, value) cat(name, format(value, digits = 17), "\n")
        out("harrell", concordance(Surv(time, event == 1) ~ score, data = d, reverse = TRUE)$concordance)
        s <- Score(list(m = d$risk), formula = Hist(time, event) ~ 1, data = d, times = 24, cause = 1, cens.model = "km", se.fit = FALSE, contrasts = FALSE)
        out("auc", s$AUC$score$AUC[1])
        out("brier", s$Brier$score$Brier[s$Brier$score$model == "m"])
        out("null", s$Brier$score$Brier[s$Brier$score$model == "Null model"])
        g <- timepoints(cuminc(d$time, d$event, d$group), 24)$est
        out("low", g["low 1", 1])
        out("high", g["high 1", 1])
        a <- timepoints(cuminc(d$time, d$event), 24)$est
        out("oe", a["1 1", 1] / mean(d$risk))
        """;

    [Fact]
    public async Task Figures_OfDevelopmentPatients_AreThoseOfR()
    {
        var model = study.Result.Models[0];
        var predictions = model.Predictions.Where(p => p.Set == "cross-validated").ToArray();
        var cohort = Cohort.Load(study.Cohort.ClinicalCsv, RiskModel.Load(study["pre.zip"]).Card.Schema, study.Cohort.ManifestCsv);
        PatientOutcome[] outcomes = [.. predictions.Select(p => cohort.Find(p.PatientId)!.Outcome!.Value)];
        var text = new StringBuilder("time,event,score,risk,group\n");
        foreach (var (p, o) in predictions.Zip(outcomes))
        {
            text.Append(CultureInfo.InvariantCulture, $"{o.Time:R},{o.Event},{p.Score:R},{p.Risk:R},{p.Group}\n");
        }

        var r = await Run(text.ToString());

        var metrics = model.Development.Metrics;
        var outcome = new SurvivalOutcome([.. outcomes.Select(o => o.Time)], [.. outcomes.Select(o => o.Event)]);
        var auc = TimeDependentAuc.CumulativeDynamic(
            outcome, [.. predictions.Select(p => p.Risk)], [24], new TimeDependentAucOptions { Controls = AucControls.EventFreeOrOtherCause }, TestContext.Current.CancellationToken)[0];

        // The figures of R have 17 digits, the predictions passed as text without loss: rounding remains.
        Assert.Equal(r["harrell"], metrics.Harrell.Value!.Value, 1e-9);
        Assert.Equal(r["auc"], auc.Auc.Value!.Value, 1e-9);
        Assert.Equal(r["brier"], metrics.Brier.Single(b => b.Time == 24).Brier.Value!.Value, 1e-9);
        Assert.Equal(r["null"], metrics.Brier.Single(b => b.Time == 24).NullEstimate!.Value!.Value, 1e-9);
        Assert.Equal(r["low"], metrics.Groups!.Risks.Single(g => g is { Group: "low", Time: 24 }).Risk.Value!.Value, 1e-9);
        Assert.Equal(r["high"], metrics.Groups.Risks.Single(g => g is { Group: "high", Time: 24 }).Risk.Value!.Value, 1e-9);
        Assert.Equal(r["oe"], metrics.Calibration.Single(c => c.Time == 24).ObservedExpected.Value!.Value, 1e-9);
    }

    private static async Task<Dictionary<string, double>> Run(string rows)
    {
        var folder = Directory.CreateTempSubdirectory("hccrisk-r-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "rows.csv"), rows);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "run.R"), Script);
            using var process = Start(folder.FullName);
            Assert.SkipWhen(process is null, "Rscript is not installed");
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.SkipWhen(errors.Contains("there is no package called", StringComparison.Ordinal), errors.ReplaceLineEndings(" "));
            Assert.True(process.ExitCode == 0, errors);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .ToDictionary(c => c[0], c => double.Parse(c[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Process? Start(string folder)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("Rscript", ["--vanilla", "run.R"])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            });
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
