using HccRisk.EndToEnd.Studies;
using Xunit;

namespace HccRisk.EndToEnd.Privacy;

/// <summary>The command keeps to itself: no network, no look-up of a name, no file but where it was told to write.</summary>
public sealed class NothingLeavesTests(CommandStudy study) : IClassFixture<CommandStudy>
{
    [Theory]
    [Trait("Category", "Long")]
    [InlineData("traced", "study", "cohort/study.json", "--output", "traced")]
    [InlineData("embedded", "embed", "--cohort", "cohort/manifest.csv", "--store", "embedded")]
    [InlineData("predicted", "predict", "-m", "out/post.zip", "-c", "cohort/clinical.csv", "--manifest", "cohort/manifest.csv", "-o", "predicted/all.csv")]
    public async Task Command_Traced_OpensNoSocketAndWritesWhereItWasTold(string output, params string[] arguments)
    {
        study.Result.MustSucceed();
        Directory.CreateDirectory(study[output]);

        var (run, calls) = await SystemCalls.TraceAsync(study.Folder, ["exec", CommandStudy.Program, .. arguments]);

        run.MustSucceed(also: 42); // some slides of this cohort are empty, and those patients are named.
        Assert.Contains(calls.Written, path => path.StartsWith(study[output] + "/", StringComparison.Ordinal)); // The trace sees what is written.
        Assert.Empty(calls.Network);
        Assert.Empty(calls.WrittenOutside(study[output], study["tmp"]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(study["home"]));
    }
}
