using System.Globalization;
using System.Text;
using System.Text.Json;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using Xunit;
using static HccRisk.Cli.Tests.Survival.SurvivalCommandRun;

namespace HccRisk.Cli.Tests.Survival;

/// <summary>Which row of a file is which: gaps, rows of other lengths, and who is censored.</summary>
public sealed class SurvivalRowsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-rows-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("cox --event e --covariates x")]
    [InlineData("finegray --event e --covariates x")]
    public async Task Predict_RowsLeftOut_AreCalledByTheirPlaceInTheFile(string command)
    {
        var data = Write("d.csv", Data(_ => ""));
        var patients = Write("new.csv", "x,y\nNA,1\n0.5,2\n\n0.25,3\n,\n\"0.75\",4\n");
        var line = $"{command} --data {data} --time t --predict {patients} --times 3";
        using StringWriter output = new(), error = new();

        var predict = Run(line).GetProperty("predict");
        Assert.Equal(0, await Invoke(line, output, error));

        Assert.Equal([2, 4, 6], Numbers(predict.GetProperty("row")));
        var table = output.ToString().Split('\n').SkipWhile(l => !l.StartsWith("Predicted", StringComparison.Ordinal)).Skip(2).Take(3);
        Assert.Equal(["2", "4", "6"], table.Select(l => l.Trim().Split(' ')[0]));
    }

    [Fact]
    public void Residuals_RowsLeftOut_HaveTheRowOfEachValue()
    {
        var whole = Run($"cox --data {Write("d.csv", Data(_ => ""))} --time t --event e --covariates x --residuals all").GetProperty("residuals");
        Assert.Equal(Enumerable.Range(1, 20), Numbers(whole.GetProperty("martingale").GetProperty("row")));

        // Rows 3 and 7 have no covariate; before row 10 is a line without text, which counts.
        var gaps = Run($"cox --data {Write("g.csv", Data(i => i is 3 or 7 ? "NA" : i == 10 ? "\n" : ""))} --time t --event e --covariates x --residuals all").GetProperty("residuals");
        int[] expected = [1, 2, 4, 5, 6, 8, 9, .. Enumerable.Range(11, 11)];
        foreach (var kind in (string[])["martingale", "deviance", "score", "dfbeta"])
        {
            Assert.Equal(expected, Numbers(gaps.GetProperty(kind).GetProperty("row")));
            Assert.Equal(expected.Length, gaps.GetProperty(kind).GetProperty("values").GetArrayLength());
        }

        // Times grow along the file: the events are in its order, every third row has none.
        int[] events = [.. Enumerable.Range(1, 20).Where(i => i % 3 != 0 && i != 7).Select(i => i < 10 ? i : i + 1)];
        Assert.Equal(events, Numbers(gaps.GetProperty("schoenfeld").GetProperty("row")));
        Assert.Equal(events, Numbers(gaps.GetProperty("scaledsch").GetProperty("row")));
    }

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
            var error = await Assert.ThrowsAsync<TableFormatException>(() => Invoke(line, TextWriter.Null, TextWriter.Null));
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("km")]
    [InlineData("logrank --group g")]
    [InlineData("rmst --tau 2")]
    [InlineData("aj")]
    [InlineData("gray --group g")]
    [InlineData("cox --covariates x")]
    [InlineData("cox-zph --covariates x")]
    [InlineData("finegray --covariates x")]
    [InlineData("aft --covariates x")]
    [InlineData("concordance --marker x")]
    [InlineData("auc --marker x --times 5")]
    [InlineData("score --risk m=r --at 5")]
    [InlineData("calibration --risk m=r --at 5 --groups 2")]
    [InlineData("dca --risk m=r --at 5")]
    [InlineData("maxstat --marker x")]
    [InlineData("ipcw")]
    public async Task Run_OneCodeAndNobodyCensored_IsRemarked(string command)
    {
        var data = Write("d.csv", Data(_ => "", "1"));
        var line = $"{command} --data {data} --time t --event e";
        const string Remark = "Every row has code 1 in column 'e': nobody is censored; if 1 stands for censored say --censored-code 1.";
        using var output = new StringWriter();

        Assert.Equal(0, await Invoke(line, output, TextWriter.Null));

        Assert.Contains(Remark, output.ToString(), StringComparison.Ordinal);
        Assert.Contains(Run(line).GetProperty("remarks").EnumerateArray(), r => r.GetString() == Remark);
        using var said = new StringWriter();
        Assert.Equal(0, await Invoke($"{line} --censored-code none", said, TextWriter.Null));
        Assert.DoesNotContain("Every row has code", said.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Twenty patients; of each, a covariate that is missing or a line without text before it.</summary>
    private static string Data(Func<int, string> change, string? code = null)
    {
        var text = new StringBuilder("t,e,x,g,r\n");
        for (var i = 1; i <= 20; i++)
        {
            var own = change(i);
            var x = own == "NA" ? own : (i * 7 % 11 / 10.0).ToString(CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"{(own == "\n" ? own : "")}{i},{code ?? (i % 3 == 0 ? "0" : "1")},{x},{i % 2},{0.04 * i}\n");
        }

        return text.ToString();
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static int[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetInt32())];
}
