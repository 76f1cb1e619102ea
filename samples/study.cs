#!/usr/bin/env dotnet
#:project ../src/HccRisk.Reporting
#:property PublishAot=false

// A whole small study: a cohort of two hospitals is made up, features of MRI and slides are extracted, PRE and POST are fitted in one hospital and judged
// once in the other, and a report is written. The same as notebooks/study.ipynb.
using System.Globalization;
using HccRisk.Cohorts;
using HccRisk.Reporting.Html;
using HccRisk.Studies.Running;
using HccRisk.Studies.Synthetic;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var folder = Directory.CreateTempSubdirectory("hccrisk-study-").FullName;
var options = new SyntheticOptions { Development = 90, External = 40, MriMatrix = 40, MriSlices = 20, SlidePixels = 512, Prevalence = 2, Seed = 7 };
var files = SyntheticCohort.Generate(Path.Combine(folder, "cohort"), options);
var cohort = Cohort.Load(files.ClinicalCsv, CohortSchema.Hcc, files.ManifestCsv);
foreach (var site in cohort.Sites)
{
    Console.WriteLine($"{site}: {cohort.Patients.Count(p => p.Site == site)} patients");
}

// What is fitted to whom, and how it is judged.
var protocol = SyntheticStudy.Protocol(options) with { Horizon = 24, Horizons = [24], Repeats = 1, AblationLadder = false };
var run = new StudyRunOptions { ProtocolFolder = files.Directory, OutputFolder = folder };
var result = new StudyRunner(protocol, run).Run();
foreach (var model in result.Models)
{
    foreach (var part in model.External.Prepend(model.Development))
    {
        Console.WriteLine($"{model.Name}, {part.Cohort}: {part.Metrics.Patients} patients, {part.Metrics.Concordance}");
    }
}

var report = Path.Combine(folder, "report.html");
HtmlReport.Write(result, report);
Console.WriteLine($"report of {new FileInfo(report).Length / 1000} kB");
Directory.Delete(folder, recursive: true);
