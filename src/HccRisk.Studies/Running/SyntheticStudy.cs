using HccRisk.Radiomics;
using HccRisk.Studies.Data;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Studies.Synthetic;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Studies.Running;

/// <summary>The reference study on invented patients: makes the cohort, runs the protocol, sets the result beside the known truth.</summary>
public static class SyntheticStudy
{
    /// <summary>Makes the cohort in <c>cohort/</c> of a folder, with its <c>study.json</c>, and runs the study into the folder. A stopped run goes on where it was.</summary>
    /// <param name="folder">Folder of cohort and results.</param>
    /// <param name="options">What cohort to make; null for 462 TJ and 117 SYSMH patients.</param>
    /// <param name="store">Folder of the feature store; null for "features" in the folder.</param>
    /// <param name="explain">Whether every score is explained by its inputs.</param>
    /// <param name="progress">Told about every unit of work.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public static StudyResult Run(
        string folder, SyntheticOptions? options = null, string? store = null, bool explain = false, IProgress<StudyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        options ??= new SyntheticOptions();
        var files = SyntheticCohort.Generate(Path.Combine(folder, "cohort"), options, progress is null ? null : new Relay(progress), cancellationToken);
        var protocol = Protocol(options);
        protocol.Save(Path.Combine(files.Directory, "study.json"));
        var run = new StudyRunOptions
        {
            ProtocolFolder = files.Directory,
            OutputFolder = folder,
            StoreFolder = store,
            MaxParallelism = options.MaxParallelism,
            Explain = explain,
            Truth = SyntheticTruth.Ladder(cohort: options.External > 0 ? options : null),
        };
        return new StudyRunner(protocol, run).Run(progress, cancellationToken);
    }

    /// <summary>The protocol of the reference study for a synthetic cohort.</summary>
    /// <param name="options">The cohort.</param>
    public static StudyProtocol Protocol(SyntheticOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new StudyProtocol
        {
            Title = "Aggressive recurrence after resection of early hepatocellular carcinoma: synthetic cohort",
            Synthetic = true,
            Clinical = "clinical.csv",
            Manifest = "manifest.csv",
            DevelopmentSites = options.External > 0 ? ["TJ"] : [],
            ExternalSites = options.External > 0 ? ["SYSMH"] : [],
            Seed = options.Seed,
            AucControls = AucControls.EventFree,
            Radiomics = new RadiomicsOptions { Normalisation = IntensityNormalisation.ZScoreReference },
        };
    }

    private sealed class Relay(IProgress<StudyProgress> target) : IProgress<SyntheticProgress>
    {
        public void Report(SyntheticProgress value) => target.Report(new StudyProgress("synthetic cohort", value.Done, value.Total));
    }
}
