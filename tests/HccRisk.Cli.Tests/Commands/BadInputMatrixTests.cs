using System.CommandLine;
using HccRisk.Cli.Commands;
using HccRisk.Cli.Commands.Survival;
using HccRisk.Studies.Protocol;
using HccRisk.Testing;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

/// <summary>Every command on files that are not what it needs: one line, exit code 2, never a fault of the program.</summary>
public sealed class BadInputMatrixTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-bad-").FullName;

    /// <summary>FILE stands for the bad input, OUT for a place to write to, GOOD.x for a file that is fine.</summary>
    public static TheoryData<string> Commands =>
    [
        "predict --model FILE --clinical GOOD.csv",
        "model export --model FILE --onnx OUT.onnx",
        "study FILE --output OUT",
        "scan GOOD --out OUT --clinical FILE",
        "scan GOOD --out OUT --schema FILE",
        "convert --image FILE --out OUT.nii.gz",
        "extract --image FILE --mask FILE --preset ibsi-1-e",
        "extract --image FILE --mask FILE --preset pyradiomics --params FILE",
        "extract --cohort FILE --store OUT",
        "extract --cohort GOOD.csv --store OUT --options FILE",
        "extract --folder FILE --store OUT",
        "stability --repeats FILE",
        "stability --cohort FILE",
        "stability --folder FILE",
        "stability --cohort GOOD.csv --options FILE",
        "stability --cohort GOOD.csv --params FILE",
        "embed --cohort FILE --store OUT",
        "embed --folder FILE --store OUT",
        "embed --slide GOOD.csv --backbone FILE --store OUT",
        "embed --slide GOOD.csv --normalise macenko --reference FILE --store OUT",
        "heatmap --slide GOOD.csv --scores FILE --out OUT.png",
        "heatmap --slide GOOD.csv --store FILE --feature a --out OUT.png",
        .. new[]
        {
            "km", "logrank --group g", "rmst --tau 2", "aj", "gray --group g", "cox --covariates x", "cox-zph --covariates x", "finegray --covariates x", "aft --covariates x",
            "concordance --marker x", "auc --marker x --times 2", "score --risk m=x --at 2", "calibration --risk m=x --at 2", "dca --risk m=x --at 2", "maxstat --marker x", "ipcw", "rcs --marker x",
        }.Select(c => $"survival {c} --data FILE --time t --event e"),
        "survival cox --data GOOD.csv --time t --event e --covariates x --predict FILE",
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Run_FileThatIsNoneOfItsKind_IsWrongInputInOneLine(string command)
    {
        foreach (var (kind, name) in Inputs())
        {
            var (code, message) = await Run(command.Replace("FILE", name, StringComparison.Ordinal));
            Assert.True(code == CommandErrors.WrongInput, $"{command}, {kind}: exit code {code}, {message}");
            Assert.DoesNotContain("(Parameter '", message, StringComparison.Ordinal);
            Assert.DoesNotContain("   at HccRisk", message, StringComparison.Ordinal);
            Assert.True(message.Length < 2000, $"{command}, {kind}: {message}");
        }
    }

    [Theory]
    [InlineData("km --level 2", "--level is 2; it must be between 0 and 1.")]
    [InlineData("rmst --tau -1", "--tau is -1; it must be finite and above 0.")]
    [InlineData("score --risk m=x --at 0", "--at is 0; it must be finite and above 0.")]
    [InlineData("rcs --marker x --knots 3,9", "--knots is 9; it must be a whole number from 3 to 7.")]
    [InlineData("dca --risk m=x --at 2 --thresholds 0.1,5", "--thresholds is 5; it must be between 0 and 1.")]
    [InlineData("maxstat --marker x --minprop 2", "--minprop is 2; it must be between 0 and 1.")]
    [InlineData("calibration --risk m=x --at 2 --groups 1", "--groups is 1; it must be 2 or more.")]
    [InlineData("auc --marker x --times -1", "Horizon 0 is -1")]
    public async Task Run_OptionOutOfRange_NamesTheOption(string command, string expected)
    {
        var (code, message) = await Run($"survival {command} --data GOOD.csv --time t --event e");
        Assert.Equal(CommandErrors.WrongInput, code);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_SeriesNameWithASpace_SaysWhereItIsNamed()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "m.csv"), "patient_id,kind,name,path\nP,mri,portal venous,GOOD.csv\nP,mask,lesion,m.csv\n", TestContext.Current.CancellationToken);
        Prepare();
        var (code, message) = await Run($"extract --cohort {Path.Combine(_folder, "m.csv")} --store OUT");
        Assert.Equal(CommandErrors.WrongInput, code);
        Assert.Contains("'portal venous' is not made of letters, digits, underscore and hyphen. It is named in column 'name' of the manifest", message, StringComparison.Ordinal);
    }

    private IEnumerable<(string Kind, string Path)> Inputs()
    {
        Prepare();
        string At(string name) => Path.Combine(_folder, name);
        Directory.CreateDirectory(At("sub"));
        File.WriteAllBytes(At("empty.csv"), []);
        var noise = new byte[2000];
        new Random(1).NextBytes(noise);
        File.WriteAllBytes(At("noise.bin"), noise);
        File.WriteAllText(At("wrong.csv"), "a,b\n1,2\n");
        return [("missing", At("nothing.csv")), ("folder", At("sub")), ("empty", At("empty.csv")), ("binary", At("noise.bin")), ("wrong columns", At("wrong.csv"))];
    }

    private void Prepare() => File.WriteAllText(
        Path.Combine(_folder, "GOOD.csv"), "t,e,x,g\n" + string.Concat(Enumerable.Range(1, 12).Select(i => FormattableString.Invariant($"{i},{i % 2},{i % 5 / 10.0},{i % 3}\n"))));

    private async Task<(int Code, string Message)> Run(string command)
    {
        Prepare();
        Directory.CreateDirectory(Path.Combine(_folder, "GOOD"));
        var root = new RootCommand
        {
            StabilityCommand.Create(),
            StudyCommand.Create(), ModelCommand.Create(), PredictCommand.Create(), ScanCommand.Create(), ConvertCommand.Create(), ExtractCommand.Create(), EmbedCommand.Create(), HeatmapCommand.Create(), SurvivalCommand.Create(),
        };
        var line = command.Replace("GOOD", Path.Combine(_folder, "GOOD"), StringComparison.Ordinal).Replace("OUT", Path.Combine(_folder, "OUT"), StringComparison.Ordinal);
        using StringWriter output = new(), error = new();
        using var console = new CapturedConsole();
        var code = await CommandErrors.Guard(() =>
        {
            var parsed = root.Parse(line);
            return CommandLineFault.Of(parsed) is { } fault ? throw new StudyProtocolException(fault)
                : parsed.InvokeAsync(
                    new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false },
                    TestContext.Current.CancellationToken);
        });
        return (code, error + console.Error);
    }
}
