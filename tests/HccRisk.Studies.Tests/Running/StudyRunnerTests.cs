using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using HccRisk.Cohorts;
using HccRisk.Core.Csv;
using HccRisk.Studies.Data;
using HccRisk.Studies.Models;
using HccRisk.Studies.Running;
using Xunit;

namespace HccRisk.Studies.Tests.Running;

public sealed class StudyRunnerTests(SmallStudy study)
{
    private static readonly string[] Files = ["pre.zip", "post.zip", "predictions.csv", "result.json", "manifest.json"];

    [Fact]
    public void Run_SmallCohort_WritesItsFilesWithTheirHashes()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(study["manifest.json"]));
        foreach (var file in Files[..4])
        {
            Assert.Equal(Hash(study[file]), manifest.RootElement.GetProperty("outputSha256").GetProperty(file).GetString());
        }

        var inputs = manifest.RootElement.GetProperty("inputSha256");
        Assert.Equal(Hash(study.Cohort.ClinicalCsv), inputs.GetProperty("clinical").GetString());
        Assert.Equal(Hash(study.Cohort.ManifestCsv), inputs.GetProperty("manifest").GetString());
        Assert.Empty(Directory.EnumerateFiles(study.Options.OutputFolder, "*.partial"));
        Assert.Equal(
            StudyFiles.NamesOf(study.Protocol).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(study.Options.OutputFolder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Run_SmallCohort_PredictsEveryAnalysedPatientOnceByEachModel()
    {
        var analysed = Cohort.Load(study.Cohort.ClinicalCsv, CohortSchema.Hcc).Patients
            .Where(p => study.Result.Exclusions.All(e => e.PatientId != p.Id))
            .Select(p => (p.Id, p.Site))
            .Order()
            .ToArray();
        var csv = CsvCells.Read(study["predictions.csv"]);

        Assert.Equal(["PRE", "POST"], study.Result.Models.Select(m => m.Name));
        Assert.True(analysed.Length > 60);
        Assert.Equal(study.Result.Models.Sum(m => m.Predictions.Count), csv.Rows.Count);
        Assert.Empty(study.Result.Models[0].Exclusions);
        Assert.NotEmpty(study.Result.Models[1].Exclusions);
        foreach (var model in study.Result.Models)
        {
            var own = analysed.Where(p => model.Exclusions.All(e => e.PatientId != p.Id)).ToArray();
            var rows = csv.Rows.Where(r => csv.Get(r, "model") == model.Name).ToArray();
            Assert.Equal(own, rows.Select(r => (csv.Get(r, "patient_id"), csv.Get(r, "site"))).Order());
            Assert.Equal(model.Predictions.Select(p => p.Score), rows.Select(r => csv.Number(r, "score")));
            Assert.Equal(model.Predictions.Select(p => p.Risk), rows.Select(r => csv.Number(r, "risk_24")));
            Assert.All(model.Predictions, p => Assert.Equal(p.Site == SmallStudy.External ? "external" : "cross-validated", p.Set));
            Assert.All(model.Predictions, p => Assert.InRange(p.Risk, 0, 1));
            Assert.All(model.Predictions, p => Assert.Equal(p.Score > model.Cut ? "high" : "low", p.Group));
        }
    }

    [Fact]
    public void CrossValidation_ProtocolWithOtherHorizons_JudgesTheRisksThePipelineWrites()
    {
        var options = StudyRunner.CrossValidation(study.Protocol with { Horizons = [6, 18], Horizon = 18, Folds = 4, Repeats = 3, Seed = 9 }, TestContext.Current.CancellationToken);

        Assert.Equal([6, 18], options.Horizons);
        Assert.Equal((4, 3, 9), (options.Folds, options.Repeats, options.Seed));
    }

    // A quarter of the development patients is above the cut, to within one patient.
    [Fact]
    public void Run_HighRiskFraction_IsThatOfDevelopmentPatients()
    {
        Assert.All(study.Result.Models, model =>
        {
            var own = model.Predictions.Where(p => p.Set == "cross-validated").ToArray();
            Assert.InRange(own.Count(p => p.Group == "high"), (own.Length / 4.0) - 1, (own.Length / 4.0) + 1);
        });
    }

    // Harrell's C is the share of pairs whose earlier event has the higher score, counted here pair by pair; tolerance: rounding of a mean.
    [Fact]
    public void Run_ExternalHarrell_IsTheShareOfConcordantPairs()
    {
        var outcomes = Cohort.Load(study.Cohort.ClinicalCsv, CohortSchema.Hcc).Patients.ToDictionary(p => p.Id, p => p.Outcome!.Value, StringComparer.Ordinal);
        foreach (var model in study.Result.Models)
        {
            var own = model.Predictions.Where(p => p.Set == "external").Select(p => (p.Score, outcomes[p.PatientId].Time, outcomes[p.PatientId].Event)).ToArray();
            var (concordant, pairs) = (0.0, 0.0);
            foreach (var a in own.Where(a => a.Event == 1))
            {
                foreach (var b in own.Where(b => b.Time > a.Time || (b.Time == a.Time && b.Event != 1)))
                {
                    pairs++;
                    concordant += a.Score > b.Score ? 1 : a.Score == b.Score ? 0.5 : 0;
                }
            }

            var performance = Assert.Single(model.External);
            Assert.Equal(own.Length, performance.Metrics.Patients);
            Assert.Equal(own.Count(a => a.Event == 1), performance.Metrics.Events);
            Assert.True(pairs > 0);
            Assert.Equal(concordant / pairs, performance.Metrics.Harrell.Value!.Value, 12);
        }
    }

    [Theory]
    [InlineData("PRE")]
    [InlineData("POST")]
    public void SavedModel_ExternalPatientsFromRawFiles_GivesThePublishedScoresBitForBit(string name)
    {
        var model = RiskModel.Load(study[name.ToLowerInvariant() + ".zip"]);

        var (again, _) = model.Predict(
            study.Cohort.ClinicalCsv, study.Cohort.ManifestCsv, new() { Keep = p => p.Site == SmallStudy.External }, cancellationToken: TestContext.Current.CancellationToken);

        var published = study.Result.Models.Single(m => m.Name == name).Predictions.Where(p => p.Set == "external").ToArray();
        Assert.NotEmpty(published);
        var scored = again.ToDictionary(p => p.PatientId, StringComparer.Ordinal);
        Assert.All(published, p => Assert.Equal(p with { Set = "new" }, scored[p.PatientId]));
    }

    [Fact]
    public void Run_OneThreadAndNoStore_GivesTheSameBytes()
    {
        var folder = Directory.CreateTempSubdirectory("hccrisk-same-").FullName;
        try
        {
            var options = study.Options with { OutputFolder = Path.Combine(folder, "out"), StoreFolder = null, MaxParallelism = 1 };
            new StudyRunner(study.Protocol, options).Run(cancellationToken: TestContext.Current.CancellationToken);

            Assert.All(Files, f => Assert.Equal(Hash(study[f]), Hash(Path.Combine(options.OutputFolder, f))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Run_GermanCulture_GivesTheSameBytes()
    {
        using var variant = new StudyVariant(study);
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("en-US") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "~" } };
        try
        {
            variant.Run(cancellationToken: TestContext.Current.CancellationToken);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        // The manifest of the variant has other paths, and so another hash in manifest.json.
        Assert.All(Files[..4], f => Assert.Equal(variant.Bytes(f).Shared, variant.Bytes(f).Own));
    }

    [Fact]
    public void Run_Again_ExtractsNothing()
    {
        using var variant = new StudyVariant(study);
        var times = Times(variant.Options.StoreFolder!);
        var stages = new Recorder();

        variant.Run(stages, TestContext.Current.CancellationToken);

        Assert.NotEmpty(times);
        Assert.Equal(times, Times(variant.Options.StoreFolder!));
        Assert.DoesNotContain(stages.Reports, r => r.Stage is "radiomics" or "pathomics");
        Assert.Contains(stages.Reports, r => r.Stage == "cross-validation POST");
    }

    [Fact]
    public void Run_CancelledWhileExtracting_GoesOnWhereItWas()
    {
        using var variant = new StudyVariant(study, emptyStore: true);
        using var stop = new CancellationTokenSource();
        var first = new Recorder { OnReport = r => { if (r.Stage == "radiomics" && r.Done >= 10) { stop.Cancel(); } } };

        Assert.ThrowsAny<OperationCanceledException>(() => variant.Run(first, stop.Token));

        Assert.False(File.Exists(Path.Combine(variant.Options.OutputFolder, "predictions.csv")));
        var second = new Recorder();
        variant.Run(second, TestContext.Current.CancellationToken);
        var radiomics = second.Reports.Where(r => r.Stage == "radiomics").ToArray();
        Assert.True(radiomics.Min(r => r.Done) >= 10, "patients finished before the stop are not extracted again");
        Assert.Equal(radiomics[0].Total - radiomics[0].Done, radiomics.Length - 1);
        Assert.All(Files[..4], f => Assert.Equal(variant.Bytes(f).Shared, variant.Bytes(f).Own));
    }

    [Fact]
    public void PreModel_Card_HoldsNothingKnownOnlyAfterSurgery()
    {
        var pre = RiskModel.Load(study["pre.zip"]);
        var post = RiskModel.Load(study["post.zip"]);
        var late = CohortSchema.Hcc.Columns.Where(c => c.Availability == Availability.Post).Select(c => c.Name).ToArray();

        Assert.Empty(pre.Card.ClinicalColumns.Intersect(late));
        Assert.DoesNotContain(pre.InputSchema, c => c.Name == "Pathomics");
        Assert.False(pre.Card.Features.Slides);
        Assert.DoesNotContain(pre.Fits.SelectMany(f => f.InputSlots), s => s.StartsWith("Pathomics", StringComparison.Ordinal) || late.Contains(s["Clinical.".Length..]));
        Assert.Contains("mvi", post.Card.ClinicalColumns);
        Assert.Contains(post.InputSchema, c => c.Name == "Pathomics");
    }

    [Fact]
    public void Run_OtherExternalPatients_LeavesTheModelsAsTheyWere()
    {
        using var variant = new StudyVariant(study);
        var external = variant.Patients(SmallStudy.External);
        bool IsExternal(string[] row) => external.Contains(variant.Clinical.Get(row, "patient_id"));
        variant.Clinical.Set("age", IsExternal, _ => "77");
        variant.Clinical.Set("afp", IsExternal, _ => "150000");
        variant.Clinical.Set("albumin", IsExternal, _ => "");
        variant.Clinical.Set("tumour_size_cm", IsExternal, _ => "1.1");
        variant.Clinical.Set("recurrence_months", IsExternal, _ => "3");
        variant.Clinical.Set("recurrence_extrahepatic", IsExternal, r => Array.IndexOf(external, variant.Clinical.Get(r, "patient_id")) % 2 == 0 ? "1" : "0");
        foreach (var name in new[] { "recurrence_largest_cm", "recurrence_count" })
        {
            variant.Clinical.Set(name, IsExternal, _ => "2");
        }

        variant.Clinical.Set("recurrence_vascular_invasion", IsExternal, _ => "0");

        // Half of them have no slide and none has the delayed series any more.
        variant.Manifest.Remove(r => external.Contains(variant.Manifest.Get(r, "patient_id"))
            && variant.Manifest.Get(r, "kind") == "slide" && Array.IndexOf(external, variant.Manifest.Get(r, "patient_id")) % 2 == 1);

        var result = variant.Run(cancellationToken: TestContext.Current.CancellationToken);

        Assert.NotEqual(study.Result.Models[0].External[0].Metrics.Events, result.Models[0].External[0].Metrics.Events);
        Assert.NotEqual(study.Result.Models[1].External[0].Metrics.Patients, result.Models[1].External[0].Metrics.Patients);
        Assert.Equal(variant.Bytes("pre.zip").Shared, variant.Bytes("pre.zip").Own);
        Assert.Equal(variant.Bytes("post.zip").Shared, variant.Bytes("post.zip").Own);
        foreach (var (before, after) in study.Result.Models.Zip(result.Models))
        {
            Assert.Equal(before.Predictions.Where(p => p.Set == "cross-validated"), after.Predictions.Where(p => p.Set == "cross-validated"));
        }
    }

    // The external site has another protocol: a series only it has cannot enter a model, one it lacks cannot leave it.
    [Fact]
    public void Run_ExternalSiteWithOtherSeries_UsesTheSeriesOfDevelopment()
    {
        using var variant = new StudyVariant(study);
        var external = variant.Patients(SmallStudy.External);
        variant.Protocol = variant.Protocol with { Models = [HccRisk.Studies.Protocol.ModelSpecification.Pre] };
        variant.Manifest.Set("name", r => external.Skip(1).Contains(variant.Manifest.Get(r, "patient_id")) && variant.Manifest.Get(r, "name") == "delayed", _ => "hepatobiliary");
        variant.Manifest.Remove(r => Number(variant, r) > 35 && !external.Contains(variant.Manifest.Get(r, "patient_id")) && variant.Manifest.Get(r, "name") == "delayed");

        variant.Run(cancellationToken: TestContext.Current.CancellationToken);

        var card = RiskModel.Load(Path.Combine(variant.Options.OutputFolder, "pre.zip")).Card;
        Assert.Equal(["arterial", "delayed", "portal_venous"], card.Features.Series.Order());
    }

    private static int Number(StudyVariant variant, string[] row) =>
        int.Parse(variant.Manifest.Get(row, "patient_id").Split('-')[1], CultureInfo.InvariantCulture);

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static Dictionary<string, DateTime> Times(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(f => f, File.GetLastWriteTimeUtc, StringComparer.Ordinal);

    private sealed class Recorder : IProgress<StudyProgress>
    {
        private readonly List<StudyProgress> _reports = [];

        public Action<StudyProgress>? OnReport { get; init; }

        public IReadOnlyList<StudyProgress> Reports => _reports;

        public void Report(StudyProgress value)
        {
            lock (_reports)
            {
                _reports.Add(value);
            }

            OnReport?.Invoke(value);
        }
    }
}
