using HccRisk.Cli.Output;
using Xunit;

namespace HccRisk.Cli.Tests;

public sealed class WrappedTests
{
    [Theory]
    [InlineData("short")]
    [InlineData("POST, SYSMH, external: n 179, events 62  AUC(24) 0.712 (95% CI 0.65-0.78)  C 0.701 (95% CI 0.64-0.76)  Brier(24) 0.182 (95% CI 0.15-0.21)")]
    [InlineData("note: a sentence without two blanks that goes on and on until nobody knows any more how it began, and then a little further than that, to be sure of three lines of it")]
    public void Of_AnyLine_KeepsItsWordsWithinEightyColumns(string text)
    {
        var lines = Wrapped.Of(text).Split(Environment.NewLine);

        Assert.All(lines, line => Assert.InRange(line.Length, 1, 80));
        Assert.Equal(text.Split(' ', StringSplitOptions.RemoveEmptyEntries), lines.SelectMany(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void Of_MeasuresWithNames_BreaksBetweenThem()
    {
        var lines = Wrapped.Of("POST, SYSMH, external: n 179, events 62  AUC(24) 0.712 (95% CI 0.65-0.78)  C 0.701 (95% CI 0.64-0.76)").Split(Environment.NewLine);

        Assert.Equal(["POST, SYSMH, external: n 179, events 62  AUC(24) 0.712 (95% CI 0.65-0.78)", "    C 0.701 (95% CI 0.64-0.76)"], lines);
    }
}
