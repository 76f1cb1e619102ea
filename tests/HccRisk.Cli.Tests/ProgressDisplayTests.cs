using HccRisk.Cli.Output;
using HccRisk.Studies.Data;
using HccRisk.Testing;
using Xunit;

namespace HccRisk.Cli.Tests;

public sealed class ProgressDisplayTests
{
    // Ten thousand reports within a moment: the first and the last of a stage are worth a line, those between are not.
    [Fact]
    public void Run_OutputRedirected_PrintsFirstAndLastOfEachStage()
    {
        Assert.SkipUnless(Console.IsOutputRedirected, "on a terminal there are bars");
        using var console = new CapturedConsole();
        ProgressDisplay.Run(
            progress =>
            {
                for (var i = 0; i <= 10_000; i++)
                {
                    progress.Report(new StudyProgress("radiomics", i, 10_000, i / 2));
                }

                progress.Report(new StudyProgress("fit", 1, 1));
                return "done";
            },
            out var result);

        Assert.Equal("done", result);
        var lines = console.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(l => l[(l.IndexOf(']') + 2)..]);
        Assert.Equal(["radiomics: 0 of 10000", "radiomics (5000 excluded): 10000 of 10000", "fit: 1 of 1"], lines);
        Assert.DoesNotContain('\u001b', console.Output);
    }
}
