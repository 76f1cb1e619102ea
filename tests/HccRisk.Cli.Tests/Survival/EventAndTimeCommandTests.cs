using System.Globalization;
using HccRisk.Cli.Commands;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Oracles;
using Xunit;
using static HccRisk.Cli.Tests.Survival.SurvivalCommandRun;

namespace HccRisk.Cli.Tests.Survival;

/// <summary>Event codes, times of 0, horizons at the end of follow-up and ties, as the commands take them.</summary>
public sealed class EventAndTimeCommandTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hccrisk-{Guid.NewGuid():N}.csv");

    public void Dispose() => File.Delete(_path);

    /// <summary>R 4.2.2, survival 3.5-3: coxph(Surv(t, s) ~ x) with s of 1 and 2 gives -0.712058119 from 5 events; 9 digits printed.</summary>
    [Fact]
    public async Task Cox_CodesOneAndTwo_AreRefusedUntilOneIsCalledCensored()
    {
        Write("t,s,x", "5,1,1", "6,2,2", "7,2,1", "8,1,3", "9,2,2", "10,2,1", "3,1,2", "12,2,3");
        var refused = await Refused("cox --event s --covariates x");
        Assert.Contains("column 's': codes 1, 2 occur and none of them is 0", refused, StringComparison.Ordinal);
        Assert.Contains("--censored-code 1", refused, StringComparison.Ordinal);
        Assert.Contains("codes 1, 2", await Refused("aj --event s"), StringComparison.Ordinal);
        Assert.Contains("codes 1, 2", await Refused("score --event s --risk m=x --at 6"), StringComparison.Ordinal);

        foreach (var told in (string[])["--censored-code 1", "--cause 2"])
        {
            var cox = Run($"cox --data {_path} --time t --event s --covariates x {told}");
            Assert.Equal(5, cox.GetProperty("nevent").GetInt32());
            Assert.Equal(-0.712058119, cox.GetProperty("coef").GetProperty("x").GetDouble(), 5e-9);
        }

        // The only cause left is the one of interest, whatever its number.
        Assert.Equal(2, Run($"finegray --data {_path} --time t --event s --covariates x --censored-code 1").GetProperty("cause").GetInt32());
        var all = Run($"km --data {_path} --time t --event s --censored-code none");
        Assert.Equal(8, SurvivalReference.Numbers(all.GetProperty("n_event")).Sum());
        Assert.Contains("count as one event", all.GetProperty("remarks").EnumerateArray().Last().GetString(), StringComparison.Ordinal);
        Assert.Contains("nobody has code 7", await Refused("km --event s --censored-code 7"), StringComparison.Ordinal);
        Assert.Contains("neither a code", await Refused("km --event s --censored-code dead"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Km_TrueFalseOrASingleCode_IsTaken()
    {
        Write("t,s,alive,one", "5,TRUE,0,1", "6,FALSE,1,1", "7,true,0,1", "8,False,1,1");
        Assert.Equal([1, 0, 1, 0], SurvivalReference.Numbers(Run($"km --data {_path} --time t --event s").GetProperty("n_event")));
        Assert.Equal([1, 0, 1, 0], SurvivalReference.Numbers(Run($"km --data {_path} --time t --event alive --censored-code 1").GetProperty("n_event")));
        Assert.Equal([1, 1, 1, 1], SurvivalReference.Numbers(Run($"km --data {_path} --time t --event one").GetProperty("n_event")));
        Assert.Contains("says that nobody is", await Refused("km --event s --censored-code none"), StringComparison.Ordinal);
    }

    /// <summary>R 4.2.2, survival 3.5-3: survdiff 0.311651299246, coxph 0.114512598713, cox.zph(transform = "identity") 0.331039878692; 12 digits printed.</summary>
    [Fact]
    public async Task Commands_TimeZero_FollowROrNameTheRow()
    {
        Write("t,e,x,g", "0,1,1,1", "0,0,0,2", "0,1,2,1", "1,1,1,2", "2,0,3,1", "2,1,1,2", "3,1,0,1", "4,0,2,2", "5,1,2,1", "6,1,1,2", "7,0,0,1", "8,1,1,2");
        Assert.Equal(0.311651299246, Run($"logrank --data {_path} --time t --event e --group g").GetProperty("chisq").GetDouble(), 1e-11);
        var cox = Run($"cox --data {_path} --time t --event e --covariates x");
        Assert.Equal(0.114512598713, cox.GetProperty("coef").GetProperty("x").GetDouble(), 1e-11);
        Assert.Equal(0.331039878692, cox.GetProperty("zph").GetProperty("identity").GetProperty("table")[1][0].GetDouble(), 1e-11);
        Assert.Equal("NA", cox.GetProperty("zph").GetProperty("log").GetString());
        Assert.Contains("event at time 0", cox.GetProperty("remarks").ToString(), StringComparison.Ordinal);
        Assert.Contains("event at time 0", await Refused("cox-zph --event e --covariates x --transform log"), StringComparison.Ordinal);
        Assert.Contains("line 2, column 't': 0 has no logarithm", await Refused("aft --event e --covariates x"), StringComparison.Ordinal);
        Assert.Contains("line 2, column 'e': 1 is no time of entry", await Refused("km --event e --start e"), StringComparison.Ordinal);
    }

    [Fact]
    public void LogRank_AllEventsAtOneTime_IsNotEstimableWithTheReason()
    {
        Write("t,e,g", "197,1,a", "197,1,a", "197,1,b", "197,1,b");
        var json = Run($"logrank --data {_path} --time t --event e --group g");
        Assert.Equal(("NA", "NA"), (json.GetProperty("chisq").GetString(), json.GetProperty("p").GetString()));
        Assert.Contains("no variance", json.GetProperty("remarks")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogRank_ThousandsOfGroups_NamesBothNumbers()
    {
        Write(["t,e,g", .. Enumerable.Range(1, 2400).Select(i => $"{i},1,{i % 1200}")]);
        Assert.Contains("in 1200 groups: a test takes at most 1000", await Refused("logrank --event e --group g"), StringComparison.Ordinal);
        Assert.Contains("in 1200 groups: a test takes at most 1000", await Refused("gray --event e --group g"), StringComparison.Ordinal);
        Assert.True((await Refused("rmst --event e --group g --tau 5")).Length < 200);
    }

    /// <summary>The mean of squares by hand: (0.2^2 + 0.4^2 + 0.7^2 + 0.1^2) / 4; the two last reach the horizon and are censored there.</summary>
    [Fact]
    public void Score_AllCensoredAtTheHorizon_IsThePlainMean()
    {
        Write("t,e,r", "5,1,0.8", "9,1,0.6", "24,0,0.7", "24,0,0.1");
        var json = Run($"score --data {_path} --time t --event e --risk m=r --at 24");
        var brier = json.GetProperty("brier").EnumerateArray().First(b => b.GetProperty("model").GetString() == "m");
        Assert.Equal((0.04 + 0.16 + 0.49 + 0.01) / 4, brier.GetProperty("Brier").GetDouble(), 1e-12);
        Assert.Equal(0.75, json.GetProperty("auc")[0].GetProperty("AUC").GetDouble(), 1e-12);

        var beyond = Run($"score --data {_path} --time t --event e --risk m=r --at 24.5");
        Assert.Equal("NA", beyond.GetProperty("brier")[1].GetProperty("Brier").GetString());
        Assert.Contains("nobody was followed to 24.5", beyond.GetProperty("remarks").ToString(), StringComparison.Ordinal);
    }

    /// <summary>Hmisc 4.8.0, 3 knots of a marker that is 0 in 40 % of the patients.</summary>
    [Fact]
    public void Rcs_TiedEnds_HasTheKnotsOfHmisc()
    {
        var path = SharedData.TryPath("cases", "survival", "rcs_spike.csv");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        var json = Run($"rcs --data {path} --time t --event e --marker afp --knots 3");
        Assert.Equal([0.1, 75.85, 221.9], SurvivalReference.Numbers(json.GetProperty("rcs")[0].GetProperty("knots")), (e, a) => Math.Abs(e - a) < 1e-9);
    }

    private void Write(params string[] lines) => File.WriteAllLines(_path, lines);

    private async Task<string> Refused(string command)
    {
        var (name, rest) = command.Split(' ', 2) is [var first, var others] ? (first, others) : (command, "");
        var line = $"{name} --data {_path} --time t {rest}";
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => Invoke(line, new StringWriter(CultureInfo.InvariantCulture), new StringWriter(CultureInfo.InvariantCulture)));
        Assert.True(fault is TableFormatException or ArgumentException or NotSupportedException, fault.ToString());
        Assert.Equal(CommandErrors.WrongInput, await CommandErrors.Guard(() => throw fault));
        return fault.Message;
    }
}
