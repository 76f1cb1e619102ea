using HccRisk.Cohorts;
using HccRisk.Reporting.Tests;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Studies.Running;
using HccRisk.Studies.Synthetic;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Evaluation.Discrimination;
using Xunit;

[assembly: AssemblyFixture(typeof(ReportStudy))]

namespace HccRisk.Reporting.Tests;

/// <summary>A real study of a small synthetic cohort, run once: what a report is tested on is what a study gives.</summary>
public sealed class ReportStudy : IDisposable
{
    /// <summary>A patient whose image is damaged.</summary>
    public const string Damaged = "TJ-0003";

    private readonly string _root = Directory.CreateTempSubdirectory("hccrisk-report-").FullName;

    private readonly Lazy<string> _named;
    private readonly Lazy<string> _shared;

    public ReportStudy()
    {
        var options = new SyntheticOptions { Seed = 11, Development = 60, External = 20, MriMatrix = 32, MriSlices = 16, SlidePixels = 512 };
        var cohort = SyntheticCohort.Generate(Path.Combine(_root, "cohort"), options);
        File.WriteAllText(Directory.EnumerateFiles(cohort.Directory, "arterial.nii.gz", SearchOption.AllDirectories).Single(f => f.Contains(Damaged, StringComparison.Ordinal)), "");

        // Nobody is followed for 20 years: a horizon that must be refused.
        var protocol = SyntheticStudy.Protocol(options) with { Folds = 2, Repeats = 2, Horizons = [12, 24, 240], Modeling = new ModelingOptions { MaxFeaturesPerModality = 5 } };
        var run = new StudyRunOptions
        {
            ProtocolFolder = cohort.Directory,
            OutputFolder = Path.Combine(_root, "results"),
            Explain = true,
            Truth = SyntheticTruth.Ladder(patients: 20_000, cohort: options),
        };
        Full = new StudyRunner(protocol, run).Run();
        _named = new(() => HtmlReportTests.Html(Full, new ReportOptions { WithPatients = true }));
        _shared = new(() => HtmlReportTests.Html(Full));
    }

    /// <summary>The result of the study.</summary>
    public StudyResult Full { get; }

    /// <summary>Its report with the patients named.</summary>
    public string NamedHtml => _named.Value;

    /// <summary>Its report as it is passed on.</summary>
    public string SharedHtml => _shared.Value;

    /// <summary>The least a study may hold: nothing was estimable anywhere.</summary>
    public StudyResult Empty
    {
        get
        {
            var none = new MetricEstimate { Method = "Uno", NotEstimable = "no events of the cause" };
            TimeDependentAucResult Auc(double time) => new() { Time = time, Auc = none, Cases = 0, Controls = 3, Unknown = 0 };
            var metrics = new SurvivalMetrics { Patients = 3, Events = 0, Concordance = none, Harrell = none, Auc = [Auc(24)], AucCurve = [Auc(12)] };
            return Full with
            {
                Title = "A study",
                Synthetic = false,
                Flow = [],
                Exclusions = [],
                Sites = [],
                Characteristics = [],
                Notes = [],
                Truth = [],
                Models = [new ModelResult("PRE", "nothing", new Dictionary<string, int>(), [], null, 0, "median", new CohortEvaluation("A, cross-validated", metrics), [], [])],
            };
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
