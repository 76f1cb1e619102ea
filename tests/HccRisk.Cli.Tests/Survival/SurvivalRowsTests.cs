using System.Globalization;
using HccRisk.Core.Cohorts;
using Xunit;
using static HccRisk.Cli.Tests.Survival.SurvivalCommandRun;

namespace HccRisk.Cli.Tests.Survival;

/// <summary>Which row of a file is which: gaps, rows of other lengths, and who is censored.</summary>
public sealed class SurvivalRowsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-rows-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("12,5,1,0.3,A", 5)]
    [InlineData("12,5", 2)]
    public async Task Run_RowOfAnotherLength_NamesItsLineAndBothNumbers(string row, int cells)
    {
        var fits = Write("d.csv", "t,e,x\n1,1,0.2\n2,0,0.1\n3,1,0.3\n4,1,0.1\n");
        var bad = Write("b.csv", $"t,e,x\n1,1,0.2\n\n{row}\n2,0,0.1\n");
        var expected = string.Create(CultureInfo.InvariantCulture, $"line 4 has {cells} values, the heading has 3");

        foreach (var line in (string[])[$"km --data {bad} --time t --event e", $"cox --data {bad} --time t --event e --covariates x", $"cox --data {fits} --time t --event e --covariates x --predict {bad}"])
        {
            var error = await Assert.ThrowsAsync<CohortFormatException>(() => Invoke(line, TextWriter.Null, TextWriter.Null));
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
