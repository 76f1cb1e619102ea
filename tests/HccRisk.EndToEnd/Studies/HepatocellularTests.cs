using System.Globalization;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Columns;
using HccRisk.Oracles;
using HccRisk.Reporting.Html;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Studies.Running;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using Microsoft.ML;
using Xunit;

namespace HccRisk.EndToEnd.Studies;

/// <summary>The study on 227 real patients resected for HCC (package asaur): recurrence-free survival in months.</summary>
public sealed class HepatocellularTests
{
    private const string Schema = """
        {
          "name": "hepatoCellular",
          "columns": [
            { "name": "patient_id", "kind": "id", "header": "Number" },
            { "name": "site", "kind": "site", "header": "Site" },
            { "name": "age", "kind": "numeric", "header": "Age", "unit": "years", "minimum": 5, "maximum": 100 },
            { "name": "male", "kind": "binary", "header": "Gender" },
            { "name": "hbv", "kind": "binary", "header": "HBsAg" },
            { "name": "cirrhosis", "kind": "binary" },
            { "name": "alt_high", "kind": "binary", "header": "ALT", "categories": ["1", "2"] },
            { "name": "afp_high", "kind": "binary", "header": "AFP", "categories": ["1", "2"] },
            { "name": "large", "kind": "binary", "header": "Tumorsize", "categories": ["1", "2"] },
            { "name": "multiple", "kind": "binary", "header": "Tumormultiplicity", "categories": ["1", "2"] },
            { "name": "differentiation", "kind": "binary", "header": "Tumordifferentiation", "categories": ["1", "2"], "availability": "post" },
            { "name": "vascular", "kind": "binary", "header": "Vascularinvasion", "availability": "post" },
            { "name": "capsule", "kind": "binary", "header": "Capsulation", "availability": "post" }
          ],
          "endpoint": { "kind": "recorded", "timeColumn": "RFS", "eventColumn": "Recurrence", "event": "recurrence" }
        }
        """;

