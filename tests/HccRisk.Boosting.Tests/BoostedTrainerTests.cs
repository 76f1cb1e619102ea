using System.Diagnostics;
using HccRisk.Core.Learning;
using HccRisk.Oracles;
using HccRisk.Survival.Aft;
using HccRisk.Survival.Boosting;
using HccRisk.Survival.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Boosting.Tests;

/// <summary>The trainers in ML.NET pipelines.</summary>
public sealed class BoostedTrainerTests
{
    private const string FolderVariable = "HCCRISK_TEST_BOOSTED";
    private static readonly BoostingOptions Small = new() { Folds = 5, Rounds = 60, LearningRate = 0.1 };
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string> Names => ["cox", "cox-strata", "cox-weights", "aft", "aft-fixed"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Transform_SavedAndLoaded_KeepsBits(string name)
    {
        using var folder = new TemporaryFolder();
        var data = View();
        var model = Estimator(_ml, name).Fit(data);
        _ml.Model.Save(model, data.Schema, folder["model.zip"]);
        var loaded = _ml.Model.Load(folder["model.zip"], out _);

        Assert.Equal(Bits(model, data), Bits(loaded, data));
        Assert.All(model.Transform(data).GetColumn<float>("Score"), s => Assert.True(float.IsFinite(s)));
    }

    // The other process has one processor, and LightGBM one thread where this one has two.
    [Fact]
    public async Task FitAndLoad_InANewProcess_GiveTheSameBits()
    {
        using var folder = new TemporaryFolder();
        var data = View();
        await using (var rows = File.Create(folder["rows.idv"]))
        {
            _ml.Data.SaveAsBinary(data, rows);
        }

        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in Names.Select(n => n.Data))
        {
            var model = Estimator(_ml, name, threads: 2).Fit(data);
            _ml.Model.Save(model, data.Schema, folder[name + ".zip"]);
            expected.Add(name, Bits(model, data) + Bits(model, data));
        }

        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-explicit", "only", "-method", $"*{nameof(BoostedTrainerTests)}.{nameof(ScoreModelsOfTheOtherProcess)}"])
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
            var learned = Estimator(_ml, Path.GetFileNameWithoutExtension(zip)).Fit(data);
            File.WriteAllText(Path.ChangeExtension(zip, ".txt"), Bits(_ml.Model.Load(zip, out _), data) + Bits(learned, data));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_AnyKind_SurvivalFallsAndIncidenceStaysBelowIt(string name)
    {
        var rows = Rows();
        var function = LearnedModel.Find<SurvivalFunction>(Estimator(_ml, name).Fit(Simulated.View(_ml, rows)));
        double[] times = [0, 6, 12, 24, 36, 1e4];
        var (survival, incidence) = (new double[times.Length], new double[times.Length]);
        foreach (var row in rows.Take(50))
        {
            double[] x = [.. row.Features.Select(f => (double)f)];
            function.Survival(x, row.Site, times, survival);
            function.CumulativeIncidence(x, row.Site, times, incidence);
            Assert.Equal((1, 0), (survival[0], incidence[0]));
            for (var t = 1; t < times.Length - 1; t++)
            {
                Assert.InRange(survival[t], 0, survival[t - 1]);
                Assert.InRange(incidence[t], incidence[t - 1], 1 - survival[t] + 1e-12);
            }

            // Nobody was followed so long.
            Assert.True(double.IsNaN(survival[^1]) && double.IsNaN(incidence[^1]));
        }

        Assert.Equal(rows.Count(r => r.Event == 1), function.Events);
        Assert.True(function.ScoresMissing);
    }

    [Theory]
    [InlineData("cox")]
    [InlineData("aft")]
    public void Transform_HigherScore_IsHigherRisk(string name)
    {
        var data = View();
        var scored = Estimator(_ml, name).Fit(data).Transform(data);
        var pairs = scored.GetColumn<float>("Score").Zip(scored.GetColumn<float[]>("Survival").Select(s => s[1])).OrderBy(p => p.First).ToArray();

        for (var i = 1; i < pairs.Length; i++)
        {
            Assert.True(pairs[i].Second <= pairs[i - 1].Second + 1e-6f);
        }

        var c = _ml.Survival.Evaluate(scored, horizons: [12, 24]).Concordance;
        Assert.True(c.Value > 0.65, c.ToString());
    }

    [Fact]
    public void Transform_MissingInput_GoesTheTreesWay()
    {
        var rows = Rows();
        foreach (var row in rows.Where((_, i) => i % 3 == 0))
        {
            row.Features[0] = float.NaN;
        }

        var data = Simulated.View(_ml, rows);
        var model = Estimator(_ml, "cox").Fit(data);
        var scores = model.Transform(data).GetColumn<float>("Score").ToArray();

        Assert.All(scores, s => Assert.True(float.IsFinite(s)));
        var function = LearnedModel.Find<BoostedCoxFunction>(model);
        Assert.Equal((float)function.Trees.Score([.. rows[0].Features.Select(f => (double)f)]), scores[0]);
        rows[1].Features[1] = float.PositiveInfinity;
        var exception = Assert.Throws<InvalidOperationException>(() => Estimator(_ml, "cox").Fit(Simulated.View(_ml, rows)));
        Assert.Contains("'f1' is Infinity in row 1; a feature must be finite", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Survival_UnknownStratum_IsNaNAndTheScoreIsNot()
    {
        var function = LearnedModel.Find<BoostedCoxFunction>(Estimator(_ml, "cox-strata").Fit(View()));
        var (x, survival, incidence) = (new double[3], new double[1], new double[1]);
        function.Survival(x, "elsewhere", [12], survival);
        function.CumulativeIncidence(x, "elsewhere", [12], incidence);

        Assert.True(double.IsNaN(survival[0]) && double.IsNaN(incidence[0]) && double.IsFinite(function.Score(x)));
        Assert.Equal(["A", "B"], function.Baselines.Select(b => b.Stratum));
    }

    [Fact]
    public void CrossValidate_Boosted_IsCalibratedOnNewRows()
    {
        // Predicted freedom at 24 months of 2,000 new patients against the truth of the simulation.
        static double Truth(float[] x) => 1.5 * x[0];
        var (train, test) = (Simulated.Make(1500, 3, 21, Truth), Simulated.Make(2000, 3, 22, Truth));
        foreach (var name in new[] { "cox", "aft" })
        {
            var function = LearnedModel.Find<SurvivalFunction>(Estimator(_ml, name, rounds: 300).Fit(Simulated.View(_ml, train)));
            var (found, expected, survival) = (0.0, 0.0, new double[1]);
            foreach (var row in test)
            {
                function.Survival([.. row.Features.Select(f => (double)f)], "A", [24], survival);
                found += survival[0] / test.Count;
                expected += Math.Exp(-0.03 * 24 * Math.Exp(Truth(row.Features))) / test.Count;
            }

            // The standard error of the mean freedom among 1,500 is 0.013.
            Assert.Equal(expected, found, 0.04);
        }
    }

    [Fact]
    public void Fit_AftScale_IsEstimatedFromTheFolds()
    {
        // Exponential times: a Weibull distribution of scale 1 about a location of -log(0.03) - x.
        var rows = Simulated.Make(1500, 2, 23, x => x[0]);
        var options = new BoostedAftTrainerOptions { Distribution = AftDistribution.Weibull, Boosting = Small with { Rounds = 300 } };
        var function = LearnedModel.Find<BoostedAftFunction>(_ml.Survival.Trainers.BoostedAft(options).Fit(Simulated.View(_ml, rows)));

        Assert.Equal(1, function.Scale, 0.1);
        Assert.Equal(-Math.Log(0.03), function.Location, 0.2);
        Assert.InRange(function.Score([0.7, 0]) - function.Score([-0.7, 0]), 0.9, 1.8);
    }

    [Fact]
    public void BoostedAft_TimeZero_IsNamed()
    {
        var rows = Rows();
        rows[4].Time = 0;
        var exception = Assert.Throws<InvalidOperationException>(() => Estimator(_ml, "aft").Fit(Simulated.View(_ml, rows)));
        Assert.Contains("'Time' is 0 in row 4", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_Faults_AreListed()
    {
        var aft = new BoostedAftTrainerOptions { Distribution = AftDistribution.Rayleigh, Scale = 0, EntryColumn = "Start", Boosting = Small with { Leaves = 1 } };
        var exception = Assert.Throws<ArgumentException>(() => _ml.Survival.Trainers.BoostedAft(aft));
        Assert.All(["Rayleigh", "Scale is 0", "EntryColumn is 'Start'", "Leaves is 1"], part => Assert.Contains(part, exception.Message, StringComparison.Ordinal));
    }

    internal static IEstimator<ITransformer> Estimator(MLContext ml, string name, int threads = 1, int rounds = 60)
    {
        var boosting = Small with { Threads = threads, Rounds = rounds };
        var cox = new BoostedCoxTrainerOptions { Boosting = boosting };
        return name switch
        {
            "cox" => ml.Survival.Trainers.BoostedCox(cox),
            "cox-strata" => ml.Survival.Trainers.BoostedCox(cox with { StrataColumn = "Site" }),
            "cox-weights" => ml.Survival.Trainers.BoostedCox(cox with { WeightColumn = "Weight" }),
            "aft" => ml.Survival.Trainers.BoostedAft(new BoostedAftTrainerOptions { Boosting = boosting }),
            _ => ml.Survival.Trainers.BoostedAft(new BoostedAftTrainerOptions { Boosting = boosting, Distribution = AftDistribution.LogLogistic, Scale = 1, WeightColumn = "Weight" }),
        };
    }

    private static List<Simulated> Rows() => Simulated.Make(300, 3, 20, x => 2 * x[0], x => 1.5 * x[1], step: 0.5);

    private static string Bits(ITransformer model, IDataView data)
    {
        var scored = model.Transform(data);
        return string.Join(' ', scored.GetColumn<float>("Score")
            .Concat(scored.GetColumn<float[]>("Survival").Concat(scored.GetColumn<float[]>("CumulativeIncidence")).SelectMany(v => v))
            .Select(v => BitConverter.SingleToInt32Bits(v)));
    }

    private IDataView View() => Simulated.View(_ml, Rows());
}
