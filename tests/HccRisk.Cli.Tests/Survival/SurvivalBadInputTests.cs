using System.Globalization;
using System.Text;
using System.Text.Json;
using HccRisk.Cli.Commands;
using Xunit;
using static HccRisk.Cli.Tests.Survival.SurvivalCommandRun;

namespace HccRisk.Cli.Tests.Survival;

/// <summary>Every command on data that do not allow what is asked: one line and exit code 2, or JSON in which every NA has its reason.</summary>
public class SurvivalBadInputTests
{
    private static readonly Dictionary<string, string> Commands = new(StringComparer.Ordinal)
    {
        ["km"] = "km --event e --group g",
        ["km weights"] = "km --event e --weights w",
        ["logrank"] = "logrank --event e --group g --strata s",
        ["rmst"] = "rmst --event e --group g --tau 5",
        ["aj"] = "aj --event c",
        ["gray"] = "gray --event c --group g --times 2",
        ["cox"] = "cox --event e --covariates x,y",
        ["cox weights"] = "cox --event e --covariates x --weights w",
        ["cox exact"] = "cox --event e --covariates x,y --ties exact",
        ["coxnet"] = "coxnet --event e --covariates x,y --folds 2",
        ["coxnet weights"] = "coxnet --event e --covariates x,y --weights w --alpha 0.5 --ties efron --folds 2",
        ["boost"] = "boost --event e --covariates x,y --folds 2",
        ["boost cause"] = "boost --event c --cause 1 --covariates x,y --folds 2 --ties breslow",
        ["forest"] = "forest --event e --covariates x,y --trees 5",
        ["forest causes"] = "forest --event c --covariates x,y --cause 1 --splitrule logrankCR --trees 5 --nodesize 2 --times 3",
        ["coxboost"] = "coxboost --event e --covariates x,y --folds 2 --unpen y",
        ["coxboost sh"] = "coxboost --event c --covariates x,y --cmprsk sh --stepno 20",
        ["coxboost ccsh"] = "coxboost --event c --covariates x,y --cmprsk ccsh --stepno 20 --unpen x",
        ["coxboost weights"] = "coxboost --event e --covariates x,y --weights w --stepno 20",
        ["cox-zph"] = "cox-zph --event e --covariates x,y",
        ["finegray"] = "finegray --event c --covariates x,y",
        ["aft"] = "aft --event e --covariates x,y",
        ["concordance"] = "concordance --event e --marker x --tau 5",
        ["auc"] = "auc --event c --marker x --times 3 --roc --threshold 0",
        ["auc far"] = "auc --event e --marker x --times 1e6",
        ["score"] = "score --event e --risk a=r --at 3",
        ["score far"] = "score --event e --risk a=r --at 1e6",
        ["calibration"] = "calibration --event c --risk a=r --at 3 --groups 4",
        ["calibration far"] = "calibration --event e --risk a=r --at 1e6 --groups 4",
        ["dca"] = "dca --event e --risk a=r --at 3",
        ["dca far"] = "dca --event e --risk a=r --at 1e6",
        ["maxstat"] = "maxstat --event e --marker x",
        ["maxstat 2"] = "maxstat --event e --marker x --cuts 2 --permutations 19",
        ["ipcw"] = "ipcw --event e",
        ["rcs"] = "rcs --event e --marker x",
    };

    [Theory]
    [InlineData("text time", "t", "abc")]
    [InlineData("negative time", "t", "-1")]
    [InlineData("infinite time", "t", "Infinity")]
    [InlineData("event code", "e c", "1.5")]
    [InlineData("negative code", "e c", "-1")]
    public async Task Run_OneWrongCell_NamesItsLineAndColumn(string what, string columns, string value) => await With(
        Table((i, name) => i == 3 && columns.Split(' ').Contains(name) ? value : null),
        async path =>
        {
            // rcs looks at its column alone.
            foreach (var (name, command) in Commands.Where(c => c.Key != "rcs"))
            {
                var (code, message) = await Fails(path, command);
                Assert.True(code == CommandErrors.WrongInput, $"{what}, {name}: exit code {code}, {message}");
                Assert.True(message.Contains("line 5, column", StringComparison.Ordinal), $"{what}, {name}: {message}");
            }
        });