    // Counts were taken from the file with the Python csv module.
    [Fact]
    public void Run_OneSite_ValidatesBothModelsByCrossValidation()
    {
        using var folder = new TemporaryFolder();
        var result = Run(folder, external: false);

        var site = Assert.Single(result.Sites);
        Assert.Equal(("all patients", 227), (site.Site, site.Patients));
        Assert.Equal(143, site.Events["recurrence"]);
        Assert.Equal(84, site.Events["censored"]);
        Assert.Equal(["PRE", "POST"], result.Models.Select(m => m.Name));
        Assert.All(result.Models, m => Assert.Equal((227, 143, 0), (m.Development.Metrics.Patients, m.Development.Metrics.Events, m.External.Count)));
        Assert.All(result.Models, m => Assert.Equal([91, 124, 136], m.Development.Metrics.Auc.Select(h => h.Cases)));
        Assert.Equal("all patients, cross-validated", result.Models[0].Development.Cohort);
        string[] late = ["differentiation", "vascular", "capsule"];
        Assert.Empty(result.Models[0].Coefficients.Select(c => c.Feature).Intersect(late));
        Assert.Equal(3, result.Models[1].Coefficients.Count(c => late.Contains(c.Feature)));
        Assert.Equal("197 (86.8%)", result.Characteristics.Single(c => c.Name == "male").BySite["all patients"]);
        CheckHarrell(result, folder);

        var report = File.ReadAllText(folder["results/report.html"]);
        Assert.Contains("hepatoCellular, recurrence-free survival", report, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", report, StringComparison.Ordinal);
        Assert.DoesNotContain("not recorded", report, StringComparison.Ordinal);
    }

    // The file knows no hospital. The first 150 rows stand for one, the rest for another: a split by order, there to run the external path on real data.
    [Fact]
    public void Run_SplitByOrder_EvaluatesTheFrozenModelsOnTheRest()
    {
        using var folder = new TemporaryFolder();
        var result = Run(folder, external: true);

        Assert.Equal([("A", 150, 101), ("B", 77, 42)], result.Sites.Select(s => (s.Site, s.Patients, s.Events["recurrence"])));
        Assert.All(result.Models, m => Assert.Equal((77, 42), (m.External[0].Metrics.Patients, m.External[0].Metrics.Events)));
        foreach (var model in result.Models)
        {
            var (again, _) = RiskModel.Load(folder[$"results/{model.Name.ToLowerInvariant()}.zip"]).Predict(
                folder["clinical.csv"], null, new() { Keep = p => p.Site == "B" }, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(model.Predictions.Where(p => p.Set == "external").Select(p => p with { Set = "new" }), again);
        }

        CheckHarrell(result, folder);
    }

    // R: coxph(Surv(RFS, Recurrence) ~ Age + Gender + lafp + Tumorsize + Vascularinvasion + Tumormultiplicity + Capsulation). AFP has two
    // values, so that any coding of it gives the same linear predictor. Inputs are single precision; a pair of 21276 is 5e-5 of C.
    [Fact]
    public void PlainCox_SameModelAsR_HasItsConcordance()
    {
        var reference = SurvivalReference.TryLoad("hepatoCellular");
        Assert.SkipWhen(reference is null, SharedData.MissingReason);
        using var folder = new TemporaryFolder();
        WriteCohort(folder, external: false);
        var cohort = Cohort.Load(folder["clinical.csv"], CohortSchema.Load(folder["schema.json"]));
        var ml = new MLContext(1);
        var data = ml.Data.LoadCohort(
            cohort, Availability.Post, new CohortDataOptions { ClinicalColumns = ["age", "male", "afp_high", "large", "vascular", "multiple", "capsule"] });

        var model = ml.Survival.Trainers.Cox(new CoxTrainerOptions { FeatureColumn = "Clinical", Horizons = [24] }).Fit(data);
        var metrics = ml.Survival.Evaluate(model.Transform(data));

        var coefficients = reference.At("cox", "rfs", "coef");
        foreach (var (ours, r, scale) in new[] { ("age", "Age", 1.0), ("male", "Gender", 1), ("afp_high", "lafp", Math.Log(1.5)), ("large", "Tumorsize", 1), ("vascular", "Vascularinvasion", 1), ("multiple", "Tumormultiplicity", 1), ("capsule", "Capsulation", 1) })
        {
            var at = model.Function.InputSlots.ToList().IndexOf(ours);
            Assert.Equal(coefficients.GetProperty(r).GetDouble() * scale, model.Function.Coefficients[at], 1e-6);
        }

        Assert.Equal((227, 143), (metrics.Patients, metrics.Events));
        Assert.Equal(reference.At("concordance", "n", "c").GetDouble(), metrics.Harrell.Value!.Value, 1e-6);
        var uno = reference.At("concordance", "uno_explicit").EnumerateArray().Single(u => u.GetProperty("tau").ValueKind == System.Text.Json.JsonValueKind.String).GetProperty("c").GetDouble();
        Assert.Equal(uno, metrics.Concordance.Value!.Value, 1e-6);
    }

    private static StudyResult Run(TemporaryFolder folder, bool external)
    {
        WriteCohort(folder, external);
        var protocol = new StudyProtocol
        {
            Title = "hepatoCellular, recurrence-free survival",
            Clinical = "clinical.csv",
            Schema = "schema.json",
            DevelopmentSites = external ? ["A"] : [],
            ExternalSites = external ? ["B"] : [],
            Models = [ModelSpecification.Pre with { Modalities = ["Clinical"] }, ModelSpecification.Post with { Modalities = ["Clinical"] }],
            Repeats = 1,
        };
        var options = new StudyRunOptions { ProtocolFolder = folder.Path, OutputFolder = folder["results"] };
        var result = new StudyRunner(protocol, options).Run(cancellationToken: TestContext.Current.CancellationToken);
        HtmlReport.Write(result, folder["results/report.html"]);
        return result;
    }

    private static void WriteCohort(TemporaryFolder folder, bool external)
    {
        var path = SharedData.TryPath("data", "survival", "hcc_hepatoCellular_asaur.csv");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        var rows = File.ReadAllLines(path);
        File.WriteAllText(folder["schema.json"], external ? Schema : Schema.Replace("""{ "name": "site", "kind": "site", "header": "Site" },""", "", StringComparison.Ordinal));
        File.WriteAllLines(folder["clinical.csv"], rows.Select((row, i) => external ? $"{row},{(i == 0 ? "Site" : i <= 150 ? "A" : "B")}" : row));
    }

    // Every pair whose earlier time is an event, counted on the predictions file against the source file.
    private static void CheckHarrell(StudyResult result, TemporaryFolder folder)
    {
        var source = File.ReadAllLines(folder["clinical.csv"]).Select(l => l.Split(',').Select(c => c.Trim('"')).ToArray()).ToArray();
        var (id, time, status) = (Array.IndexOf(source[0], "Number"), Array.IndexOf(source[0], "RFS"), Array.IndexOf(source[0], "Recurrence"));
        var outcomes = source[1..].ToDictionary(r => r[id], r => (Time: double.Parse(r[time], CultureInfo.InvariantCulture), Event: r[status] == "1"), StringComparer.Ordinal);
        var predictions = File.ReadAllLines(folder["results/predictions.csv"]).Skip(1).Select(l => l.Split(',')).ToArray();
        foreach (var model in result.Models)
        {
            foreach (var (performance, set) in model.External.Select(e => (e, "external")).Prepend((model.Development, "cross-validated")))
            {
                var own = predictions.Where(p => p[0] == model.Name && p[3] == set)
                    .Select(p => (Score: double.Parse(p[4], CultureInfo.InvariantCulture), outcomes[p[1]].Time, outcomes[p[1]].Event)).ToArray();
                var pairs = own.Where(a => a.Event).SelectMany(a => own.Where(b => b.Time > a.Time || (b.Time == a.Time && !b.Event)).Select(b => a.Score.CompareTo(b.Score))).ToArray();
                Assert.Equal(pairs.Average(c => (c + 1) / 2.0), performance.Metrics.Harrell.Value!.Value, 12);
            }
        }
    }
}
