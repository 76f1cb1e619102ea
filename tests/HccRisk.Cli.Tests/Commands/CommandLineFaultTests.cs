using System.CommandLine;
using HccRisk.Cli.Commands;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

public sealed class CommandLineFaultTests
{
    private static readonly RootCommand Root = [StudyCommand.Create(), PredictCommand.Create(), HabitatsCommand.Create()];

    [Theory]
    [InlineData("study study.json")]
    [InlineData("study --synthetic --development 60 --external 20 --seed 3 -j 2 -o out --store s")]
    [InlineData("study --synthetic --development=60")]
    [InlineData("study --seed -5")]
    [InlineData("study ../a-b/study-1.json")]
    [InlineData("predict -m a.zip -c b.csv --manifest c.csv --patient -7 --backbone d.onnx")]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("predict --help")]
    public void Of_GoodLine_FindsNone(string line) => Assert.Null(CommandLineFault.Of(Root.Parse(line)));

    [Theory]
    [InlineData("", "study", "predict")]
    [InlineData("predcit", "'predcit'", "'predict'")]
    [InlineData("study --sythetic", "'--sythetic'", "'--synthetic'")]
    [InlineData("study a.json --ouptut x", "'--ouptut'", "'--output'")]
    [InlineData("study --sed=3", "'--sed'", "'--seed'")]
    [InlineData("study --development many", "'many'", "whole number")]
    [InlineData("study --development", "'--development'")]
    [InlineData("habitats --criterion nope", "'nope'", "it is not known", "Silhouette")]
    [InlineData("study a.json b.json", "'b.json'")]
    [InlineData("predict", "'--model'", "'--clinical'")]
    public void Of_BadLine_NamesWhatIsWrongInOneLine(string line, params string[] words)
    {
        var fault = CommandLineFault.Of(Root.Parse(line));

        Assert.NotNull(fault);
        Assert.DoesNotContain('\n', fault);
        Assert.All(words, w => Assert.Contains(w, fault, StringComparison.Ordinal));
    }
}
