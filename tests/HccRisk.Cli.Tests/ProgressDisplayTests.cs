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

    [Fact]
    public void ProgressLines_HalfAStageDone_SaysThatAsMuchTimeIsLeft()
    {
        using var console = new CapturedConsole();
        var now = TimeSpan.Zero;
        using var lines = new ProgressLines(() => now);
        lines.Report(new StudyProgress("folds", 0, 10));
        now = TimeSpan.FromMinutes(50);
        lines.Report(new StudyProgress("folds", 5, 10));
        now = TimeSpan.FromMinutes(90);
        lines.Report(new StudyProgress("folds", 9, 10));
        lines.Report(new StudyProgress("folds", 10, 10));

        Assert.Equal(
            ["[00:00] folds: 0 of 10", "[50:00] folds: 5 of 10, 50:00 left", "[1:30:00] folds: 9 of 10, 10:00 left", "[1:30:00] folds: 10 of 10"],
            console.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    // Five were done before this run: the pace is that of the one it did itself.
    [Fact]
    public void ProgressLines_StageTakenUpAgain_TakesThePaceOfThisRun()
    {
        using var console = new CapturedConsole();
        var now = TimeSpan.Zero;
        using var lines = new ProgressLines(() => now);
        lines.Report(new StudyProgress("radiomics", 5, 8));
        now = TimeSpan.FromSeconds(60);
        lines.Report(new StudyProgress("radiomics", 6, 8));

        Assert.EndsWith("radiomics: 6 of 8, 02:00 left" + Environment.NewLine, console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Remind_NothingReportedForTenSeconds_SaysWhereTheWorkIs()
    {
        using var console = new CapturedConsole();
        var now = TimeSpan.Zero;
        using var lines = new ProgressLines(() => now);
        lines.Remind();
        lines.Report(new StudyProgress("report", 0, 3));
        now = TimeSpan.FromSeconds(9);
        lines.Remind();
        now = TimeSpan.FromSeconds(11);
        lines.Remind();

        Assert.Equal(["[00:00] report: 0 of 3", "[00:11] report: 0 of 3"], console.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
