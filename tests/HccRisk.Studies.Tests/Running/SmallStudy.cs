using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Studies.Running;
using HccRisk.Studies.Synthetic;
using HccRisk.Studies.Tests.Running;
using Xunit;

[assembly: AssemblyFixture(typeof(SmallStudy))]

namespace HccRisk.Studies.Tests.Running;

/// <summary>One small synthetic cohort and the study run on it, shared by all tests that need one.</summary>
public sealed class SmallStudy : IDisposable
{
    public const string External = "SYSMH";

    private readonly string _root = Directory.CreateTempSubdirectory("hccrisk-study-").FullName;

    public SmallStudy()
    {
        var options = new SyntheticOptions { Seed = 11, Development = 60, External = 20, MriMatrix = 32, MriSlices = 16, SlidePixels = 512 };
        Cohort = SyntheticCohort.Generate(Path.Combine(_root, "cohort"), options);
        Protocol = SyntheticStudy.Protocol(options) with { Folds = 2, Repeats = 2, Bootstrap = 2, Modeling = new() { Learner = LearnerNames.Ridge, MaxFeaturesPerModality = 5 } };
        Options = new StudyRunOptions { ProtocolFolder = Cohort.Directory, OutputFolder = Path.Combine(_root, "results"), StoreFolder = Path.Combine(_root, "features"), MaxParallelism = 3, Explain = true };
        Result = new StudyRunner(Protocol, Options).Run();
    }

    public SyntheticCohortFiles Cohort { get; }

    public StudyProtocol Protocol { get; }

    public StudyRunOptions Options { get; }

    public StudyResult Result { get; }

    /// <summary>A file of the results.</summary>
    public string this[string name] => Path.Combine(Options.OutputFolder, name);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
