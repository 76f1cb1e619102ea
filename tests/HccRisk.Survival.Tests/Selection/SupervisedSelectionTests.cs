using System.Diagnostics;
using System.Text.Json;
using HccRisk.Core.Learning;
using HccRisk.Oracles;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.HypothesisTests;
using HccRisk.Survival.Selection;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Selection;

public sealed class SupervisedSelectionTests
{
    private const string FolderVariable = "HCCRISK_TEST_MODELS";
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string> Names => ["cox", "concordance", "discovery", "difference", "quotient", "stable", "modality"];

    // What the patients kept apart hold, outcome and features, must not matter.
    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_OtherRowsReplaced_LearnsTheSame(string name)
    {
        var rows = TrainingData.Make(300, 6, seed: 5);
        var changed = rows.Select((r, i) => i < 200 ? r : new TrainingData { Features = [-1, i, -1, i * i, 3, r.Time], Time = 1 + (i % 7), Event = i % 2 }).ToList();
        var train = Enumerable.Range(0, 200);

        var before = Estimator(name).Fit(RowSubset.Of(View(rows), train, 300));
        var after = Estimator(name).Fit(RowSubset.Of(View(changed), train, 300));

        Assert.Equal(State(before), State(after));
        Assert.NotEqual(State(before), State(Estimator(name).Fit(View(changed))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Transform_SavedAndLoaded_KeepsBitsAndSlotNames(string name)
    {
        using var folder = new TemporaryFolder();
        var data = View(TrainingData.Make(300, 6, seed: 5));
        var model = Estimator(name).Fit(data);
        _ml.Model.Save(model, data.Schema, folder["model.zip"]);
        var loaded = _ml.Model.Load(folder["model.zip"], out _);

        Assert.Equal(Bits(model, data), Bits(loaded, data));
        Assert.Equal(LearnedModel.Find<LearnedFunction>(model).Outputs[0].SlotNames, SlotNames.Read(loaded.Transform(data).Schema["Features"]));
    }

    // The other process has one processor: what is learned does not depend on the number of threads.
    [Fact]
    public async Task FitAndLoad_InANewProcess_GiveTheSameBits()
    {
        using var folder = new TemporaryFolder();
        var data = View(TrainingData.Make(300, 6, seed: 5));
        await using (var rows = File.Create(folder["rows.idv"]))
        {
            _ml.Data.SaveAsBinary(data, rows);
        }

        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in Names.Select(n => n.Data))
        {
            var model = Estimator(name).Fit(data);
            _ml.Model.Save(model, data.Schema, folder[name + ".zip"]);
            expected.Add(name, string.Join(' ', Bits(model, data)) + State(model));
        }

        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-explicit", "only", "-method", $"*{nameof(SupervisedSelectionTests)}.{nameof(ScoreModelsOfTheOtherProcess)}"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[FolderVariable] = folder.Path;
        start.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
        using var process = Process.Start(start)!;
        var printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, printed);
        Assert.All(expected, e => Assert.Equal(e.Value, File.ReadAllText(folder[e.Key + ".txt"])));
    }

    /// <summary>The other process.</summary>
    [Fact(Explicit = true)]
    public void ScoreModelsOfTheOtherProcess()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "made to be run by another test");
        var data = _ml.Data.LoadFromBinary(Path.Combine(folder, "rows.idv"));
        foreach (var zip in Directory.GetFiles(folder, "*.zip"))
        {
            Assert.Equal(1, Environment.ProcessorCount);
            var learned = State(Estimator(Path.GetFileNameWithoutExtension(zip)).Fit(data));
            File.WriteAllText(Path.ChangeExtension(zip, ".txt"), string.Join(' ', Bits(_ml.Model.Load(zip, out _), data)) + learned);
        }
    }

    [Fact]
    public void SelectFeatures_FalseDiscoveryRate_KeepsWhatTheAdjustedScoreTestsLeave()
    {
        var rows = TrainingData.Make(400, 12, seed: 4);
        rows.ForEach(r => r.Features[7] += r.Features[0]);
        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]).WithCause(1);
        double[] p = [.. Enumerable.Range(0, 12).Select(j => CoxModel.Fit(
            rows.Select(r => (double)r.Features[j]).ToArray(), 1, outcome, new CoxOptions { Ties = TieHandling.Breslow },
            cancellationToken: TestContext.Current.CancellationToken).ScoreTest!.PValue)];
        var adjusted = PValues.Adjust(p, PValueAdjustment.BenjaminiHochberg);

        foreach (var rate in (double[])[0.001, 0.05, 0.5])
        {
            var kept = _ml.Survival.SelectFeatures(new FeatureSelectorOptions { MaxFalseDiscovery = rate, MaxCorrelation = 1 }).Fit(View(rows)).Function.Kept;

            Assert.Equal(Enumerable.Range(0, 12).Where(j => adjusted[j] <= rate), kept);
            Assert.Contains(0, kept);
        }
    }

    [Fact]
    public void SelectFeatures_NoiseAtAFalseDiscoveryRate_SaysThatNothingPasses()
    {
        var rows = TrainingData.Make(200, 6, seed: 4);
        rows.ForEach(r => r.Features[0] = 1);

        var error = Assert.Throws<ColumnException>(() => _ml.Survival.SelectFeatures(new FeatureSelectorOptions { MaxFalseDiscovery = 0.001 }).Fit(View(rows)));

        Assert.Contains("false discovery rate of 0.001: the lowest, 'f", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SelectFeatures_Concordance_RanksByCOverItsError()
    {
        var rows = TrainingData.Make(300, 5, seed: 6);
        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]).WithCause(1);

        var function = _ml.Survival.SelectFeatures(new FeatureSelectorOptions { Ranking = FeatureRanking.Concordance }).Fit(View(rows)).Function;

        foreach (var (slot, statistic) in function.Kept.Zip(function.Statistics))
        {
            var c = Concordance.Harrell(outcome, rows.Select(r => (double)r.Features[slot]).ToArray()).Estimate;

            // The columns are centred and scaled, which leaves every pair but ties by rounding as it is.
            Assert.Equal(Math.Pow((c.Value!.Value - 0.5) / c.StandardError!.Value, 2), statistic, 1e-9 * Math.Max(1, statistic));
        }

        // Any monotone curve of a feature has the same C.
        var curved = rows.Select(r => new TrainingData { Features = [.. r.Features.Select(MathF.Exp)], Time = r.Time, Event = r.Event });
        var again = _ml.Survival.SelectFeatures(new FeatureSelectorOptions { Ranking = FeatureRanking.Concordance }).Fit(View(curved)).Function;
        Assert.Equal(function.Statistics, again.Statistics, (a, b) => Math.Abs(a - b) <= 1e-9 * Math.Max(1, a));
    }

    // The definition, computed anew from the features at every step.
    [Theory]
    [InlineData(FeatureRedundancy.Difference)]
    [InlineData(FeatureRedundancy.Quotient)]
    public void SelectFeatures_LeastRedundancy_FollowsTheDefinition(FeatureRedundancy redundancy)
    {
        var rows = TrainingData.Make(300, 8, seed: 12);
        rows.ForEach(r => (r.Features[2], r.Features[5]) = (r.Features[0] + (0.4f * r.Features[2]), r.Features[0] + (0.6f * r.Features[5])));
        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]).WithCause(1);
        double[][] x = [.. Enumerable.Range(0, 8).Select(j => rows.Select(r => (double)r.Features[j]).ToArray())];
        double[] relevance = [.. x.Select(c => Math.Sqrt(CoxModel.Fit(
            c, 1, outcome, new CoxOptions { Ties = TieHandling.Breslow }, cancellationToken: TestContext.Current.CancellationToken).ScoreTest!.Statistic / outcome.EventCount()))];
        List<int> expected = [Array.IndexOf(relevance, relevance.Max())];
        while (expected.Count < 4)
        {
            double Worth(int j)
            {
                var common = expected.Average(k => Math.Abs(Pearson(x[j], x[k])));
                return redundancy == FeatureRedundancy.Difference ? relevance[j] - common : relevance[j] / Math.Max(common, 1e-3);
            }

            expected.Add(Enumerable.Range(0, 8).Except(expected).MaxBy(Worth));
        }

        var kept = _ml.Survival.SelectFeatures(new FeatureSelectorOptions { Redundancy = redundancy, MaxFeatures = 4, MaxCorrelation = 1 }).Fit(View(rows)).Function.Kept;

        Assert.Equal(expected.Order(), kept);
        Assert.NotEqual(kept, _ml.Survival.SelectFeatures(maxFeatures: 4, maxCorrelation: 1).Fit(View(rows)).Function.Kept);
    }

    [Fact]
    public void SelectPerModality_TwoVectors_KeepsSomeOfEach()
    {
        var rows = TrainingData.Make(200, 6, seed: 3);
        var data = _ml.Transforms.CopyColumns("Other", "Features").Fit(View(rows)).Transform(View(rows));

        var chosen = _ml.Survival.SelectPerModality(["Features", "Other"], maxFeatures: 2).Fit(data).Transform(data);

        Assert.Equal(2, SlotNames.Read(chosen.Schema["Features"]).Count);
        Assert.Equal(SlotNames.Read(chosen.Schema["Features"]), SlotNames.Read(chosen.Schema["Other"]));
        Assert.Throws<ArgumentException>(() => _ml.Survival.SelectPerModality([]));
    }

    [Fact]
    public void SelectStable_RiskFactorAmongNoise_KeepsItAlone()
    {
        var data = View(TrainingData.Make(300, 60, seed: 9));

        var function = _ml.Survival.SelectStable("Features", maxFalseSelections: 0.5).Fit(data).Function;

        Assert.Equal([0], function.Kept);
        Assert.InRange(function.ErrorBound, 0, 0.5);
        Assert.Equal(2 * function.Pairs * function.FeaturesPerHalf, function.Frequencies.Sum() * 2 * function.Pairs, 1e-6);
        Assert.All(function.Frequencies.Skip(1), f => Assert.InRange(f, 0, 0.749));
    }

    // Noise alone: over 20 draws the mean number kept stays within the bound (1) and the error of such a mean, sqrt(1 / 20).
    [Fact]
    public void SelectStable_NoiseAlone_KeepsNoMoreThanTheBound()
    {
        var kept = Enumerable.Range(0, 20).Sum(seed =>
        {
            var rows = TrainingData.Make(120, 40, seed);
            rows.ForEach(r => r.Features = r.Features[1..]);
            var function = _ml.Survival.SelectStable(new StableSelectionOptions { MinFeatures = 1 }).Fit(View(rows)).Function;
            return function.Frequencies.Count(f => f >= function.Threshold);
        });

        Assert.InRange(kept / 20.0, 0, 1 + (2 * Math.Sqrt(1 / 20.0)));
    }

    [Fact]
    public void SelectStable_NothingStable_SaysWhichComesNearest()
    {
        var rows = TrainingData.Make(60, 30, seed: 2);
        rows.ForEach(r => r.Features = r.Features[1..]);

        var error = Assert.Throws<ColumnException>(() => _ml.Survival.SelectStable(new StableSelectionOptions { Threshold = 1, FeaturesPerHalf = 1 }).Fit(View(rows)));

        Assert.Contains("No slot of column 'Features' is stable", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, _ml.Survival.SelectStable(new StableSelectionOptions { Threshold = 1, FeaturesPerHalf = 2, MinFeatures = 3 }).Fit(View(rows)).Function.Kept.Count);
    }

    [Fact]
    public void SelectStable_FewEvents_SaysHowMany()
    {
        var rows = TrainingData.Make(30, 3, seed: 2);
        rows.ForEach(r => r.Event = 0);
        rows[0].Event = rows[1].Event = rows[2].Event = 1;

        var error = Assert.Throws<ColumnException>(() => _ml.Survival.SelectStable(new StableSelectionOptions { FeaturesPerHalf = 1 }).Fit(View(rows)));

        Assert.Contains("3 patients have the event (cause 1 of column 'Event')", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SelectStable_SeveralRowsAPatient_KeepThemInOneHalf()
    {
        // Every row twice under one patient: halves of patients give the frequencies of the single rows, whose statistics all double.
        var rows = TrainingData.Make(100, 5, seed: 7);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].Site = $"P{i}";
        }

        var options = new StableSelectionOptions { GroupColumn = "Site", FeaturesPerHalf = 2 };
        var twice = rows.SelectMany(r => new[] { r, r });

        Assert.Equal(
            _ml.Survival.SelectStable(options).Fit(View(rows)).Function.Frequencies,
            _ml.Survival.SelectStable(options).Fit(View(twice)).Function.Frequencies);
    }

    // Formulas of Shah and Samworth's theorems 1 and 2 by hand, B = 50: 1 / (2 * (0.5 - 0.01)) and 4 * (0.1 + 0.01) / 1.02, times q^2 / p.
    [Theory]
    [InlineData(10, 1000, 0.75, true, 0.1 / 0.98)]
    [InlineData(10, 1000, 0.9, true, 0.1 * 0.44 / 1.02)]
    [InlineData(10, 1000, 0.75, false, 0.2)]
    [InlineData(7, 100, 0.6, false, 0.49 / 0.2)]
    public void StabilityBound_KnownCases_FollowsTheTheorems(int perHalf, int features, double threshold, bool unimodal, double expected)
    {
        Assert.Equal(expected, StabilityBound.Of(perHalf, features, threshold, 50, unimodal), 1e-12);
        Assert.True(StabilityBound.PerHalf(expected + 1e-9, features, threshold, 50, unimodal) >= perHalf);
        Assert.True(StabilityBound.PerHalf(expected - 1e-9, features, threshold, 50, unimodal) < perHalf);
    }

    // Features that know nothing: chosen inside the folds they predict nothing, chosen before on all patients they seem to.
    [Fact]
    public void CrossValidate_NoiseSelectedInTheFold_IsNotRewarded()
    {
        var rows = TrainingData.Make(150, 301, seed: 13);
        rows.ForEach(r => r.Features = r.Features[1..]);
        var data = View(rows);
        var cox = _ml.Survival.Trainers.Cox(new CoxTrainerOptions { Ridge = 20 });

        var before = _ml.Survival.SelectFeatures(maxFeatures: 10).Fit(data).Transform(data);
        var leaked = _ml.Survival.CrossValidate(before, cox, folds: 5, repeats: 2).Metrics.Harrell.Value!.Value;
        foreach (var selection in new IEstimator<ITransformer>[]
        {
            _ml.Survival.SelectFeatures(maxFeatures: 10),
            _ml.Survival.SelectFeatures(new FeatureSelectorOptions { Redundancy = FeatureRedundancy.Difference, MaxFeatures = 10 }),
            _ml.Survival.SelectStable(new StableSelectionOptions { FeaturesPerHalf = 10, MinFeatures = 10, Pairs = 10 }),
        })
        {
            var honest = _ml.Survival.CrossValidate(data, selection.Append(cox), folds: 5, repeats: 2).Metrics.Harrell.Value!.Value;

            // About 60 events: C of noise has a standard error near 0.04.
            Assert.InRange(honest, 0.35, 0.62);
            Assert.True(leaked > 0.68 && leaked > honest + 0.1, FormattableString.Invariant($"{leaked} against {honest}"));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_MissingValue_NamesSlotAndRow(string name)
    {
        var rows = TrainingData.Make(60, 6, seed: 2);
        rows[3].Features[2] = float.NaN;

        var error = Assert.Throws<ColumnException>(() => Estimator(name).Fit(View(rows)));

        Assert.Contains("'f2' is NaN in row 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var data = View(TrainingData.Make(60, 6, seed: 2));

        Assert.ThrowsAny<OperationCanceledException>(() => _ml.Survival.SelectFeatures(new FeatureSelectorOptions { CancellationToken = source.Token }).Fit(data));
        Assert.ThrowsAny<OperationCanceledException>(() => _ml.Survival.SelectFeatures(new FeatureSelectorOptions { Ranking = FeatureRanking.Concordance, CancellationToken = source.Token }).Fit(data));
        Assert.ThrowsAny<OperationCanceledException>(() => _ml.Survival.SelectStable(new StableSelectionOptions { FeaturesPerHalf = 2, CancellationToken = source.Token }).Fit(data));
    }

    [Fact]
    public void Validate_BadOptions_NamesAll()
    {
        var stable = Assert.Throws<ArgumentException>(() => _ml.Survival.SelectStable(
            new StableSelectionOptions { Threshold = 0.5, MaxFalseSelections = 0, FeaturesPerHalf = 0, Pairs = 0, MinFeatures = -1, Cause = -1 }));

        Assert.All((string[])["Threshold", "MaxFalseSelections", "FeaturesPerHalf", "Pairs", "MinFeatures", "Cause"], o => Assert.Contains(o, stable.Message, StringComparison.Ordinal));
        Assert.Contains("MaxFalseDiscovery", Assert.Throws<ArgumentException>(() => _ml.Survival.SelectFeatures(new FeatureSelectorOptions { MaxFalseDiscovery = 0 })).Message, StringComparison.Ordinal);
    }

    private static double Pearson(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        return a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum() / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }

    private static string State(ITransformer model) =>
        JsonSerializer.Serialize((object)LearnedModel.Find<LearnedFunction>(model));

    private static int[] Bits(ITransformer model, IDataView data) =>
        [.. model.Transform(data).GetColumn<float[]>("Features").SelectMany(r => r).Select(BitConverter.SingleToInt32Bits)];

    private IDataView View(IEnumerable<TrainingData> rows)
    {
        var all = rows.ToList();
        return TrainingData.View(_ml, all, [.. all[0].Features.Select((_, j) => FormattableString.Invariant($"f{j}"))]);
    }

    private IEstimator<ITransformer> Estimator(string name) => name switch
    {
        "cox" => _ml.Survival.SelectFeatures(maxFeatures: 3),
        "concordance" => _ml.Survival.SelectFeatures(new FeatureSelectorOptions { Ranking = FeatureRanking.Concordance, MaxFeatures = 3 }),
        "discovery" => _ml.Survival.SelectFeatures(new FeatureSelectorOptions { MaxFalseDiscovery = 0.9 }),
        "difference" => _ml.Survival.SelectFeatures(new FeatureSelectorOptions { Redundancy = FeatureRedundancy.Difference, MaxFeatures = 3 }),
        "quotient" => _ml.Survival.SelectFeatures(new FeatureSelectorOptions { Redundancy = FeatureRedundancy.Quotient, MaxFeatures = 3 }),
        "stable" => _ml.Survival.SelectStable(new StableSelectionOptions { FeaturesPerHalf = 2, MinFeatures = 2 }),
        _ => _ml.Survival.SelectPerModality(["Features"], maxFeatures: 2),
    };
}
