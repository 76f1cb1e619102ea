using System.Text.Json.Nodes;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Tests.Learning;
using HccRisk.Survival.Tuning;
using HccRisk.Survival.Tuning.Spaces;
using Microsoft.ML;
using static HccRisk.Survival.Tests.Tuning.Candidates;

namespace HccRisk.Survival.Tests.Tuning;

public sealed class TrialRecordTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"trials-{Guid.NewGuid():N}.jsonl");

    private TuningOptions Options => Few with { RecordFile = _file };

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Tune_WithARecord_WritesEveryTrial()
    {
        var ml = new MLContext(seed: 1);
        var fragile = new TuningCandidate("fragile", Ridge.Space, t => t.Values.Real("penalty") < 1 ? throw new InvalidOperationException("too small") : Ridge.Build(t));

        var result = ml.Survival.Tune(View(ml), [fragile], Options);

        JsonObject[] lines = [.. File.ReadLines(_file).Select(l => JsonNode.Parse(l)!.AsObject())];
        Assert.Equal("hccrisk-trials/1", lines[0]["format"]!.GetValue<string>());
        Assert.Equal(Enumerable.Range(0, 14), lines.Skip(1).Select(l => l["trial"]!.GetValue<int>()).Order());
        foreach (var trial in result.Trials)
        {
            var line = lines.Single(l => l["trial"]?.GetValue<int>() == trial.Number);
            Assert.Equal(trial.Values.Real("penalty"), line["values"]!["penalty"]!.GetValue<double>());
            Assert.Equal(trial.State.ToString(), line["state"]!.GetValue<string>());
            Assert.Equal(trial.Folds, line["folds"]!.AsArray().Select(v => v!.GetValue<double>()));
            Assert.Equal(trial.State == TrialState.Failed ? "too small" : null, line["error"]?.GetValue<string>());
            Assert.True(line["seconds"]!.GetValue<double>() >= 0);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(13)]
    public void Tune_GoneOnWithAfterAKill_IsAsInOneGo(int kept)
    {
        var ml = new MLContext(seed: 1);
        var data = View(ml);
        var whole = ml.Survival.Tune(data, [Ridge], Options);

        // A kill leaves some whole lines and may cut the next one off.
        var lines = File.ReadAllLines(_file);
        File.WriteAllText(_file, string.Concat(lines.Take(kept + 1).Select(l => l + "\n")) + lines[kept + 1][..25]);
        var fits = 0;
        var counted = new TuningCandidate("ridge", Ridge.Space, t =>
        {
            Interlocked.Increment(ref fits);
            return Ridge.Build(t);
        })
        { Complexity = Ridge.Complexity };

        var again = ml.Survival.Tune(data, [counted], Options);

        Assert.Equal(Text(whole.Trials), Text(again.Trials));
        Assert.Equal(whole.Chosen.Number, again.Chosen.Number);
        Assert.Equal(15, File.ReadAllLines(_file).Length);
        Assert.Equal(1 + again.Trials.Where(t => !lines.Skip(1).Take(kept).Any(l => JsonNode.Parse(l)!["trial"]!.GetValue<int>() == t.Number)).Sum(t => t.Folds.Count), fits);
    }

    [Fact]
    public void Tune_MoreTrials_GoOnFromTheRecord()
    {
        var ml = new MLContext(seed: 1);
        var data = View(ml);

        ml.Survival.Tune(data, [Ridge], Options with { Trials = 8 });
        var more = ml.Survival.Tune(data, [Ridge], Options);

        Assert.Equal(Text(ml.Survival.Tune(data, [Ridge], Few).Trials), Text(more.Trials));
    }

    public static TheoryData<string> Changes => ["data", "seed", "candidates", "metric", "folds", "columns", "horizons", "search"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Tune_RecordOfAnotherSearch_IsRefusedByName(string what)
    {
        var ml = new MLContext(seed: 1);
        ml.Survival.Tune(View(ml), [Ridge], Options with { Trials = 1 });
        var before = File.ReadAllText(_file);
        var options = what switch
        {
            "seed" => Options with { Seed = 8 },
            "metric" => Options with { Metric = TuningMetric.HarrellC },
            "folds" => Options with { Validation = Few.Validation with { Folds = 4 } },
            "columns" => Options with { Validation = Few.Validation with { Cause = 2 } },
            "horizons" => Options with { Validation = Few.Validation with { Horizons = [12, 24] } },
            "search" => Options with { Pruner = TrialPruner.None },
            _ => Options,
        };
        var candidate = what == "candidates" ? new TuningCandidate("ridge", new SearchSpace().Real("penalty", 0.01, 10, log: true), Ridge.Build) : Ridge;

        var error = Assert.Throws<TrialRecordException>(() => ml.Survival.Tune(View(ml, seed: what == "data" ? 2 : 1), [candidate], options));

        Assert.Contains($"'{_file}' records a search with other {what}", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_file));
    }

    [Fact]
    public void Tune_DamagedRecord_IsRefusedByItsLine()
    {
        var ml = new MLContext(seed: 1);
        ml.Survival.Tune(View(ml), [Ridge], Options with { Trials = 4 });
        var lines = File.ReadAllLines(_file);
        lines[2] = "{\"candidate\":";
        File.WriteAllLines(_file, lines);

        var error = Assert.Throws<TrialRecordException>(() => ml.Survival.Tune(View(ml), [Ridge], Options));

        Assert.Contains("line 3", error.Message, StringComparison.Ordinal);
        File.WriteAllText(_file, "a list of patients\n");
        Assert.Contains("line 1", Assert.Throws<TrialRecordException>(() => ml.Survival.Tune(View(ml), [Ridge], Options)).Message, StringComparison.Ordinal);
        Assert.Equal("a list of patients\n", File.ReadAllText(_file));
    }

    [Fact]
    public void NestedCrossValidate_GoneOnWithAfterACancel_IsAsInOneGo()
    {
        var ml = new MLContext(seed: 1);
        var data = View(ml);
        using var source = new CancellationTokenSource();
        var nested = new NestedOptions { Folds = 3, Tuning = Options with { Trials = 6, Validation = new CrossValidationOptions { Folds = 3 } } };
        var progress = new Progress(p =>
        {
            if (p.Done == 9)
            {
                source.Cancel();
            }
        });

        Assert.Throws<OperationCanceledException>(() => ml.Survival.NestedCrossValidate(
            data, [Ridge], nested with { Tuning = nested.Tuning with { Validation = nested.Tuning.Validation with { CancellationToken = source.Token } } }, progress));
        var recorded = File.ReadAllLines(_file).Length - 1;
        var again = ml.Survival.NestedCrossValidate(data, [Ridge], nested);
        var whole = ml.Survival.NestedCrossValidate(data, [Ridge], nested with { Tuning = nested.Tuning with { RecordFile = null } });

        Assert.InRange(recorded, 9, 17);
        Assert.Equal(Text(whole.Trials), Text(again.Trials));
        Assert.Equal(whole.Validation.Scores, again.Validation.Scores);
    }

    [Fact]
    public void NestedCrossValidate_OtherOuterFolds_AreRefused()
    {
        // As many folds, but of sites.
        var ml = new MLContext(seed: 1);
        var data = View(ml);
        var nested = new NestedOptions { Folds = 2, Tuning = Options with { Trials = 1, Validation = new CrossValidationOptions { Folds = 2 } } };
        ml.Survival.NestedCrossValidate(data, [Ridge], nested);

        var error = Assert.Throws<TrialRecordException>(() => ml.Survival.NestedCrossValidate(data, [Ridge], nested with { SiteColumn = "Site" }));

        Assert.Contains("other parts", error.Message, StringComparison.Ordinal);
    }

    private sealed class Progress(Action<TuningProgress> act) : IProgress<TuningProgress>
    {
        public void Report(TuningProgress value) => act(value);
    }
}
