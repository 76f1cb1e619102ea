using HccRisk.Oracles;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Running;
using HccRisk.Studies.Synthetic;
using Xunit;

namespace HccRisk.EndToEnd.Studies;

/// <summary>A small synthetic cohort with a study file, and the results of the command run on it.</summary>
public sealed class CommandStudy : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The command, as it was built with these tests.</summary>
    public static string Program { get; } =
        Path.Combine(Repository.Root, "src", "HccRisk.Cli", "bin", Repository.Configuration, "net10.0", "HccRisk.Cli.dll");

    /// <summary>The folder of cohort and results: where the command is run.</summary>
    public string Folder => _folder.Path;

    /// <summary>How <c>study cohort/study.json --output out</c> ended.</summary>
    internal CommandResult Result { get; private set; } = null!;

    /// <summary>A file in the folder.</summary>
    public string this[string name] => _folder[name];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var options = new SyntheticOptions { Seed = 11, Development = 60, External = 20, MriMatrix = 32, MriSlices = 16, SlidePixels = 512 };
        SyntheticCohort.Generate(_folder["cohort"], options);

        // A learner whose models need nothing of ours and go to ONNX.
        var modeling = new ModelingOptions { Learner = LearnerNames.Ridge };
        (SyntheticStudy.Protocol(options) with { Folds = 2, Repeats = 1, Modeling = modeling }).Save(_folder["cohort/study.json"]);
        Result = await RunAsync("study", "cohort/study.json", "--output", "out");
    }

    /// <summary>Runs the command in the folder.</summary>
    internal Task<CommandResult> RunAsync(params string[] arguments) =>
        Command.DotNetAsync(Folder, TestContext.Current.CancellationToken, ["exec", Program, .. arguments]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