    [Theory]
    [InlineData("empty")]
    [InlineData("headings")]
    [InlineData("all censored")]
    [InlineData("one patient")]
    [InlineData("tied")]
    [InlineData("tied events")]
    [InlineData("zero weights")]
    [InlineData("constant")]
    [InlineData("collinear")]
    [InlineData("separated")]
    [InlineData("one group")]
    [InlineData("one event")]
    public async Task Run_DataWithoutAnAnswer_SaysWhy(string what)
    {
        var text = what switch
        {
            "empty" => "",
            "headings" => Table((_, _) => null, 0),
            "one patient" => Table((_, _) => null, 1),
            "all censored" => Table((_, name) => name is "e" or "c" ? "0" : null),
            "tied" => Table((_, name) => name == "t" ? "5" : null),
            "tied events" => Table((_, name) => name switch { "t" => "5", "e" or "c" => "1", _ => null }),
            "zero weights" => Table((_, name) => name == "w" ? "0" : null),
            "constant" => Table((_, name) => name switch { "x" => "1", "r" => "0.3", _ => null }),
            "collinear" => Table((i, name) => name is "x" or "y" ? (name == "x" ? i % 7 : 2 * (i % 7)).ToString(CultureInfo.InvariantCulture) : null),
            "separated" => Table((i, name) => name switch { "x" or "e" => i % 2 == 0 ? "1" : "0", "t" => i % 2 == 0 ? $"0.{i + 1}" : $"{i + 9}", _ => null }),
            "one group" => Table((_, name) => name is "g" or "s" ? "1" : null),
            _ => Table((i, name) => name is "e" or "c" ? (i == 4 ? "1" : "0") : null),
        };
        await With(text, async path =>
        {
            foreach (var (name, command) in Commands)
            {
                using var output = new StringWriter();
                var code = await CommandErrors.Guard(() => Invoke($"{Full(path, command)} --json", output, new StringWriter()));
                Assert.True(code is 0 or CommandErrors.WrongInput, $"{what}, {name}: exit code {code}");
                if (code == 0)
                {
                    using var json = JsonDocument.Parse(output.ToString());
                    var missing = Missing(json.RootElement).Where(p => p != "uno_explicit.tau" && p != "roc.threshold").ToArray();
                    Assert.True(missing.Length == 0 || json.RootElement.TryGetProperty("remarks", out _) || json.RootElement.TryGetProperty("not_estimable", out _), $"{what}, {name}: {string.Join(", ", missing)} without a reason");
                }
            }
        });
    }

    [Fact]
    public async Task Run_UnknownCauseTextMarkerOrFactor_NamesWhatThereIs() => await With(
        Table((i, name) => name == "s" ? (i % 3 == 0 ? "low" : i % 3 == 1 ? "mid" : "high") : null),
        async path =>
        {
            Assert.Contains("nobody has code 9 in column 'c'; the codes that occur are 0, 1, 2", (await Fails(path, "km --event c --cause 9")).Message, StringComparison.Ordinal);
            Assert.Contains("line 2, column 's': 'low' is no number", (await Fails(path, "concordance --event e --marker s")).Message, StringComparison.Ordinal);
            Assert.Contains("'z' is none of the covariates", (await Fails(path, "cox --event e --covariates x --factors z")).Message, StringComparison.Ordinal);
            Assert.Contains("'t' is the column of --time, which cannot be a covariate", (await Fails(path, "forest --event e --covariates x,t")).Message, StringComparison.Ordinal);
            Assert.Contains("'e' is the column of --event, which cannot be a covariate", (await Fails(path, "cox --event e --covariates e,x")).Message, StringComparison.Ordinal);
            Assert.Contains("it must be 1 or 2", (await Fails(path, "maxstat --event e --marker x --cuts 3")).Message, StringComparison.Ordinal);
            Assert.Contains("is none of martingale", (await Fails(path, "cox --event e --covariates x --residuals pearson --json")).Message, StringComparison.Ordinal);

            // Text is taken apart as R's treatment contrasts do, the first level by the alphabet being the reference.
            Assert.Equal(["slow", "smid", "x"], Run(Full(path, "cox --event e --covariates s,x")).GetProperty("coef").EnumerateObject().Select(p => p.Name));
        });

    private static string Table(Func<int, string, string?> change, int rows = 40)
    {
        string[] names = ["t", "e", "c", "x", "y", "g", "s", "w", "r"];
        var random = new Random(4);
        var text = new StringBuilder(string.Join(',', names)).Append('\n');
        for (var i = 0; i < rows; i++)
        {
            string[] cells =
            [
                (0.1 + Math.Round(random.NextDouble() * 20, 2)).ToString(CultureInfo.InvariantCulture), $"{random.Next(2)}", $"{random.Next(3)}",
                Math.Round(random.NextDouble(), 3).ToString(CultureInfo.InvariantCulture), Math.Round(random.NextDouble(), 3).ToString(CultureInfo.InvariantCulture),
                $"{i % 2}", i % 3 == 0 ? "a" : "b", $"{1 + (i % 3)}", (0.02 + (i / 50.0)).ToString(CultureInfo.InvariantCulture),
            ];
            text.AppendJoin(',', names.Select((name, j) => change(i, name) ?? cells[j])).Append('\n');
        }

        return text.ToString();
    }

    private static string Full(string path, string command) =>
        command.Split(' ', 2) is [var name, var rest] ? $"{name} --data {path} --time t {rest}" : command;

    private static async Task<(int Code, string Message)> Fails(string path, string command)
    {
        var message = "";
        var code = await CommandErrors.Guard(async () =>
        {
            try
            {
                return await Invoke(Full(path, command), new StringWriter(), new StringWriter());
            }
            catch (Exception e)
            {
                message = e.Message;
                throw;
            }
        });
        return (code, message);
    }

    private static IEnumerable<string> Missing(JsonElement element, string path = "") => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Missing(p.Value, path.Length == 0 ? p.Name : $"{path}.{p.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(v => Missing(v, path)),
        JsonValueKind.String when element.GetString() is "NA" or "Inf" or "-Inf" => [path],
        _ => [],
    };

    private static async Task With(string text, Func<string, Task> use)
    {
        var path = Path.Combine(Path.GetTempPath(), $"hccrisk-{Guid.NewGuid():N}.csv");
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        try
        {
            await use(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
